"""The system's clock in the hands of somebody who sets it back or forward: nobody waits, and nothing ends early."""

import time

import pytest

from desk.documents import leases
from desk.mailroom import receive
from desk.models import MachineStart
from desk.office import accounts, timekeeping
from desk.reading import lease
from desk.system import calendar
from review_ui import create_app
from tests import factories as make
from tests.review_ui import seeded
from workers import sweep

HOUR = 3600


@pytest.fixture
def boot(monkeypatch):
    """The seconds since the start of the machine, in the test's hands."""
    passed = [time.clock_gettime(time.CLOCK_BOOTTIME)]
    monkeypatch.setattr(calendar, "since_start", lambda: passed[0])
    return passed


@pytest.fixture(params=[-HOUR, HOUR], ids=["back", "forward"])
def turn(request, monkeypatch):
    """Set the system's clock."""
    real = time.time
    return lambda: monkeypatch.setattr(time, "time", lambda: real() + request.param)


def test_a_dead_reader_and_a_gone_clerk_hold_nothing_longer_or_shorter(desk, clerk, other_clerk, boot, turn):
    """Their leases end when they end, as counted by a clock that nobody sets."""
    scan = receive.receive(desk, b"%PDF-1.7", "a.pdf", batch="b", actor="mo").scan_id
    other = make.arrive(desk, make.a_return())
    lease.take(desk, scan)
    leases.take(desk, other, clerk)
    turn()
    assert lease.take(desk, scan) is None
    assert leases.take(desk, other, other_clerk).by == clerk.name
    boot[0] += max(desk.settings.lease_seconds, desk.settings.claim_seconds) + 1
    assert sweep.next_waiting(desk) == scan
    assert leases.take(desk, other, other_clerk).by == other_clerk.name


def test_an_account_is_locked_for_its_time(desk, boot, turn):
    """Neither for an hour more nor for less."""
    once = accounts.add(desk, "carla", "clerk", "K1")
    for _ in range(3):
        accounts.sign_in(desk, "carla", "wrong")
    turn()
    assert accounts.sign_in(desk, "carla", once) is None
    boot[0] += 15 * 60 + 1
    assert accounts.sign_in(desk, "carla", once) is not None


def test_whoever_is_signed_in_stays_so(desk, boot, turn):
    """The cookie's age is told by the same clock: nobody is put out, and idle minutes are idle minutes."""
    app = create_app(desk)
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    seeded.accounts(desk)
    person = app.test_client()
    person.post("/sign-in", data={"name": "carla", "password": seeded.PASSWORD})
    turn()
    assert person.get("/").status_code == 200
    boot[0] += desk.settings.idle_minutes * 60 + 1
    assert person.get("/").status_code == 302


def test_the_clock_goes_on_where_it_was_when_the_machine_starts_again_with_an_earlier_one(desk, boot, monkeypatch):
    """A new start has the number that the first process wrote down, and never one before what was seen."""
    boot[0] += HOUR
    timekeeping.note(desk.database)
    before = calendar.ticks()
    monkeypatch.setattr(timekeeping, "_start", lambda: "another")
    monkeypatch.setattr(time, "time", lambda: before - 365 * 24 * HOUR)
    boot[0] = 5.0
    timekeeping.agree(desk.database)
    assert calendar.ticks() == before
    boot[0] += 7
    calendar.count(0)
    timekeeping.agree(desk.database)
    assert calendar.ticks() == before + 7
    with desk.database.reading() as session:
        assert session.query(MachineStart).count() == 2


def test_all_processes_count_alike(opened):
    """Whichever opens the desk, and whatever the time of day was then."""
    first = opened()
    told = calendar.ticks()
    calendar.count(0)
    timekeeping.agree(first.database)
    assert 0 <= calendar.ticks() - told < HOUR

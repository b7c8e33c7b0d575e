"""Killed at any moment: every page stays in exactly one state, nothing is doubled."""

import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import func, select

from desk.lifecycle import audit
from desk.mailroom import receive
from desk.models import AuditEvent, Decision, Document, IpPin, Notice, Page, Reading, Recommendation, Scan
from desk.office import opening
from desk.office.accounts import Actor
from desk.reading import keying, lease, writing
from desk.reading.found import FileReading
from tests import acts, homes, processes
from tests import factories as make
from workers import jobs, sweep

PATIENCE = 300


def run(home: Path, act: Callable[[], None], fault: str = "") -> int:
    """Do something in a process of its own on this home; its exit status."""
    return processes.run(act, IPPIN_HOME=str(home), IPPIN_FAULT=fault)


@pytest.fixture
def home(tmp_path, monkeypatch) -> Path:
    """An empty home with a short lease, so that a dead reader is noticed soon."""
    monkeypatch.setenv("IPPIN_LEASE_SECONDS", "2")
    homes.lay(tmp_path / "home")
    return tmp_path / "home"


def counts(desk: opening.Office, *models) -> list[int]:
    """Rows per table."""
    with desk.database.reading() as session:
        return [session.scalar(select(func.count()).select_from(model)) for model in models]


def finish(desk: opening.Office) -> None:
    """Read what waits as the sweep would have it read, once dead readers' leases are over."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        number = sweep.next_waiting(desk)
        if number:
            jobs.read_with(desk, number)
        with desk.database.reading() as session:
            if session.scalar(select(func.count()).where(Scan.state.in_(("received", "reading")))) == 0:
                return
    raise AssertionError("some scan was never read to its end")


@pytest.mark.parametrize("fault", ["receive.stored", "receive.committed"])
def test_a_kill_while_taking_in_loses_and_doubles_nothing(home, opened, fault):
    """Killed between two steps of taking in; handed in again, the file is there once."""
    assert run(home, acts.take, fault) == -signal.SIGKILL
    assert run(home, acts.take) == 0
    assert counts(opened(), Scan, Document) == [1, 1]


@pytest.mark.parametrize("fault", ["read.leased", "read.read", "read.stored", "read.written", "read.committed"])
def test_a_kill_while_reading_ends_in_one_reading(home, opened, fault):
    """Killed at each commit point of a reading; another reader ends it, with one event."""
    run(home, acts.take)
    assert run(home, acts.read, fault) == -signal.SIGKILL
    desk = opened()
    finish(desk)
    documents, pages, advices = counts(desk, Document, Page, Recommendation)
    assert (documents, pages, advices) == (1, 2, 1)
    with desk.database.reading() as session:
        reads = select(func.count()).where(AuditEvent.action == "scan.read")
        fields = select(func.count(func.distinct(Reading.field)))
        assert session.scalar(reads) == 1
        assert session.scalar(fields) == session.scalar(select(func.count(Reading.id)))
        assert audit.verify(session).broken_at is None


@pytest.mark.parametrize(("fault", "made"), [("decide.written", 0), ("decide.committed", 1)])
def test_a_kill_while_deciding_is_all_or_nothing(home, opened, fault, made):
    """An approval's decision, PIN and letter are there together or not at all."""
    assert run(home, acts.decide, fault) == -signal.SIGKILL
    assert counts(opened(), Decision, IpPin, Notice) == [made] * 3


@pytest.mark.parametrize(("fault", "stands"), [("change.written", "key"), ("change.committed", "release")])
def test_a_kill_while_keying_leaves_no_key_without_its_recommendation(home, opened, fault, stands):
    """A key is there together with what follows from it: nobody is asked again, and nobody is forgotten."""
    desk = opened()
    make.pin(desk, make.taxpayer(desk, enrollment="f15227"), "482913")
    make.arrive(desk, make.a_return(primary_ip_pin=make.read("482918")))
    keying.key_blind(desk, 1, "primary_ip_pin", "482913", "read", Actor("carla", "clerk"))
    assert run(home, acts.key, fault) == -signal.SIGKILL
    with desk.database.reading() as session:
        assert session.get(Document, 1).recommendation == stands
        assert keying.count(session, Actor("dan", "clerk")) == (stands == "key")
        assert audit.verify(session).broken_at is None


@pytest.mark.parametrize(("fault", "done"), [("receive.stored", 0), ("receive.committed", 1)])
def test_a_kill_while_scanning_again_is_all_or_nothing(home, opened, fault, done):
    """The new scan is there and the old document waits for it, or neither; tried again, it is there once."""
    run(home, acts.take)
    desk = opened()
    writing.fail(desk, 1, lease.take(desk, 1), "damaged", "The file is damaged.")
    assert run(home, acts.scan_again, fault) == -signal.SIGKILL
    with desk.database.reading() as session:
        waiting = session.scalar(select(func.count()).where(Document.rescan_id.is_not(None)))
        assert (waiting, session.scalar(select(func.count()).select_from(Scan))) == (done, 1 + done)
    run(home, acts.scan_again)
    assert counts(desk, Scan, Document) == [2, 2]


def test_a_late_reader_writes_nothing(home, opened):
    """Whoever lost the lease finds the token gone: one reading counts."""
    desk = opened()
    receive.receive(desk, acts.SAMPLE.read_bytes(), "a.tif", batch="b", actor="mo")
    late = lease.take(desk, 1)
    with desk.database.transaction() as session:
        session.get(Scan, 1).lease_until = 0
    finish(desk)
    assert not writing.write(desk, 1, late, FileReading([], []))
    assert counts(desk, Document, Recommendation) == [1, 1]

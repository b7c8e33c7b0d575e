"""The same desk on PostgreSQL: by configuration alone."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from sqlalchemy import func, select

from desk import errors
from desk.lifecycle import audit
from desk.mailroom import balance, batches, receive
from desk.models import Batch, IpPin
from desk.review import decisions
from tests import factories as make


@pytest.fixture
def desk(postgres, opened):
    """A desk whose record lies in PostgreSQL."""
    return opened(DATABASE_URL=postgres())


def test_an_application_goes_its_whole_way(desk, clerk):
    """Reading, call, approval, PIN, trail: as on SQLite."""
    make.taxpayer(desk)
    number = make.arrive(desk, make.an_application(), received=date(2025, 12, 29))
    make.prove(desk, number)
    decisions.decide(desk, number, "approve", clerk)
    with desk.database.reading() as session:
        assert session.scalar(select(func.count(IpPin.id))) == 1
        assert audit.verify(session).broken_at is None


def test_the_same_file_from_two_sides_at_once_is_one_scan(desk):
    """Two mailroom clerks hand in the same bytes at the same moment."""
    data = b"%PDF-1.7 handed in twice"

    def hand_in(name: str) -> int:
        return receive.receive(desk, data, name, batch="together", actor=name).scan_id

    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(hand_in, "abcdefgh"))
    assert len(found) == 1


def test_many_files_at_once_open_one_batch(desk):
    """Each becomes its own scan of the one batch, whoever was first."""

    def hand_in(number: int) -> int:
        return receive.receive(desk, b"%%PDF-1.7 one of many %d" % number, "a.pdf", batch="many", actor="mo").scan_id

    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(hand_in, range(16)))
    with desk.database.reading() as session:
        (batch,) = session.scalars(select(Batch).where(Batch.name == "many"))
        assert len(found) == len(balance.count(session, batch).scans) == 16


def test_a_batch_is_not_closed_over_a_file_that_comes_in(desk, mailroom):
    """Whoever is first wins: no closed batch holds a file that nobody has read."""

    def work(number: int) -> bool:
        name = f"race {number // 2}"
        try:
            if number % 2:
                batches.close(desk, batches.start(desk, name, date(2026, 3, 2), "mo").id, mailroom)
            else:
                receive.receive(desk, b"%%PDF-1.7 race %d" % number, "a.pdf", batch=name, actor="mo")
            return True
        except errors.WrongState:
            return False

    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(work, range(16)))
    assert all(one != other for one, other in zip(outcomes[::2], outcomes[1::2], strict=True))


def test_two_clerks_deciding_at_once_make_one_decision(desk, clerk, other_clerk):
    """One wins, the other is told; there is one PIN."""
    person = make.taxpayer(desk, "400005555", "Vera", "Lang", zip="60601")
    fields = {"tin": make.read("400005555"), "first_name": make.read("Vera"), "last_name": make.read("Lang")}
    number = make.arrive(
        desk,
        make.an_application(**fields, zip=make.read("60601"), phone=make.read("2175550155")),
        received=date(2025, 12, 29),
    )
    make.prove(desk, number)

    def decide(actor) -> bool:
        try:
            decisions.decide(desk, number, "approve", actor)
        except (errors.WrongState, errors.ChangedMeanwhile):
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(decide, (clerk, other_clerk))) == [False, True]
    with desk.database.reading() as session:
        assert session.scalar(select(func.count(IpPin.id)).where(IpPin.taxpayer_id == person)) == 1

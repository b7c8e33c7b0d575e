"""What waits for whose keys: in few questions to the database, oldest first, nobody twice."""

from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from sqlalchemy import event

from desk.reading import keying
from tests.factories import a_return, arrive, pin, read, taxpayer


@pytest.fixture
def person(desk) -> int:
    """Somebody whose return needs an IP PIN."""
    known = taxpayer(desk, enrollment="f15227")
    pin(desk, known, "482913")
    return known


def wrong(desk, days: int = 0, revision: str = "2025") -> int:
    """A return whose box must be keyed: the number in it is not the one on record."""
    received = date(2026, 2, 1) + timedelta(days=days)
    return arrive(desk, a_return(revision, primary_ip_pin=read("482918")), received=received)


@contextmanager
def counted(desk):
    """The questions that the database is asked meanwhile."""
    asked = []
    listener = lambda *told: asked.append(told[2])  # noqa: E731 (the listener must be removed again)
    event.listen(desk.database.engine, "before_cursor_execute", listener)
    yield asked
    event.remove(desk.database.engine, "before_cursor_execute", listener)


def waiting(desk, actor) -> tuple[list[int], int]:
    """The documents that wait for this person, and their count by itself."""
    with desk.database.reading() as session:
        return [one.document_id for one in keying.waiting(session, actor)], keying.count(session, actor)


def test_the_number_of_questions_does_not_grow_with_the_paper(desk, person, clerk):
    """One document or twelve, some of them begun: the database is asked as often."""
    numbers = [wrong(desk, days) for days in range(2)]
    keying.key(desk, numbers[0], "primary_ip_pin", "482917", "read", "blind", clerk)
    with counted(desk) as few:
        waiting(desk, clerk)
    numbers += [wrong(desk, days) for days in range(2, 12)]
    keying.key(desk, numbers[5], "primary_ip_pin", "482917", "read", "blind", clerk)
    with counted(desk) as many:
        waiting(desk, clerk)
    assert len(few) == len(many) <= 10


def test_the_oldest_paper_waits_first_and_nobody_keys_twice(desk, person, clerk, other_clerk):
    """A key that disagrees leaves the box to a third person, in its old place."""
    late, early = wrong(desk, 9), wrong(desk, 1)
    assert waiting(desk, clerk) == ([early, late], 2)
    keying.key_blind(desk, early, "primary_ip_pin", "482917", "read", clerk)
    assert waiting(desk, clerk) == ([late], 1)
    assert waiting(desk, other_clerk) == ([early, late], 2)


def test_only_so_many_are_looked_at_while_all_are_counted(desk, person, clerk):
    """The station is filled with the oldest; the figure tells how many wait in all."""
    numbers = [wrong(desk, days) for days in range(4)]
    with desk.database.reading() as session:
        assert [one.document_id for one in keying.waiting(session, clerk, limit=2)] == numbers[:2]
        assert keying.count(session, clerk) == 4

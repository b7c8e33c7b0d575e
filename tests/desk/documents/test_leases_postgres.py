"""Leases, keys and second looks on PostgreSQL, where writers do not take turns by themselves."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from desk.delays import aging, backlog
from desk.documents import leases
from desk.office.accounts import Actor
from desk.reading import keying, sampling
from desk.screens import worklist
from desk.system import calendar
from tests import factories as make


@pytest.fixture
def desk(postgres, opened):
    """A desk on PostgreSQL that draws every reading, with four clean returns and one to key."""
    office = opened(DATABASE_URL=postgres(), sample_readings=1)
    for tin in ("400001111", "400001112", "400001113", "400001114"):
        make.taxpayer(office, tin)
        make.arrive(office, make.a_return(primary_ssn=make.read(tin)))
    known = make.taxpayer(office, "400001115", enrollment="f15227")
    make.pin(office, known, "482913")
    make.arrive(office, make.a_return(primary_ssn=make.read("400001115"), primary_ip_pin=make.read("482918")))
    return office


def test_many_hands_never_get_the_same_document(desk):
    """Twelve press "Next" at once: as many documents as there are go to as many people."""
    crowd = [Actor(f"clerk {n}", "clerk") for n in range(12)]
    with ThreadPoolExecutor(12) as pool:
        got = [one for one in pool.map(lambda actor: worklist.take_next(desk, actor), crowd) if one]
    assert len(got) == len(set(got)) == 4


def test_delayed_returns_are_counted_as_they_are_listed(desk):
    """The database's figures of today are those of the history."""
    with desk.database.reading() as session:
        figures = backlog.figures(session, calendar.today())
        listed = aging.delayed(session)
    assert sum(figures.values()) == len(listed) == 5
    assert set(figures) == {(one.reason, one.bucket) for one in listed}


def test_of_many_who_take_a_dead_lease_one_gets_it(desk, clock):
    """The lease has run out; everybody waiting asks at once; one name comes back to all."""
    leases.take(desk, 1, Actor("gone", "clerk"))
    clock.advance(desk.settings.claim_seconds + 1)
    crowd = [Actor(f"heir {n}", "clerk") for n in range(8)]
    with ThreadPoolExecutor(8) as pool:
        holders = {pool_answer.by for pool_answer in pool.map(lambda actor: leases.take(desk, 1, actor), crowd)}
    assert len(holders) == 1


def test_what_waits_for_keys_is_found(desk, clerk):
    """The same questions are understood by this database."""
    with desk.database.reading() as session:
        assert [one.field for one in keying.waiting(session, clerk)] == ["primary_ip_pin"]
        assert keying.count(session, clerk) == 1
        first, *_ = sampling.waiting(session, clerk)
        assert sampling.count(session, clerk) > 10 and sampling.looks(session, clerk) == []
    sampling.answer_reading(desk, first.id, None, "illegible", clerk)


def test_the_worklist_and_its_figures_are_understood(desk, clerk):
    """Counts, the oldest, replies and what would be listed: the same answers as from the small database."""
    with desk.database.reading() as session:
        waits = worklist.counts(session)
        assert sum(one.number for one in waits.values()) == worklist.total(session) == 5
        assert waits["key"].oldest == calendar.today() and waits["call"] == (0, None)
        assert worklist.waiting(session, worklist.REPLIES) == [] and worklist.total(session, worklist.REPLIES) == 0

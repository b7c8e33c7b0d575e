"""Who has a document open: leases that run out, are passed over by "Next", taken over on record."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from desk import errors
from desk.documents import leases
from desk.models import AuditEvent, Lease
from desk.office.accounts import Actor
from desk.reading import keying
from desk.review import decisions, identification
from desk.screens import worklist
from tests import homes
from tests.factories import a_return, arrive, document, read, taxpayer

AUDITOR = Actor("ada", "auditor")


@pytest.fixture
@homes.once
def paper(desk) -> list[int]:
    """Three clean returns, oldest first."""
    people = {"400001234": "Anna", "400005678": "Omar", "400002345": "Daniel"}
    for tin, first in people.items():
        taxpayer(desk, tin, first)
    return [
        arrive(desk, a_return(primary_ssn=read(tin), primary_first_name=read(first))) for tin, first in people.items()
    ]


def held(desk, number: int):
    with desk.database.reading() as session:
        return leases.holder(session, number)


def test_the_first_one_holds_it_and_the_second_is_told_who(desk, clerk, other_clerk, paper):
    """The second request changes nothing and answers with the holder and the hour."""
    mine = leases.take(desk, paper[0], clerk)
    other = leases.take(desk, paper[0], other_clerk)
    assert mine.by == other.by == "carla" and other.since == mine.since and not other.token
    with desk.database.reading() as session, pytest.raises(errors.HeldByOther, match="carla has this open since"):
        leases.demand(session, paper[0], other_clerk)


def test_a_lease_runs_out_and_the_next_person_has_it(desk, clerk, other_clerk, paper, clock):
    """A browser that died renews nothing; its lease passes on, and the rows of the dead are swept."""
    leases.take(desk, paper[0], clerk)
    leases.take(desk, paper[1], clerk)
    clock.advance(desk.settings.claim_seconds + 1)
    assert held(desk, paper[0]) is None
    assert leases.take(desk, paper[0], other_clerk).by == "dan"
    with desk.database.reading() as session:
        assert session.scalars(select(Lease.by)).all() == ["dan"]


def test_a_heartbeat_keeps_the_lease_and_its_beginning(desk, clerk, other_clerk, paper, clock):
    """Renewed before its end, a lease lasts; the hour shown is when the page was opened."""
    first = leases.take(desk, paper[0], clerk)
    clock.advance(desk.settings.claim_seconds * 0.8)
    again = leases.take(desk, paper[0], clerk, first.token)
    assert (again.since, again.token) == (first.since, first.token)
    clock.advance(desk.settings.claim_seconds * 0.8)
    assert leases.take(desk, paper[0], other_clerk).by == "carla"


def test_only_the_page_that_holds_it_gives_it_back(desk, clerk, other_clerk, paper):
    """The farewell of a page that was loaded anew comes late and changes nothing."""
    old = leases.take(desk, paper[0], clerk)
    new = leases.take(desk, paper[0], clerk)
    leases.release(desk, paper[0], clerk, old.token)
    assert held(desk, paper[0]).by == "carla"
    leases.release(desk, paper[0], other_clerk, new.token)
    assert held(desk, paper[0]).by == "carla"
    leases.release(desk, paper[0], clerk, new.token)
    assert held(desk, paper[0]) is None


def test_taking_over_is_recorded_and_claiming_is_not(desk, clerk, other_clerk, paper):
    """The trail keeps from whom a document was taken; opening and leaving make no event."""
    leases.take(desk, paper[0], clerk)
    assert leases.take_over(desk, paper[0], other_clerk).by == "dan"
    with desk.database.reading() as session:
        rows = select(AuditEvent).where(AuditEvent.action.like("%taken%") | AuditEvent.action.like("%claim%"))
        (event,) = session.scalars(rows)
    assert (event.actor, event.subject_id, event.details) == ("dan", paper[0], {"holder": "carla"})


def test_who_does_not_hold_it_changes_nothing(desk, clerk, other_clerk, paper):
    """Deciding, correcting, choosing, identifying: refused while somebody else has it open."""
    leases.take(desk, paper[0], clerk)
    for act in (
        lambda: decisions.decide(desk, paper[0], "release", other_clerk),
        lambda: keying.key(desk, paper[0], "street", "1 Elm", "read", "correction", other_clerk),
        lambda: identification.choose_person(desk, paper[0], "primary", None, other_clerk),
        lambda: identification.identify(desk, paper[0], "tax_return", "other", None, 2020, other_clerk),
    ):
        with pytest.raises(errors.HeldByOther):
            act()
    decisions.decide(desk, paper[0], "release", clerk)
    assert held(desk, paper[0]) is None


def test_deciding_what_is_decided_tells_who_and_when(desk, clerk, other_clerk, paper):
    """Whoever comes second learns the name, the hour and the decision."""
    seen = document(desk, paper[0]).version
    decisions.decide(desk, paper[0], "release", clerk, version=seen)
    with pytest.raises(errors.WrongState, match=r"carla decided this document at .*\d\d:\d\d \(released\)"):
        decisions.decide(desk, paper[0], "release", other_clerk, version=seen)


def test_an_old_view_is_told_who_changed_it(desk, clerk, other_clerk, paper):
    """The version check names the person and the hour of the last change."""
    seen = document(desk, paper[0]).version
    identification.choose_person(desk, paper[0], "primary", None, clerk)
    with pytest.raises(errors.ChangedMeanwhile, match=r"carla changed it at .*\d\d:\d\d"):
        decisions.decide(desk, paper[0], "release", other_clerk, version=seen, reason="sure")


def test_next_passes_over_what_others_hold(desk, clerk, other_clerk, paper):
    """Each gets another document; going on gives the one before back; an auditor leases nothing."""
    assert worklist.take_next(desk, clerk) == paper[0]
    assert worklist.take_next(desk, other_clerk) == paper[1]
    assert worklist.take_next(desk, clerk, paper[0]) == paper[2]
    assert held(desk, paper[0]) is None and held(desk, paper[2]).by == "carla"
    assert worklist.take_next(desk, AUDITOR) == paper[0] and held(desk, paper[0]) is None


def test_many_hands_never_get_the_same_document(desk, paper):
    """Twelve people press "Next" at once: three get a document each, nobody the same."""
    crowd = [Actor(f"clerk {n}", "clerk") for n in range(12)]
    with ThreadPoolExecutor(12) as pool:
        got = [one for one in pool.map(lambda actor: worklist.take_next(desk, actor), crowd) if one]
    assert sorted(got) == paper


def test_what_waits_for_nobody_cannot_be_held(desk, clerk, other_clerk, paper):
    """A closed document is leased by nobody, and by no role that may not decide."""
    decisions.decide(desk, paper[0], "release", clerk)
    assert leases.take(desk, paper[0], other_clerk) is None
    assert leases.take(desk, paper[1], AUDITOR) is None
    with pytest.raises(errors.NotFound):
        leases.take(desk, 999, clerk)


def test_the_worklist_shows_who_has_what(desk, clerk, paper):
    """The row carries the holder."""
    leases.take(desk, paper[1], clerk)
    with desk.database.reading() as session:
        shown = {row.document_id: row.held.by if row.held else None for row in worklist.waiting(session)}
    assert shown == {paper[0]: None, paper[1]: "carla", paper[2]: None}

"""A flagged return is released with a record of how the identity was verified, and by another person than its maker."""

from datetime import date

import pytest
from sqlalchemy import select

from desk import errors
from desk.delays import cases
from desk.delays.verifications import Proof
from desk.documents import masking
from desk.models import DelayEvent, Verification
from desk.program.identity import Documents
from desk.reading import keying
from desk.review import decisions, identification, releases
from desk.screens import releases as releases_shown
from desk.screens import worklist
from tests import factories as make
from tests import homes

BY_TELEPHONE = Proof("telephone", questions_passed=4)
LACKING = [
    None,
    Proof("rumor"),
    Proof("telephone"),
    Proof("telephone", questions_passed=0),
    Proof("in_person"),
    Proof("in_person", documents=Documents(3, 1, 2)),
    Proof("in_person", documents=Documents(1, 0, 1)),
]


@pytest.fixture
@homes.once
def case(desk, clerk) -> int:
    """A flagged return."""
    make.pin(desk, make.taxpayer(desk, enrollment="victim"), "123456")
    number = make.arrive(desk, make.a_return())
    masking.reveal(desk, number, "primary_ip_pin", clerk)
    decisions.decide(desk, number, "flag", clerk)
    return number


def state(desk, number: int) -> str:
    return make.document(desk, number).state


@pytest.mark.parametrize("proof", LACKING)
def test_nothing_is_verified_without_saying_how(desk, case, clerk, proof):
    """By letter, by questions passed on the telephone, or by as many documents as the rule asks for in person."""
    with pytest.raises(errors.InvalidInput):
        cases.move(desk, case, "verified", clerk, proof=proof)
    with desk.database.reading() as session:
        assert session.scalars(select(Verification)).all() == []
        assert session.scalars(select(DelayEvent.state)).all() == ["open"]


@pytest.mark.parametrize("proof", [Proof("letter"), BY_TELEPHONE, Proof("in_person", documents=Documents(1, 1, 2))])
def test_how_it_was_verified_stands_on_record(desk, case, clerk, other_clerk, proof):
    """With who and when, and never the answers; then another person releases the return."""
    cases.move(desk, case, "verified", clerk, proof=proof)
    with desk.database.reading() as session:
        row = session.scalars(select(Verification)).one()
    assert (row.way, row.by, row.role, row.questions_passed) == (
        proof.way, "carla", "primary", proof.questions_passed,
    )  # fmt: skip
    with pytest.raises(errors.NotAllowed, match="you recorded"):
        cases.move(desk, case, "released", clerk)
    cases.move(desk, case, "released", other_clerk)
    assert state(desk, case) == "closed"


@pytest.mark.parametrize("role", ["clerk", "supervisor"])
def test_a_case_is_not_released_unverified(desk, case, request, role):
    """From no state in which a flagged return waits, by nobody alone."""
    actor = request.getfixturevalue(role)
    with pytest.raises(errors.NotAllowed, match="verified"):
        cases.move(desk, case, "released", actor, "it is all right")
    assert state(desk, case) == "decided"


def test_an_unverified_case_is_released_by_a_request_that_a_supervisor_grants(
    desk, case, clerk, other_clerk, supervisor
):
    """As any flagged return; nobody grants their own request."""
    releases.ask(desk, case, clerk, "the letter crossed the answer")
    with pytest.raises(errors.NotAllowed, match="supervisor"):
        releases.grant(desk, case, other_clerk, "as asked")
    releases.grant(desk, case, supervisor, "the answer is here")
    assert state(desk, case) == "closed"
    with desk.database.reading() as session:
        states = [event.state for event in cases.history_of(session, case)]
    assert states == ["open", "released"]


def test_who_verified_may_ask_and_any_other_person_grants(desk, case, clerk, other_clerk):
    """The proof is there: the second person need not be a supervisor; who may release does not ask."""
    cases.move(desk, case, "verified", clerk, proof=BY_TELEPHONE)
    with pytest.raises(errors.WrongState):
        releases.ask(desk, case, other_clerk, "please")
    releases.ask(desk, case, clerk, "passed all four questions")
    releases.grant(desk, case, other_clerk, "heard it")
    assert state(desk, case) == "closed"


def test_a_verified_return_waits_in_sight_of_whoever_did_not_verify_it(desk, case, clerk, other_clerk, supervisor):
    """In the list and on Home from the moment that it is on record, until it is released."""

    def waits(actor) -> tuple[list[str], int]:
        with desk.database.reading() as session:
            found = [row.why for row in worklist.waiting(session, worklist.RELEASES)]
            return found, releases_shown.count(session, actor)

    assert waits(other_clerk) == ([], 0)
    cases.move(desk, case, "verified", clerk, proof=BY_TELEPHONE)
    assert [waits(actor) for actor in (clerk, other_clerk)] == [
        ([releases_shown.VERIFIED], 0), ([releases_shown.VERIFIED], 1),
    ]  # fmt: skip
    assert worklist.take_next(desk, clerk, None, worklist.RELEASES) is None
    assert worklist.take_next(desk, other_clerk, None, worklist.RELEASES) == case
    releases.ask(desk, case, clerk, "passed all four questions")
    assert "Release requested by carla" in waits(supervisor)[0][0] and waits(other_clerk)[1] == 1
    cases.move(desk, case, "released", other_clerk)
    assert waits(supervisor) == ([], 0)


def test_an_act_on_the_case_ends_the_request(desk, case, clerk, supervisor):
    """What was asked about an open case is not granted about a verified one."""
    releases.ask(desk, case, clerk, "the letter crossed the answer")
    cases.move(desk, case, "verified", clerk, proof=BY_TELEPHONE)
    with pytest.raises(errors.WrongState):
        releases.grant(desk, case, supervisor, "as asked")


def test_a_second_proof_does_not_free_the_first_recorder(desk, case, clerk, other_clerk, supervisor):
    """Whoever recorded one has seen their own: a third person releases."""
    cases.move(desk, case, "verified", clerk, proof=Proof("letter"))
    cases.move(desk, case, "verified", other_clerk, proof=BY_TELEPHONE)
    for actor in (clerk, other_clerk):
        with pytest.raises(errors.NotAllowed):
            cases.move(desk, case, "released", actor)
    cases.move(desk, case, "released", supervisor)


def test_a_case_opened_again_is_no_release_for_one_person(desk, clerk, other_clerk, supervisor):
    """Even where nothing is flagged any more: the case stands until it is verified, or its release is granted."""
    person = make.taxpayer(desk, enrollment="victim")
    make.pin(desk, person, "123456")
    make.pin(desk, person, "654321", 2025)
    form = make.a_return(primary_ip_pin=make.read("654321"))
    number = make.arrive(desk, form, received=date(2026, 1, 10), postmark=date(2026, 1, 3))
    keying.key(desk, number, "primary_ip_pin", "654321", "read", "blind", clerk)
    decisions.decide(desk, number, "flag", clerk)
    cases.move(desk, number, "identity_theft", clerk)
    cases.reopen(desk, number, supervisor, "the envelope was found")
    identification.enter_postmark(desk, number, date(2025, 12, 30), supervisor)
    assert make.advice(desk, number).action == "release"
    with pytest.raises(errors.NotAllowed, match="verified"):
        decisions.decide(desk, number, "release", other_clerk)
    releases.ask(desk, number, supervisor, "sent in December")
    with pytest.raises(errors.NotAllowed, match="supervisor"):
        releases.grant(desk, number, other_clerk, "sent in December")
    cases.move(desk, number, "verified", clerk, proof=BY_TELEPHONE)
    decisions.decide(desk, number, "release", other_clerk)
    assert state(desk, number) == "closed"


def test_a_case_opened_again_is_verified_anew(desk, case, clerk, other_clerk, supervisor):
    """The proof of the time before does not count, neither for a release nor for a request."""
    cases.move(desk, case, "verified", clerk, proof=BY_TELEPHONE)
    cases.move(desk, case, "released", other_clerk)
    cases.reopen(desk, case, supervisor, "the caller was somebody else")
    with pytest.raises(errors.NotAllowed):
        decisions.decide(desk, case, "release", other_clerk, reason="verified before")
    releases.ask(desk, case, clerk, "verified before")
    with pytest.raises(errors.NotAllowed, match="supervisor"):
        releases.grant(desk, case, other_clerk, "verified before")

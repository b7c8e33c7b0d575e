"""The state machines and their closed sets, and how a member of one is stored."""

import itertools

import pytest
from sqlalchemy import text

from desk import errors
from desk.lifecycle import states
from desk.models.states import ApplicationState, DelayState, DocumentState, NoticeState
from tests import factories as make

MACHINES = [
    (states.DOCUMENT, DocumentState),
    (states.APPLICATION, ApplicationState),
    (states.NOTICE, NoticeState),
    (states.DELAY, DelayState),
]


@pytest.mark.parametrize(("machine", "closed_set"), MACHINES, ids=lambda one: getattr(one, "__name__", ""))
def test_a_machine_says_what_follows_every_state_of_its_set(machine, closed_set):
    """No state is left out, and none leads to a state of another set."""
    assert list(machine) == sorted(closed_set, key=list(machine).index)
    assert {new for following in machine.values() for new in following} <= set(closed_set)


@pytest.mark.parametrize("place", ["sqlite", pytest.param("postgres", marks=pytest.mark.long)])
def test_states_kinds_and_actions_are_stored_as_plain_text(place, opened, request):
    """What the database keeps is the word itself, so that a report or another tool reads the same as ever."""
    office = opened(**({"DATABASE_URL": request.getfixturevalue("postgres")()} if place == "postgres" else {}))
    make.arrive(office, make.a_return(primary_ssn=make.read("400001234")))
    with office.database.reading() as session:
        [row] = session.execute(text("SELECT kind, state, recommendation FROM document")).all()
    assert [type(one) for one in row] == [str, str, str]
    assert tuple(row)[:2] == ("tax_return", "in_review")


A, D, N, W = states.APPLICATION, states.DOCUMENT, states.NOTICE, states.DELAY
PATHS = [
    ("domain 1.7: application read and matched", D, "received reading in_review decided closed"),
    ("domain 1.7: application called", A, "open call_pending call_pending identity_verified"),
    ("domain 1.7: application whose identity failed", A, "open call_pending identity_failed rejected"),
    ("domain 1.7: application that nobody could reach", A, "open call_pending written rejected"),
    ("domain 1.7: application approved and mailed", A, "identity_verified approved issued mailed"),
    ("domain 1.7: letter returned and mailed again", N, "draft gathered printed mailed returned draft gathered"),
    ("domain 4.2: return read and released", D, "received reading in_review decided closed"),
    ("domain 4.2: return whose owner is confirmed", W, "open verified released"),
    ("domain 4.2: return that waits for a reply", W, "open letter_sent no_reply verified released"),
    ("domain 4.2: return that is identity theft", W, "open letter_sent identity_theft open"),
]


@pytest.mark.parametrize(("path", "machine", "walked"), PATHS, ids=[path[0] for path in PATHS])
def test_the_paths_of_paper_are_open(path, machine, walked):
    """Each step of the path is one that its machine allows."""
    steps = walked.split()
    assert [states.check(machine, old, new) for old, new in itertools.pairwise(steps)] == steps[1:]


BEFORE_APPROVAL = ("open", "call_pending", "identity_verified", "identity_failed", "written")


@pytest.mark.parametrize("state", BEFORE_APPROVAL)
def test_an_application_may_end_before_its_approval(state):
    """domain 1.7: application rejected or withdrawn, from any state before the approval; mailed, nothing follows."""
    assert {"rejected", "withdrawn"} <= A[state]
    assert not A["mailed"] and not A["withdrawn"]


@pytest.mark.parametrize(("old", "new"), [("call_pending", "approved"), ("open", "issued"), ("approved", "mailed")])
def test_no_step_of_an_application_is_left_out(old, new):
    """Neither the proof of identity after a call nor the issue of the number."""
    with pytest.raises(errors.WrongState):
        states.check(A, old, new)

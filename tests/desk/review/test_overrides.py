"""A return leaves by no other door than its release: no person alone makes something else of it and ends that."""

import pytest

from desk import errors
from desk.delays import cases
from desk.documents import masking
from desk.review import decisions, identification, misfits, proofing, regroup
from tests import factories as make

AFFIDAVIT = ("theft_affidavit", "f14039", "2024-05", None)
APPLICATION = ("pin_application", "other", None, None)


@pytest.fixture
def flagged(desk) -> int:
    """A return that the desk recommends to flag."""
    make.pin(desk, make.taxpayer(desk, enrollment="victim"), "123456")
    number = make.arrive(desk, make.a_return())
    assert make.advice(desk, number).action == "flag"
    return number


@pytest.fixture
def clean(desk) -> int:
    """A return that the desk recommends to release."""
    make.taxpayer(desk)
    return make.arrive(desk, make.a_return())


def state(desk, number: int) -> str:
    return make.document(desk, number).state


def test_who_says_that_it_is_no_return_does_not_set_it_aside(desk, clerk, other_clerk, supervisor, flagged):
    """Neither at once nor later; for a flagged return the other person is a supervisor."""
    misfits.forget_kind(desk, flagged, clerk)
    for actor in (clerk, other_clerk):
        with pytest.raises(errors.NotAllowed):
            misfits.set_aside(desk, flagged, "nothing", "a copy", actor)
    assert state(desk, flagged) == "exception"
    misfits.set_aside(desk, flagged, "nothing", "a copy", supervisor)
    assert state(desk, flagged) == "closed"


def test_a_paper_with_nothing_against_it_is_set_aside_by_another_clerk(desk, clerk, other_clerk, clean):
    """No signer was unmatched or flagged: two clerks are enough, one is not."""
    misfits.forget_kind(desk, clean, clerk)
    with pytest.raises(errors.NotAllowed, match="another person"):
        misfits.set_aside(desk, clean, "filed", "an old copy", clerk)
    misfits.set_aside(desk, clean, "filed", "an old copy", other_clerk)


def test_a_supervisor_alone_does_not_set_a_return_aside(desk, supervisor, flagged):
    """The role does not stand in for the second person."""
    identification.identify(desk, flagged, *AFFIDAVIT, supervisor)
    with pytest.raises(errors.NotAllowed, match="another person"):
        misfits.set_aside(desk, flagged, "filed", "sent on", supervisor)


def test_a_return_said_to_be_an_affidavit_is_not_set_aside_by_whoever_said_so(desk, clerk, supervisor, flagged):
    """Form 14039 is set aside by any clerk; a return that became one by a clerk's word is not."""
    identification.identify(desk, flagged, *AFFIDAVIT, clerk)
    with pytest.raises(errors.NotAllowed):
        misfits.set_aside(desk, flagged, "filed", "sent on", clerk)
    misfits.set_aside(desk, flagged, "filed", "sent on", supervisor)


@pytest.mark.parametrize("forgotten", [True, False])
def test_a_return_said_to_be_an_application_is_not_ended_by_whoever_said_so(desk, clerk, flagged, forgotten):
    """It is neither rejected, nor written to, nor withdrawn by that person."""
    if forgotten:
        misfits.forget_kind(desk, flagged, clerk)
    identification.identify(desk, flagged, *APPLICATION, clerk)
    for action in ("reject", "write"):
        with pytest.raises(errors.NotAllowed):
            decisions.decide(desk, flagged, action, clerk, reason="so", codes=("R02",))
    with pytest.raises(errors.NotAllowed):
        proofing.withdraw(desk, flagged, clerk, "by telephone")
    assert state(desk, flagged) == "in_review"


def test_there_and_back_is_no_way_to_a_release(desk, clerk, flagged):
    """Identified as something else and as a return of a year without a box, it is not released by the same person."""
    identification.identify(desk, flagged, *AFFIDAVIT, clerk)
    identification.identify(desk, flagged, "tax_return", "1040", None, 2009, clerk)
    with pytest.raises(errors.NotAllowed):
        decisions.decide(desk, flagged, "release", clerk, reason="an old form")


def test_a_return_with_its_first_page_is_not_joined_away(desk, clerk, other_clerk, flagged):
    """Joined to another paper of its file it would be gone, undecided: not before it is no return, and then by two."""
    form = make.a_return(primary_ssn=make.read("400005678"))
    other = make.DocumentReading([3, 4], [1, 2], "f1040", "2025", form.fields)
    first = make.arrive(desk, make.a_return(), other)
    with pytest.raises(errors.WrongState, match="first page"):
        regroup.join(desk, first + 1, first, clerk)
    misfits.forget_kind(desk, first + 1, clerk)
    with pytest.raises(errors.NotAllowed):
        regroup.join(desk, first + 1, first, clerk)
    assert state(desk, first + 1) == "exception"


def test_a_return_with_an_open_case_stays_one(desk, clerk, supervisor, flagged):
    """Its case would be left behind without its return: it is ended first."""
    masking.reveal(desk, flagged, "primary_ip_pin", clerk)
    decisions.decide(desk, flagged, "flag", clerk)
    cases.move(desk, flagged, "identity_theft", clerk)
    cases.reopen(desk, flagged, supervisor, "the wrong one")
    with pytest.raises(errors.WrongState, match="case"):
        misfits.forget_kind(desk, flagged, clerk)
    with pytest.raises(errors.WrongState, match="case"):
        identification.identify(desk, flagged, *AFFIDAVIT, clerk)

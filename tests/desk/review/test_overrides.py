"""A return leaves by no other door than its release: no person alone makes something else of it and ends that."""

import pytest
from sqlalchemy import select

from desk import errors
from desk.delays import cases
from desk.documents import masking
from desk.models import Document
from desk.reading import keying, rescans, same_paper
from desk.review import decisions, identification, misfits, overrides, proofing, regroup
from tests import factories as make
from tests import homes

AFFIDAVIT = ("theft_affidavit", "f14039", "2024-05", None)
OLD_RETURN = ("tax_return", "1040", None, 2009)
APPLICATION = ("pin_application", "other", None, None)


@pytest.fixture
@homes.once
def flagged(desk) -> int:
    """A return that the desk recommends to flag."""
    make.pin(desk, make.taxpayer(desk, enrollment="victim"), "123456")
    number = make.arrive(desk, make.a_return())
    assert make.advice(desk, number).action == "flag"
    return number


@pytest.fixture
@homes.once
def clean(desk) -> int:
    """A return that the desk recommends to release."""
    make.taxpayer(desk)
    return make.arrive(desk, make.a_return())


def in_two(desk, scanned: tuple[int, int]) -> tuple[int, int]:
    """A return that the desk recommends to flag, its form's pages scanned in this order, and a letter beside it."""
    make.pin(desk, make.taxpayer(desk, enrollment="victim"), "123456")
    pages = make.DocumentReading([1, 2], list(scanned), "f1040", "2025", make.a_return().fields)
    number = make.arrive(desk, pages, make.DocumentReading([3], [None], None, None))
    assert make.advice(desk, number).action == "flag"
    return number, number + 1


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
    """Nor is it by a clerk, but by a supervisor; nobody needs to ask as for a Form 14039."""
    identification.identify(desk, flagged, *AFFIDAVIT, clerk)
    with pytest.raises(errors.NotAllowed):
        misfits.set_aside(desk, flagged, "filed", "sent on", clerk)
    misfits.set_aside(desk, flagged, "filed", "sent on", supervisor)


def test_a_return_said_to_be_an_affidavit_is_not_kept_as_one_by_whoever_said_so(desk, clerk, supervisor, flagged):
    """With its number and name keyed it would leave with an identity-theft case: another person keeps it."""
    identification.identify(desk, flagged, *AFFIDAVIT, clerk)
    for field, value in (("tin", "400001234"), ("last_name", "Smith")):
        keying.key(desk, flagged, field, value, "read", "correction", clerk)
    with pytest.raises(errors.NotAllowed, match="another person"):
        misfits.keep_affidavit(desk, flagged, clerk)
    assert state(desk, flagged) == "exception"
    misfits.keep_affidavit(desk, flagged, supervisor)
    assert state(desk, flagged) == "closed"


@pytest.mark.parametrize("other", [APPLICATION, OLD_RETURN])
def test_an_affidavit_said_to_be_something_else_still_takes_a_supervisor(desk, clerk, other_clerk, supervisor, other):
    """Said to be an application or a return, and then neither, it would be set aside by anybody."""
    number = make.arrive(desk, make.an_affidavit())
    identification.identify(desk, number, *other, clerk)
    misfits.forget_kind(desk, number, clerk)
    for who in (clerk, other_clerk):
        with pytest.raises(errors.NotAllowed):
            misfits.set_aside(desk, number, "nothing", "a copy", who)
    misfits.set_aside(desk, number, "nothing", "a copy", supervisor)


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
    identification.identify(desk, flagged, *OLD_RETURN, clerk)
    with pytest.raises(errors.NotAllowed):
        decisions.decide(desk, flagged, "release", clerk, reason="an old form")


def test_a_return_with_its_first_page_is_not_joined_away(desk, clerk, other_clerk, flagged):
    """Joined to another paper of its file it would be gone, undecided: not before it is no return, and then by two."""
    form = make.a_return(primary_ssn=make.read("400005678"))
    other = make.DocumentReading([3, 4], [1, 2], "f1040", "2025", form.fields)
    first = make.arrive(desk, make.a_return(), other)
    with pytest.raises(errors.WrongState, match="no later page"):
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


@pytest.mark.parametrize("scanned", [(1, 2), (2, 1)])
def test_a_part_of_a_flagged_return_is_not_ended_by_whoever_split_it(desk, clerk, other_clerk, supervisor, scanned):
    """Whichever page was split off: neither set aside, nor joined to another paper, nor rejected as an application."""
    flagged, letter = in_two(desk, scanned)
    part = regroup.split(desk, flagged, 2, clerk)
    for who in (clerk, other_clerk):
        with pytest.raises(errors.NotAllowed):
            misfits.set_aside(desk, part, "nothing", "a copy", who)
        with pytest.raises(errors.NotAllowed):
            regroup.join(desk, part, letter, who)
    identification.identify(desk, part, *APPLICATION, clerk)
    with pytest.raises(errors.NotAllowed):
        decisions.decide(desk, part, "reject", clerk, reason="so", codes=("R02",))
    misfits.forget_kind(desk, part, clerk)
    misfits.set_aside(desk, part, "nothing", "a copy", supervisor)
    assert state(desk, part) == "closed"


def test_a_part_of_a_part_is_one_of_the_return(desk, clerk, flagged):
    """Split twice, the last page still comes of the return."""
    pages = make.DocumentReading([1, 2, 3], [1, 2, None], "f1040", "2025", make.a_return().fields)
    first = make.arrive(desk, pages)
    last = regroup.split(desk, regroup.split(desk, first, 2, clerk), 3, clerk)
    with pytest.raises(errors.NotAllowed, match="another person"):
        misfits.set_aside(desk, last, "nothing", "a copy", clerk)


def test_a_part_said_to_be_an_old_return_is_not_released_by_whoever_split_it(desk, clerk, other_clerk):
    """The desk advised against the release of what it came of, so a word said there counts here."""
    flagged, _ = in_two(desk, (2, 1))
    part = regroup.split(desk, flagged, 2, clerk)
    identification.identify(desk, part, *OLD_RETURN, clerk)
    split = "you took pages out of this paper"
    with desk.database.reading() as session:
        paper = session.get_one(Document, part)
        assert split in overrides.statements(session, paper, clerk.name)
        assert split not in overrides.statements(session, paper, other_clerk.name)


def test_what_is_said_to_be_the_same_paper_as_a_flagged_return_is_ended_like_it(desk, mailroom, clerk, flagged):
    """Anything scanned again in its place would otherwise be set aside in its place."""
    scan = rescans.rescan(desk, flagged, b"%PDF-1.7 scanned again", "again.pdf", mailroom).scan_id
    make.read_scan(desk, scan, make.DocumentReading([1], [None], None, None))
    with desk.database.reading() as session:
        new = session.scalars(select(Document.id).where(Document.scan_id == scan)).one()
    same_paper.join(desk, flagged, new, "compared side by side", clerk)
    with pytest.raises(errors.NotAllowed, match="another person"):
        misfits.set_aside(desk, new, "nothing", "a copy", clerk)


def test_what_is_left_of_a_return_is_not_joined_away(desk, clerk):
    """Without its first page it still is the return; put together with that page again, nothing is lost."""
    flagged, letter = in_two(desk, (2, 1))
    part = regroup.split(desk, flagged, 2, clerk)
    with pytest.raises(errors.WrongState, match="no later page"):
        regroup.join(desk, flagged, letter, clerk)
    regroup.join(desk, flagged, part, clerk)
    with pytest.raises(errors.NotAllowed):
        misfits.set_aside(desk, part, "nothing", "a copy", clerk)


def test_a_return_that_a_person_recognized_is_not_joined_away(desk, clerk, other_clerk):
    """No page of it is known to be a later one: it is decided, or said to be something else and joined by another."""
    first = make.arrive(desk, make.a_return(), make.DocumentReading([3], [None], None, None))
    identification.identify(desk, first + 1, "tax_return", "f1040", "2025", 2025, clerk)
    for who in (clerk, other_clerk):
        with pytest.raises(errors.WrongState, match="no later page"):
            regroup.join(desk, first + 1, first, who)
    misfits.forget_kind(desk, first + 1, clerk)
    with pytest.raises(errors.NotAllowed):
        regroup.join(desk, first + 1, first, clerk)

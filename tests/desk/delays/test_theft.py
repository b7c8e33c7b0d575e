"""Identity theft, there and back: a case opens with a return or Form 14039, and ends with a letter and enrollment."""

from datetime import date

import pytest
from sqlalchemy import select

from desk import errors
from desk.delays import cases, theft
from desk.documents import masking
from desk.lifecycle import history, notices
from desk.models import Enrollment, Notice, Taxpayer, TheftCase
from desk.notices.kinds import NoticeKind
from desk.office.accounts import Actor
from desk.pins import ledger, season
from desk.reports import theft as report
from desk.review import decisions, misfits
from desk.screens import mail as outgoing
from tests import factories as make

OTHER_CHIEF = Actor("sol", "supervisor")


@pytest.fixture
def anna(desk) -> int:
    """Anna Smith, who enrolled with a Form 15227 and holds an IP PIN of 2026."""
    person = make.taxpayer(desk, enrollment="f15227")
    make.pin(desk, person, "123456")
    return person


@pytest.fixture
def stolen(desk, anna, clerk, supervisor) -> int:
    """A return with Anna's number that was flagged and passed on."""
    number = make.arrive(desk, make.a_return(), received=date(2026, 2, 20))
    masking.reveal(desk, number, "primary_ip_pin", clerk)
    decisions.decide(desk, number, "flag", clerk)
    cases.move(desk, number, "identity_theft", supervisor)
    return number


def shown(desk, day: date | None = None) -> list[tuple[str, str, int, int]]:
    """Whose case, its state, its age and its papers, as of a day."""
    with desk.database.reading() as session:
        return [(one.name, one.state, one.days, one.papers) for one in theft.listed(session, day)]


def case_id(desk) -> int:
    """The one open case."""
    with desk.database.reading() as session:
        return session.scalars(select(TheftCase.id).where(TheftCase.state == "open")).one()


def pin_letter(desk, taxpayer_id: int) -> int:
    """A CP01A to the taxpayer that waits to be printed."""
    with desk.database.transaction() as session:
        pin = ledger.current(session, taxpayer_id, 2026)
        assert pin is not None
        return notices.draft(session, NoticeKind.CP01A, "test", taxpayer_id=taxpayer_id, ip_pin_id=pin.id).id


def test_passing_a_return_on_opens_a_case_that_ages(desk, stolen, on):
    """The list says whose, how old, with how many papers; as of a past day it stays as it was; the report balances.

    domain 4.1: indicators, the case of a return that the desk passed on.
    """
    on(date(2026, 3, 12))
    assert shown(desk) == [("Anna Smith", "open", 10, 1)]
    assert shown(desk, date(2026, 3, 1)) == []
    with desk.database.reading() as session:
        made = report.make(session, date(2026, 3, 12))
    assert [row[2:6] for row in made.rows] == [("primary", date(2026, 3, 2), 10, "open")] and made.balanced


def test_an_affidavit_is_kept_with_the_open_case(desk, stolen, clerk):
    """It is closed with the number of the case in its history, and opens no second one."""
    paper = make.arrive(desk, make.an_affidavit())
    number = misfits.keep_affidavit(desk, paper, clerk)
    assert shown(desk) == [("Anna Smith", "open", 0, 2)]
    assert make.document(desk, paper).state == "closed"
    with pytest.raises(errors.WrongState):
        misfits.keep_affidavit(desk, paper, clerk)
    with desk.database.reading() as session:
        last = [one for one in history.papers(session, date(2026, 3, 2)) if one.document_id == paper][0]
    assert last.note.endswith(number) and not last.awaited


def test_an_affidavit_opens_a_case_of_its_own(desk, anna, clerk):
    """A taxpayer who reports the theft has a case though no return was passed on.

    domain 4.1: indicators, the case that a taxpayer's papers support.
    """
    misfits.keep_affidavit(desk, make.arrive(desk, make.an_affidavit()), clerk)
    assert shown(desk) == [("Anna Smith", "open", 0, 1)]


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"tin": make.read("400009999")}, errors.NotFound),
        ({"tin": make.read("400001234", "suspect", 0.8)}, errors.InvalidInput),
        ({"last_name": make.read("Stone")}, errors.InvalidInput),
    ],
)
def test_an_affidavit_of_doubtful_identity_opens_nothing(desk, anna, clerk, fields, error):
    """Nobody on record, a doubtful number, another name: a person corrects it first."""
    paper = make.arrive(desk, make.an_affidavit(**fields))
    with pytest.raises(error):
        misfits.keep_affidavit(desk, paper, clerk)
    assert (shown(desk), make.document(desk, paper).state) == ([], "exception")


def test_no_ip_pin_is_mailed_while_a_case_is_open(desk, anna, stolen, mailroom, on):
    """The letter waits, a batch with it is not released, and the annual run leaves its taxpayer out."""
    letter = pin_letter(desk, anna)
    with desk.database.reading() as session:
        assert letter not in [one.id for one in outgoing.ready(session)]
    with pytest.raises(errors.WrongState, match="until an identity-theft case"):
        make.print_letters(desk, [letter], mailroom)
    on(date(2026, 11, 20))
    assert season.run(desk, 2027, "sue").outcomes == {"case_open": 1}


def test_a_resolved_case_tells_its_victim_and_enrolls_them(desk, anna, stolen, supervisor, on):
    """A closing letter, the PIN letter free again, and a CP01A from the next annual run on.

    domain 4.1: closing letter.
    """
    letter = pin_letter(desk, anna)
    on(date(2026, 6, 1))
    theft.resolve(desk, case_id(desk), OTHER_CHIEF, "the other filer was found")
    assert shown(desk) == [("Anna Smith", "resolved", 91, 1)]
    assert shown(desk, date(2026, 5, 31)) == [("Anna Smith", "open", 90, 1)]
    with desk.database.reading() as session:
        ready = {one.id: one.kind for one in outgoing.ready(session)}
        assert ready[letter] == "cp01a" and "resolved" in ready.values()
        (victim,) = session.scalars(select(Enrollment).where(Enrollment.basis == "victim"))
        assert (victim.since, victim.case_resolved_on, victim.case_open) == (date(2026, 6, 1), date(2026, 6, 1), False)
    on(date(2026, 11, 20))
    assert season.run(desk, 2027, "sue").issued == 1


def test_whoever_opened_a_case_does_not_resolve_it(desk, stolen, clerk, supervisor):
    """What follows is an IP PIN: it takes a supervisor, and another person."""
    for who in (supervisor, clerk):
        with pytest.raises(errors.NotAllowed):
            theft.resolve(desk, case_id(desk), who, "settled")
    with pytest.raises(errors.InvalidInput):
        theft.resolve(desk, case_id(desk), OTHER_CHIEF, " ")
    theft.resolve(desk, case_id(desk), OTHER_CHIEF, "settled")


def test_a_return_taken_up_again_withdraws_its_case(desk, stolen, clerk, supervisor):
    """The case had no other paper: it ends, by a supervisor who did not pass the return on; a resolved one holds it.

    domain 4.1: reversal, a return judged bad comes back.
    """
    for who in (clerk, supervisor):
        with pytest.raises(errors.NotAllowed, match="did not open"):
            cases.reopen(desk, stolen, who, "the caller was somebody else")
    assert shown(desk) == [("Anna Smith", "open", 0, 1)]
    cases.reopen(desk, stolen, OTHER_CHIEF, "the caller was somebody else")
    assert shown(desk) == [("Anna Smith", "withdrawn", 0, 0)]
    decisions.decide(desk, stolen, "flag", clerk)
    cases.move(desk, stolen, "identity_theft", supervisor)
    assert [state for _, state, *_ in shown(desk)] == ["open", "withdrawn"]
    theft.resolve(desk, case_id(desk), OTHER_CHIEF, "settled")
    with pytest.raises(errors.WrongState, match="resolved"):
        cases.reopen(desk, stolen, supervisor, "a second look")


def test_an_affidavit_taken_up_again_leaves_its_case(desk, anna, clerk, other_clerk, supervisor):
    """It was kept by mistake: a supervisor who has not kept it withdraws its case, and it can be kept again."""
    paper = make.arrive(desk, make.an_affidavit())
    misfits.keep_affidavit(desk, paper, clerk)
    for who in (clerk, other_clerk):
        with pytest.raises(errors.NotAllowed, match="did not open"):
            misfits.take_up(desk, paper, "the wrong paper", who)
    misfits.take_up(desk, paper, "the wrong paper", supervisor)
    assert shown(desk) == [("Anna Smith", "withdrawn", 0, 0)]
    misfits.keep_affidavit(desk, paper, clerk)
    assert [state for _, state, *_ in shown(desk)] == ["open", "withdrawn"]


def test_whoever_kept_the_last_paper_does_not_withdraw_the_case(desk, stolen, clerk, supervisor):
    """A paper that leaves others behind is taken up by anybody; the last one by neither its keeper nor the opener."""
    paper = make.arrive(desk, make.an_affidavit())
    misfits.keep_affidavit(desk, paper, OTHER_CHIEF)
    cases.reopen(desk, stolen, clerk, "the caller was somebody else")
    assert shown(desk) == [("Anna Smith", "open", 0, 1)]
    for who in (clerk, supervisor, OTHER_CHIEF):
        with pytest.raises(errors.NotAllowed, match="did not open"):
            misfits.take_up(desk, paper, "the wrong paper", who)


def test_the_closing_letter_is_mailed_like_any_other(desk, anna, stolen, mailroom):
    """It passes the checks of a finished letter and goes to the address of record."""
    theft.resolve(desk, case_id(desk), OTHER_CHIEF, "settled")
    with desk.database.reading() as session:
        rows = select(Notice).join(Taxpayer).where(Notice.kind == "resolved")
        (letter,) = [one.id for one in session.scalars(rows)]
    assert make.print_letters(desk, [letter], mailroom).startswith(b"%PDF")

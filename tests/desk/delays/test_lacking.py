"""Delays that are no IP PIN delays: a missing signature, a missing page, a refund frozen for want of bank data."""

from datetime import date

import pytest
from sqlalchemy import select

from desk import errors
from desk.delays import aging, backlog, cases, letters, refunds
from desk.delays.verifications import Proof
from desk.documents import masking
from desk.mail import mailing
from desk.models import Notice
from desk.reports import delayed
from desk.review import decisions, undoing
from desk.system import calendar
from tests import factories as make
from workers import daily


@pytest.fixture
def unsigned(desk) -> int:
    """A return of a victim of identity theft without IP PIN or signature."""
    make.pin(desk, make.taxpayer(desk, enrollment="victim"), "123456")
    return make.arrive(desk, make.a_return(), received=date(2026, 2, 20))


def lines(desk) -> list[tuple[str, str, str]]:
    """Signer, reason and state of each line, alike from the rows and from the history."""
    with desk.database.reading() as session:
        past = aging.delayed(session)
        assert backlog.listed(session, calendar.today()) == past
    return [(one.role, one.reason, one.state) for one in past]


def drafts(desk) -> list[tuple[int, str, list[str]]]:
    """Number, kind and items of the letters that wait to be printed."""
    with desk.database.reading() as session:
        rows = session.scalars(select(Notice).where(Notice.state == "draft").order_by(Notice.id))
        return [(one.id, one.kind, one.details.get("items", [])) for one in rows]


def send(desk, mailroom) -> None:
    """Print and mail every draft."""
    numbers = [number for number, *_ in drafts(desk)]
    make.print_letters(desk, numbers, mailroom)
    mailing.confirm(desk, numbers, mailroom)


def asked(desk, number: int, clerk, *codes: str) -> None:
    """A clerk asks for what the return lacks."""
    decisions.decide(desk, number, "write", clerk, reason="it is not complete", codes=codes)


def test_what_lacks_is_a_reason_of_its_own_and_one_letter(desk, unsigned, clerk, mailroom, on):
    """Signature and page: two lines, none about the IP PIN, one letter that names both; unanswered, one reminder."""
    asked(desk, unsigned, clerk, "primary_signature", "page")
    assert [(kind, items) for _, kind, items in drafts(desk)] == [
        ("incomplete", ["page_missing", "signature_missing"]),
    ]
    send(desk, mailroom)
    assert lines(desk) == [
        ("primary", "page missing", "letter sent"),
        ("primary", "signature missing", "letter sent"),
    ]
    on(date(2026, 4, 2))
    assert daily.work(desk, "clock")["no_reply"] == 2
    assert [reason for _, reason, _ in lines(desk)] == ["page missing", "signature missing"]
    assert letters.remind(desk, unsigned, clerk) == 1


def test_a_completed_return_is_looked_at_again(desk, unsigned, clerk, mailroom):
    """The signature came in: the case ends, and the question of the IP PIN is still to be decided."""
    asked(desk, unsigned, clerk, "primary_signature")
    with pytest.raises(errors.WrongState, match="not yet primary"):
        cases.move(desk, unsigned, "released", clerk)
    with pytest.raises(errors.WrongState):
        cases.move(desk, unsigned, "verified", clerk)
    cases.move(desk, unsigned, "completed", clerk)
    assert (make.document(desk, unsigned).state, drafts(desk)) == ("in_review", [])
    assert lines(desk) == [("", "not yet worked", "in process")]


def test_a_flagged_return_may_lack_something_as_well(desk, unsigned, clerk, other_clerk):
    """Two cases of one signer, two letters; the return is released when both are settled."""
    masking.reveal(desk, unsigned, "primary_ip_pin", clerk)
    decisions.decide(desk, unsigned, "flag", clerk, codes=["primary_signature"])
    assert [kind for _, kind, _ in drafts(desk)] == ["verification", "incomplete"]
    assert [reason for _, reason, _ in lines(desk)] == ["missing", "signature missing"]
    cases.move(desk, unsigned, "verified", clerk, cause="identity", proof=Proof("letter"))
    with pytest.raises(errors.WrongState, match="signature missing"):
        cases.move(desk, unsigned, "released", clerk)
    cases.move(desk, unsigned, "completed", clerk, cause="signature_missing")
    cases.move(desk, unsigned, "released", other_clerk)
    assert lines(desk) == []


def test_a_request_taken_back_leaves_no_case(desk, unsigned, clerk):
    """The page was there after all: the letter is canceled and the return waits as before."""
    asked(desk, unsigned, clerk, "page")
    undoing.undo(desk, unsigned, clerk, "the page was stuck")
    assert (drafts(desk), lines(desk)) == ([], [("", "not yet worked", "in process")])


@pytest.mark.parametrize("codes", [(), ("R01",), ("spouse_signature",)])
def test_what_lacks_must_be_named(desk, unsigned, clerk, codes):
    """Nothing, a reason for a rejection, or the signature of a spouse whom nobody named: no letter goes."""
    with pytest.raises(errors.DeskError):
        asked(desk, unsigned, clerk, *codes)
    assert drafts(desk) == []


def test_a_frozen_refund_delays_no_return(desk, clerk, on):
    """A released return whose refund waits for bank data is no delayed return; as of any day it stands apart.

    domain 10a: From 2026 a return without direct-deposit data is processed and its refund frozen.
    """
    make.pin(desk, make.taxpayer(desk, enrollment="victim"), "123456")
    number = make.arrive(desk, make.a_return(primary_ip_pin=make.read("123456")), received=date(2026, 2, 20))
    with pytest.raises(errors.WrongState, match="released"):
        refunds.freeze(desk, number, date(2026, 3, 1), clerk)
    decisions.decide(desk, number, "release", clerk)
    with pytest.raises(errors.InvalidInput):
        refunds.freeze(desk, number, date(2026, 2, 1), clerk)
    refunds.freeze(desk, number, date(2026, 3, 1), clerk)
    with pytest.raises(errors.WrongState, match="already"):
        refunds.freeze(desk, number, date(2026, 3, 1), clerk)
    on(date(2026, 3, 20))
    refunds.end(desk, number, "bank_data", clerk)
    with desk.database.reading() as session:
        then = delayed.make(session, date(2026, 3, 19))
        frozen = then.sections[-1].rows
        assert then.rows == [] and all(control.balanced for control in then.controls)
        assert [row[1:] for row in frozen] == [(date(2026, 3, 1), 18, date(2026, 3, 31), date(2026, 5, 12))]
        assert delayed.make(session, date(2026, 3, 20)).sections[-1].rows == []


def test_the_report_tells_the_causes_apart(desk, unsigned, clerk):
    """What lacks is counted beside the IP PIN's delays, not among them."""
    masking.reveal(desk, unsigned, "primary_ip_pin", clerk)
    decisions.decide(desk, unsigned, "flag", clerk, codes=["page"])
    with desk.database.reading() as session:
        sections = {one.title: one.rows for one in delayed.make(session, calendar.today()).sections}
    assert {row[0]: row[-1] for row in sections["Aging by cause"]} == {"IP PIN and identity": 1, "page missing": 1}

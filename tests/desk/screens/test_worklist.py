"""What waits, in which order, told in which words; and finding a document again."""

from datetime import date

import pytest
from sqlalchemy import select

from desk.documents import leases, masking
from desk.models import AuditEvent, Delay
from desk.office.accounts import Actor
from desk.reading.found import DocumentReading
from desk.review import calls, decisions
from desk.screens import worklist
from tests import homes
from tests.factories import BLANK, a_return, advice, an_application, arrive, pin, read, taxpayer


@pytest.fixture
@homes.once
def day(desk) -> dict[str, int]:
    """One document of each kind of waiting work, the newest paper first in."""
    anna = taxpayer(desk, enrollment="f15227")
    pin(desk, anna, "482913")
    taxpayer(desk, "400005678", "Omar", "Haddad")
    taxpayer(desk, "400002345", "Daniel", "Okafor")
    other = {"primary_first_name": read("Omar"), "primary_last_name": read("Haddad"), "primary_ssn": read("400005678")}
    taxpayer(desk, "400006789", "Mei", "Tran")
    person = {"first_name": read("Daniel"), "last_name": read("Okafor"), "tin": read("400002345")}
    unsigned = {"first_name": read("Mei"), "last_name": read("Tran"), "tin": read("400006789"), "signature": BLANK}
    return {
        "exception": arrive(desk, DocumentReading([1], [None], None, None), received=date(2026, 3, 2)),
        "return": arrive(desk, a_return(**other), received=date(2026, 2, 20)),
        "key": arrive(desk, a_return(primary_ip_pin=read("482918")), received=date(2026, 1, 5)),
        "call": arrive(desk, an_application(**person), received=date(2025, 12, 22)),
        "application": arrive(desk, an_application(**unsigned), received=date(2025, 12, 29)),
    }


def rows(desk, kind=None):
    with desk.database.reading() as session:
        return worklist.waiting(session, kind)


def test_the_oldest_paper_comes_first(desk, day):
    """The list runs by received date, whatever order the paper was scanned in."""
    dates = [row.received_date for row in rows(desk)]
    assert dates == sorted(dates) and len(dates) == 5


def test_each_kind_lists_and_counts_the_same_documents(desk, day):
    """Filter, figure and the row's own kind agree, and together they are everything."""
    with desk.database.reading() as session:
        counts = worklist.counts(session)
    for kind in worklist.KINDS:
        found = rows(desk, kind)
        assert counts[kind] == (len(found), min(row.received_date for row in found))
        assert {row.kind for row in found} <= {kind}
    assert sum(one.number for one in counts.values()) == 5
    assert counts["key"].number == counts["exception"].number == counts["return"].number == 1


def test_replies_that_are_late_are_listed_with_their_day(desk, clerk, monkeypatch):
    """A flagged return whose taxpayer did not answer waits for a person again; opening the next one leases nothing."""
    grace = taxpayer(desk, "400003456", "Grace", "Lin", enrollment="victim")
    pin(desk, grace, "901274")
    who = {"primary_first_name": read("Grace"), "primary_last_name": read("Lin"), "primary_ssn": read("400003456")}
    number = arrive(desk, a_return(primary_ip_pin=BLANK, **who), received=date(2026, 2, 20))
    masking.reveal(desk, number, "primary_ip_pin", clerk)
    decisions.decide(desk, number, "flag", clerk)
    assert rows(desk, worklist.REPLIES) == []
    with desk.database.transaction() as session:
        case = session.scalar(select(Delay).where(Delay.document_id == number))
        case.state, case.reply_due = "letter_sent", date(2026, 3, 1)
    (row,) = rows(desk, worklist.REPLIES)
    assert (row.document_id, row.why) == (number, "The answer was due on Mar 1, 2026.")
    assert worklist.take_next(desk, clerk, None, worklist.REPLIES) == number
    assert worklist.take_next(desk, clerk, number, worklist.REPLIES) is None
    with desk.database.reading() as session:
        assert worklist.total(session, worklist.REPLIES) == 1 and leases.holder(session, number) is None


def test_nothing_is_told_of_a_box_that_waits_for_blind_keys(desk, day):
    """The row says only that the box is to be keyed, not what the machine thinks of it."""
    (row,) = rows(desk, "key")
    assert row.why == "To be keyed blind: IP PIN."


def test_rows_tell_age_person_and_form(desk, day):
    """A row has the words that a clerk chooses by."""
    (row,) = rows(desk, "return")
    assert (row.who, row.form, row.days) == ("Omar Haddad", "Form 1040, 2025", 10)


def test_the_next_document_follows_the_one_at_hand(desk, day):
    """`after` walks the list, skips boxes that are keyed elsewhere, and begins again at its end."""
    with desk.database.reading() as session:
        first = worklist.after(session)
        second = worklist.after(session, first)
        third = worklist.after(session, second)
        last = worklist.after(session, third)
        again = worklist.after(session, last)
        found = worklist.after(session, kind="exception")
    assert first == day["call"] and second == day["application"]
    assert (third, last, again) == (day["return"], day["exception"], first)
    assert found == day["exception"]


def test_nothing_left_is_told_as_none(desk):
    """An empty desk has no next document."""
    with desk.database.reading() as session:
        assert worklist.after(session) is None


@pytest.mark.parametrize("text", ["D{0:07d}", "d{0}", "{0}", " D{0:07d} "])
def test_a_document_is_found_by_its_number(desk, day, clerk, text):
    """However the number is written."""
    found = worklist.find(desk, text.format(day["return"]), clerk)
    assert [row.document_id for row in found] == [day["return"]]


@pytest.mark.parametrize("text", ["400005678", "400-00-5678", "400 00 5678"])
def test_a_document_is_found_by_taxpayer_number_and_the_search_is_recorded(desk, day, clerk, text):
    """The trail says that somebody searched by number, without the number."""
    assert [row.document_id for row in worklist.find(desk, text, clerk)] == [day["return"]]
    with desk.database.reading() as session:
        event = session.scalar(select(AuditEvent).where(AuditEvent.action == "worklist.searched"))
    assert event.details == {"by": "taxpayer number", "found": 1, "people": [2]}


@pytest.mark.parametrize("text", ["", "Haddad", "D99", "400009999", "1' or 1=1"])
def test_what_is_not_found_gives_an_empty_list(desk, day, text):
    """No error, nothing guessed."""
    assert worklist.find(desk, text, Actor("carla", "clerk")) == []


def test_next_gives_a_clerk_nothing_that_a_supervisor_must_decide(desk, clerk, supervisor):
    """The call is a clerk's; the approval to another address than the record's is passed over, for a supervisor."""
    taxpayer(desk, street="1 Old Rd")
    moved = arrive(desk, an_application(), received=date(2025, 12, 22))
    plain = arrive(desk, DocumentReading([1], [None], None, None), received=date(2026, 1, 5))
    assert worklist.take_next(desk, clerk) == moved
    calls.record_call(desk, moved, "passed", clerk)
    assert advice(desk, moved).supervisor
    assert worklist.take_next(desk, clerk, moved) == plain
    assert worklist.take_next(desk, clerk, plain) is None
    assert worklist.take_next(desk, supervisor) == moved


def test_next_does_not_offer_the_approval_to_who_recorded_the_proof(desk, clerk, other_clerk):
    """It is passed over for the person who may not approve it, and offered to anybody else."""
    taxpayer(desk)
    proven = arrive(desk, an_application(), received=date(2025, 12, 22))
    calls.record_call(desk, proven, "passed", clerk)
    assert worklist.take_next(desk, clerk) is None
    assert worklist.take_next(desk, other_clerk) == proven

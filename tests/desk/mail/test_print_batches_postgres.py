"""Letters on PostgreSQL, where two people at once do not take turns by themselves."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from sqlalchemy import func, select

from desk import errors
from desk.enrollment import replacements
from desk.enrollment.replacements import Asked
from desk.mail import print_batches
from desk.models import AuditEvent, IpPin, LedgerEntry, MailBatch, Notice, Printing
from desk.office.accounts import Actor
from desk.pins import ledger, season
from desk.review import decisions
from desk.screens import mail as outgoing
from tests import factories as make
from workers import daily

CROWD = [Actor(f"mo {n}", "mailroom") for n in range(8)]


@pytest.fixture
def desk(postgres, opened):
    """A desk on PostgreSQL after its annual run: six victims with a draft each."""
    office = opened(DATABASE_URL=postgres())
    for number in range(6):
        make.taxpayer(office, f"40000111{number}", enrollment="victim")
    season.run(office, 2026, "sue")
    return office


def all_at_once(act) -> list:
    """What everybody of the crowd gets who does the same thing at once; None for whom the desk refuses."""

    def one(actor: Actor):
        try:
            return act(actor) or actor.name
        except errors.DeskError:
            return None

    with ThreadPoolExecutor(len(CROWD)) as pool:
        return [got for got in pool.map(one, CROWD) if got is not None]


def count(desk, *where) -> int:
    """How many rows."""
    with desk.database.reading() as session:
        return session.scalar(select(func.count()).where(*where))


def drafts(desk) -> list[int]:
    """The letters that may be printed."""
    with desk.database.reading() as session:
        return [notice.id for notice in outgoing.ready(session)]


def test_a_print_file_is_released_and_taken_out_once(desk):
    """Of eight who release, one does; of eight who take it out without a reason, one gets it: no PIN twice."""
    batch = print_batches.gather(desk, drafts(desk)[:2], Actor("gus", "mailroom"))
    assert len(all_at_once(lambda actor: print_batches.release(desk, batch, actor))) == 1
    assert count(desk, AuditEvent.action == "print_batch.released") == 1
    assert len(all_at_once(lambda actor: print_batches.open_file(desk, batch, actor))) == 1
    with desk.database.reading() as session:
        assert session.get(MailBatch, batch).opened == 1


def test_a_letter_is_gathered_into_one_batch(desk):
    """Eight gather the same letters: one batch holds them."""
    chosen = drafts(desk)[:2]
    assert len(all_at_once(lambda actor: print_batches.gather(desk, chosen, actor))) == 1
    assert count(desk, Printing.notice_id.in_(chosen)) == 2


def test_one_request_is_issued_once(desk, clerk):
    """Eight approve the same request for a lost PIN: one new number, one notice."""
    with desk.database.reading() as session:
        person = session.scalar(select(IpPin.taxpayer_id).order_by(IpPin.id))
    request = replacements.record(desk, Asked(person, "phone", True), clerk)
    assert len(all_at_once(lambda actor: replacements.approve(desk, request, actor))) == 1
    assert count(desk, IpPin.taxpayer_id == person, IpPin.status == "current") == 1
    assert count(desk, Notice.kind == "replacement") == 1


def test_two_clocks_end_last_years_numbers_once(desk, on):
    """One entry of the ledger for each number that died on 1 January."""
    alive = count(desk, IpPin.status == "current")
    on(date(2027, 1, 1))
    ended = all_at_once(lambda actor: ledger.expire(desk, actor.name) or None)
    assert sum(one for one in ended if isinstance(one, int)) == alive > 0
    assert count(desk, LedgerEntry.kind == "expire") == alive


def test_two_clocks_issue_what_is_due_once(desk, clerk, on):
    """A second clock, or one that comes back, finds the day's work done."""
    on(date(2025, 12, 20))
    make.taxpayer(desk, "400009999", last="Stone")
    form = make.an_application(tin=make.read("400009999"), last_name=make.read("Stone"))
    number = make.arrive(desk, form, received=date(2025, 12, 20))
    make.prove(desk, number)
    decisions.decide(desk, number, "approve", clerk)
    on(date(2026, 1, 15))
    done = all_at_once(lambda actor: daily.work(desk, actor.name)["issued"] or None)
    assert sum(one for one in done if isinstance(one, int)) == 1
    assert count(desk, Notice.document_id == number) == 1

"""Stock and flow of returns tie, whatever is taken back, scanned again, found late or not read yet."""

from datetime import date, timedelta

import pytest
from sqlalchemy import event

from desk.delays import aging, backlog, flow
from desk.lifecycle import history
from desk.lifecycle.history import SET_ASIDE
from desk.mailroom import receive
from desk.models import Document
from desk.reading import rescans
from desk.reading.found import DocumentReading
from desk.reports import delayed, period
from desk.review import undoing
from tests import factories as make
from tests import homes

MONDAY = date(2026, 3, 2)
NOTHING = DocumentReading([1], [None], None, None)


@pytest.fixture
@homes.once
def week(desk, clerk, mailroom) -> None:
    """A week of returns: released, released and taken back, scanned again, not read, of no known kind, and others."""
    make.pin(desk, make.taxpayer(desk, enrollment="victim"), "123456")
    right = {"primary_ip_pin": make.read("123456")}
    gone = make.arrive(desk, make.a_return(**right), received=MONDAY - timedelta(30))
    back = make.arrive(desk, make.a_return(**right), received=MONDAY - timedelta(3))
    for number in (gone, back):
        make.release_by_two(desk, number)
    undoing.undo(desk, back, clerk, "the wrong one")
    old = make.arrive(desk, make.a_return(), received=MONDAY - timedelta(10))
    new = rescans.rescan(desk, old, b"%PDF-1.7 scanned again", "again.pdf", mailroom)
    make.read_scan(desk, new.scan_id, make.a_return())
    receive.receive(desk, b"%PDF-1.7 not read yet", "unread.pdf", batch="b", actor="mo", received=MONDAY - timedelta(1))
    make.arrive(desk, NOTHING, received=MONDAY - timedelta(50))
    make.arrive(desk, make.an_application(), received=MONDAY)


@pytest.fixture
def office(desk, week):
    """A desk after that week."""
    return desk


def spans(as_of: date) -> list[tuple[date, date]]:
    """The twelve weeks up to a day."""
    return period.weeks(as_of, None, None)


def test_today_is_counted_as_the_history_says(office):
    """The page's figures, by the database, and the report's, from the history, are one."""
    with office.database.reading() as session:
        assert flow.of_today(session, spans(MONDAY)) == flow.weeks(
            session, history.papers(session, MONDAY), MONDAY, spans(MONDAY)
        )


def test_stock_and_flow_tie_every_week(office):
    """Stock before + in + taken back − out is the stock after, counted apart from the states alone."""
    with office.database.reading() as session:
        papers = history.papers(session, MONDAY)
        found = flow.weeks(session, papers, MONDAY, spans(MONDAY))
        for week in found:
            assert week.before == flow.stock(session, papers, week.start - timedelta(days=1))
            assert week.after == flow.stock(session, papers, week.end)
        assert found[-1].after == len(aging.delayed(session, MONDAY)) == backlog.total(session)
        assert (sum(week.came for week in found), found[-1].back, found[-1].left) == (5, 1, 2)
        assert found[-1].entered == 5 and found[-1].came == 0


def test_the_report_holds_its_controls(office):
    """Documents, stock and flow, and pages: all tie."""
    with office.database.reading() as session:
        report = delayed.make(session, MONDAY)
        assert [control for control in report.controls if not control.balanced] == []
        assert len(report.controls) == 4


def test_the_report_loads_the_history_of_the_papers_once(office):
    """List, control totals, and both charts are counted from one loaded history: its advice is asked for once."""
    asked: list[str] = []
    with office.database.reading() as session:
        engine = session.get_bind()
        event.listen(engine, "before_cursor_execute", lambda *call: asked.append(call[2]))
        delayed.make(session, MONDAY)
    assert sum("FROM recommendation \n" in text or "FROM recommendation\n" in text for text in asked) == 1


def test_what_nobody_has_read_or_named_is_delayed_too(office):
    """From its received date, with a reason of its own, in the report and on the page."""
    with office.database.reading() as session:
        reasons = [one.reason for one in aging.delayed(session, MONDAY)]
        assert reasons.count(aging.NOT_READ) == 1 and reasons.count(aging.NO_KIND) == 1
        assert [one.reason for one in backlog.listed(session, MONDAY)] == reasons


def test_paper_set_aside_says_so(office):
    """The note that the history knows is the one that the rescan writes."""
    with office.database.reading() as session:
        document = session.query(Document).filter(Document.replaced_by_id.is_not(None)).one()
        papers = history.papers(session, MONDAY)
        (paper,) = [one for one in papers if one.document_id == document.id]
        assert paper.set_aside and paper.note.startswith(SET_ASIDE)

"""The intake report: received = released + flagged + in process + rejected + set aside, per day and batch.

Rule: domain.md 4.5. Set aside means paper that was rescanned, joined to another document, answered by a new form, or
only batch sheets.
"""

from collections import Counter
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desk.lifecycle import history
from desk.lifecycle.history import Paper
from desk.mailroom import balance
from desk.models import Batch, Document, Scan
from desk.models.states import ApplicationState
from desk.program.words import FormKind
from desk.reports import period
from desk.reports.table import Column, Control, Report, compare
from desk.system import calendar

NAME = "intake"
TITLE = "Intake"
ENDS = ("released", "flagged", "in_process", "rejected", "set_aside")
COLUMNS = (
    Column("received_date", "Received on", "date"),
    Column("batch", "Batch"),
    Column("site", "Site"),
    Column("received", "Received", "number", total=True),
    Column("released", "Released or mailed", "number", total=True),
    Column("flagged", "Flagged", "number", total=True),
    Column("in_process", "In process", "number", total=True),
    Column("rejected", "Rejected", "number", total=True),
    Column("set_aside", "Set aside", "number", total=True),
    Column("difference", "Difference", "number", total=True),
)


def make(session: Session, as_of: date, first: date | None = None, last: date | None = None) -> Report:
    """Return the report as of the end of a day, for paper received from ``first`` to ``last``."""
    received = _received(session, as_of)
    stands: dict[tuple, Counter] = {}
    for paper in history.papers(session, as_of):
        key = (paper.received_date, paper.batch, paper.site)
        stands.setdefault(key, Counter())[standing(paper)] += 1
    rows = [
        _row(key, received[key], stands.get(key, Counter()))
        for key in sorted(received.keys() | stands.keys())
        if period.holds(key[0], first, last)
    ]
    total, ended = sum(row[3] for row in rows), sum(sum(row[4:9]) for row in rows)
    even = sum(row[9] == 0 for row in rows)
    uneven = [f"{row[0]} {row[1]}" for row in rows if row[9]]
    controls = (
        compare("received = released + flagged + in process + rejected + set aside", total, ended, lambda: uneven),
        pages_kept(session, as_of),
        compare("batches and days that balance = all of them", even, len(rows), lambda: uneven),
    )
    return Report(NAME, TITLE, as_of, COLUMNS, rows, controls, ("Documents; a file not read yet counts as one.",))


def pages_kept(session: Session, as_of: date) -> Control:
    """Compare the pages of all files read by the end of the day with the pages that were kept of them."""
    until = calendar.end_of(as_of)
    came, kept = balance.read_and_kept(session, until)
    return compare("pages in files read = pages kept", came, kept, lambda: balance.uneven(session, until))


def standing(paper: Paper) -> str:
    """Return the status of a document: released, flagged, in_process, rejected, or set_aside.

    A return passed to an identity-theft case counts as flagged; an application whose PIN was mailed, as released.
    """
    if paper.set_aside:
        return "set_aside"
    if paper.kind == FormKind.TAX_RETURN:
        if paper.closed:
            return "released" if paper.note == "released" else "flagged"
        return "flagged" if paper.flagged else "in_process"
    if not paper.closed:
        return "in_process"
    mailed = paper.application is not None and paper.application.state == ApplicationState.MAILED
    return "released" if mailed else "rejected"


def _received(session: Session, as_of: date) -> Counter:
    """Documents by day and batch, counted from the documents themselves, not from their history."""
    rows = (
        select(Document.received_date, Batch.name, Batch.site, func.count())
        .join(Scan, Document.scan_id == Scan.id)
        .join(Batch, Scan.batch_id == Batch.id)
        .where(Document.received_date <= as_of, Document.created_at <= calendar.end_of(as_of))
        .group_by(Document.received_date, Batch.name, Batch.site)
    )
    return Counter({(day, batch, site): number for day, batch, site, number in session.execute(rows)})


def _row(key: tuple, received: int, stands: Counter) -> tuple:
    ends = [stands[end] for end in ENDS]
    return (*key, received, *ends, received - sum(ends))

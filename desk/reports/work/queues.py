"""The queues report: how much waits in each queue of the office, and for how long."""

from collections import defaultdict
from datetime import date
from statistics import median

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desk.lifecycle import history
from desk.lifecycle.history import Paper
from desk.models import Document, DocumentEvent, numbers
from desk.models.states import DocumentState
from desk.program.words import Action, FormKind
from desk.reports import period
from desk.reports.table import Column, Control, Report, compare
from desk.system import calendar

NAME = "queues"
TITLE = "Work by queue"
QUEUES = (
    "not yet read",
    "not recognized or unreadable",
    "identity calls due",
    "applications to decide",
    "fields to key",
    "returns to decide",
    "identity-theft affidavits to keep",
    "decided, letter or reply awaited",
)
COLUMNS = (
    Column("queue", "Queue"),
    Column("waiting", "Waiting", "number", total=True),
    Column("oldest", "Oldest received", "date"),
    Column("median_days", "Median days", "number"),
    Column("over_21", "Over 21 days", "number", total=True),
    Column("over_45", "Over 45 days", "number", total=True),
)


def make(session: Session, as_of: date, first: date | None = None, last: date | None = None) -> Report:
    """Return the report as of the end of a day, for paper received from ``first`` to ``last``."""
    waiting = [paper for paper in history.papers(session, as_of) if not paper.closed]
    queues: dict[str, list[int]] = defaultdict(list)
    for paper in waiting:
        if period.holds(paper.received_date, first, last):
            queues[queue(paper)].append((as_of - paper.received_date).days)
    rows = [_row(name, as_of, queues[name]) for name in QUEUES]
    control = _control(session, as_of, {paper.document_id for paper in waiting})
    return Report(NAME, TITLE, as_of, COLUMNS, rows, (control,), ("Days since the received date.",))


def queue(paper: Paper) -> str:
    """Return the queue in which an open paper waits."""
    advised = paper.advice.action if paper.advice else None
    if paper.state in (DocumentState.RECEIVED, DocumentState.READING):
        return QUEUES[0]
    if paper.state == DocumentState.DECIDED:
        return QUEUES[7]
    if paper.state == DocumentState.EXCEPTION or paper.kind is None:
        return QUEUES[1]
    if paper.kind == FormKind.PIN_APPLICATION:
        return QUEUES[2] if advised == Action.CALL else QUEUES[3]
    if paper.kind == FormKind.THEFT_AFFIDAVIT:
        return QUEUES[6]
    return QUEUES[4] if advised == Action.KEY else QUEUES[5]


def _row(name: str, as_of: date, days: list[int]) -> tuple:
    if not days:
        return name, 0, None, None, 0, 0
    oldest = date.fromordinal(as_of.toordinal() - max(days))
    return name, len(days), oldest, round(median(days)), sum(d > 21 for d in days), sum(d > 45 for d in days)


def _control(session: Session, as_of: date, waiting: set[int]) -> Control:
    """What waits equals what was received and is not closed, counted from the documents themselves."""
    last = select(func.max(DocumentEvent.id)).where(DocumentEvent.on <= as_of).group_by(DocumentEvent.document_id)
    closed = select(DocumentEvent.document_id).where(
        DocumentEvent.id.in_(last), DocumentEvent.state == DocumentState.CLOSED
    )
    here = (Document.received_date <= as_of) & (Document.created_at <= calendar.end_of(as_of))
    left = set(session.scalars(select(Document.id).where(here, Document.id.not_in(closed))))
    return compare(
        "documents received − closed = waiting in a queue",
        len(left),
        len(waiting),
        lambda: map(numbers.document, left ^ waiting),
    )

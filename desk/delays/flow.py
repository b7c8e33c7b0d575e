"""Counts what came in and what left week by week, so that stock and flow agree (domain.md 4.5).

A return is in stock from its received date until it is closed, and again after it is reopened. A paper that nobody has
read or identified yet counts as a return. Paper that is on record in another way (rescanned, joined, batch sheets) is
not counted in any week, because its new scan has its received date.
"""

from collections import Counter
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session, aliased

from desk.delays import backlog
from desk.lifecycle import history, states
from desk.lifecycle.history import Paper
from desk.models import Document, DocumentEvent
from desk.models.states import DocumentState
from desk.system import calendar


@dataclass(frozen=True)
class Week:
    """The returns in stock before the first day, those that came, were reopened and left, and those in stock after.

    ``came`` counts by received date; ``entered`` is how many of all reached the desk in the week.
    """

    start: date
    end: date
    before: int
    came: int
    entered: int
    back: int
    left: int

    @property
    def after(self) -> int:
        """In stock at the end of the last day."""
        return self.before + self.came + self.back - self.left


class Turn(NamedTuple):
    """A return left the stock on a day (``left``), or came back to it."""

    document_id: int
    on: date
    left: bool


def weeks(session: Session, papers: Iterable[Paper], as_of: date, spans: Sequence[tuple[date, date]]) -> list[Week]:
    """Return the flow of each span of days (first and last, in order, none after ``as_of``), as known on that day.

    It is counted from the history of every paper; ``papers`` is as of that day. :func:`of_today` gives the same result
    for spans that end today.
    """
    awaited = {paper.document_id: paper for paper in papers if paper.awaited}
    came = Counter(paper.received_date for paper in awaited.values())
    entered = Counter(paper.entered for paper in awaited.values())
    moved = turns(session, as_of, awaited)
    left = Counter(turn.on for turn in moved if turn.left)
    back = Counter(turn.on for turn in moved if not turn.left)
    found = []
    for start, end in spans:
        before = _until(came, start) + _until(back, start) - _until(left, start)
        moved = [_within(counts, start, end) for counts in (came, entered, back, left)]
        found.append(Week(start, end, before, *moved))
    return found


def of_today(session: Session, spans: Sequence[tuple[date, date]]) -> list[Week]:
    """Return the flow of consecutive spans of days up to today, counted by the database, for a page."""
    first = spans[0][0]
    aside = _aside(session, first)
    came = _by_day(session, Document.received_date, _received(first), aside)
    left = _by_day(session, DocumentEvent.on, _events(first, DocumentEvent.state == DocumentState.CLOSED), aside)
    back = _by_day(session, DocumentEvent.on, _events(first, _reopens()), aside)
    before = backlog.total(session) - came.total() - back.total() + left.total()
    found: list[Week] = []
    for start, end in spans:
        new, again, gone = (_within(counts, start, end) for counts in (came, back, left))
        entered = session.scalar(_entered(start, end, aside)) or 0
        found.append(Week(start, end, found[-1].after if found else before, new, entered, again, gone))
    return found


def stock(session: Session, papers: Iterable[Paper], day: date) -> int:
    """Return how many of ``papers`` (as of a later day) were open returns at the end of ``day``, by their states."""
    states = history.newest(session, DocumentEvent, day)
    here = (paper for paper in papers if paper.awaited and paper.received_date <= day)
    return sum(not _closed(states.get(paper.document_id)) for paper in here)


def _closed(event: DocumentEvent | None) -> bool:
    return event is not None and event.state == DocumentState.CLOSED


def turns(session: Session, as_of: date, papers: Container[int]) -> list[Turn]:
    """Return each closing or reopening of one of these documents by the end of that day, in the order of events."""
    rows = select(DocumentEvent.document_id, DocumentEvent.state, DocumentEvent.on).where(DocumentEvent.on <= as_of)
    closed: set[int] = set()
    found = []
    for number, state, day in session.execute(rows.order_by(DocumentEvent.id)):
        left = state == DocumentState.CLOSED
        if number in papers and left != (number in closed):
            closed ^= {number}
            found.append(Turn(number, day, left))
    return found


def left_open(session: Session, papers: Iterable[Paper], as_of: date) -> set[int]:
    """Return those of ``papers`` that were not closed at the end of that day."""
    awaited = {paper.document_id for paper in papers if paper.awaited}
    last = {turn.document_id: turn.left for turn in turns(session, as_of, awaited)}
    return {number for number in awaited if not last.get(number)}


def _until(counts: Counter[date], day: date) -> int:
    """The count of what happened before a day."""
    return sum(number for when, number in counts.items() if when < day)


def _within(counts: Counter[date], start: date, end: date) -> int:
    return sum(number for when, number in counts.items() if start <= when <= end)


def _aside(session: Session, first: date) -> list[int]:
    """Papers set aside since a day. Those that came since then can have been set aside at no other time."""
    notes = or_(*(DocumentEvent.note.startswith(note) for note in history.SET_ASIDE))
    return list(
        session.scalars(
            _events(first, notes).where(Document.state == DocumentState.CLOSED).with_only_columns(Document.id)
        )
    )


def _received(first: date) -> Select:
    return select(Document).where(backlog.AWAITED, Document.received_date >= first)


def _entered(start: date, end: date, aside: Sequence[int]) -> Select:
    here = Document.created_at.between(calendar.start_of(start), calendar.end_of(end))
    return select(func.count()).where(backlog.AWAITED, here, Document.id.not_in(aside))


def _events(first: date, which: ColumnElement[bool]) -> Select:
    rows = select(DocumentEvent).join(Document, Document.id == DocumentEvent.document_id)
    return rows.where(backlog.AWAITED, DocumentEvent.on >= first, which)


def _reopens() -> ColumnElement[bool]:
    """The events by which a closed document waits for a person again."""
    earlier = aliased(DocumentEvent)
    state = (
        select(earlier.state)
        .where(earlier.document_id == DocumentEvent.document_id, earlier.id < DocumentEvent.id)
        .order_by(earlier.id.desc())
        .limit(1)
        .correlate(DocumentEvent)
        .scalar_subquery()
    )
    return DocumentEvent.state.in_(states.OPEN) & (state == DocumentState.CLOSED)


def _by_day(session: Session, column, rows: Select, aside: Sequence[int]) -> Counter[date]:
    counted = rows.where(Document.id.not_in(aside)).with_only_columns(column, func.count()).group_by(column)
    return Counter(dict(session.execute(counted).all()))

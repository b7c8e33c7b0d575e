"""Searches the audit trail; desk/lifecycle/audit says what it contains."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, func, literal, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from desk import errors
from desk.models import AuditEvent, AuditHead
from desk.reports.table import Column, Report
from desk.system import calendar

IN_A_FILE = 100_000
"""The most events in one exported file; narrow a larger search by dates."""
COLUMNS = (
    Column("id", "Event", "number"),
    Column("at", "When"),
    Column("actor", "Who"),
    Column("action", "What"),
    Column("subject", "About"),
    Column("subject_id", "Number", "number"),
    Column("details", "Details"),
    Column("account", "System account"),
    Column("host", "Host"),
    Column("session", "Session"),
    Column("source", "Source address"),
    Column("hash", "Keyed mark"),
)


@dataclass(frozen=True)
class Asked:
    """A search: one person, the beginning of the action, one document, office days from ``first`` to ``last``."""

    actor: str = ""
    action: str = ""
    document: int | None = None
    first: date | None = None
    last: date | None = None


def search(
    session: Session, asked: Asked = Asked(), before: int | None = None, limit: int | None = 100
) -> Sequence[AuditEvent]:
    """Return the matching events, newest first; ``before`` one event for the next page."""
    rows = _narrow(select(AuditEvent), asked).limit(limit)
    if asked.first is None and asked.last is None:
        rows = rows.where(AuditEvent.id < before) if before is not None else rows
        return session.scalars(rows.order_by(AuditEvent.id.desc())).all()
    if before is not None:
        last = select(AuditEvent.at).where(AuditEvent.id == before).scalar_subquery()
        rows = rows.where((AuditEvent.at < last) | ((AuditEvent.at == last) & (AuditEvent.id < before)))
    return session.scalars(rows.order_by(AuditEvent.at.desc(), AuditEvent.id.desc())).all()


def report(session: Session, asked: Asked) -> Report:
    """Return the matching events, oldest first, as a table to be written to a file.

    Raises :class:`errors.InvalidInput` if there are more than one file may hold.
    """
    number = session.scalar(_narrow(select(func.count()).select_from(AuditEvent), asked)) or 0
    if number > IN_A_FILE:
        raise errors.InvalidInput(f"{number:,} events are too many for one file: narrow the search by its dates")
    found = session.scalars(_narrow(select(AuditEvent), asked).order_by(AuditEvent.id))
    return Report("audit", "Audit trail", calendar.today(), COLUMNS, [_row(event) for event in found])


def actors(session: Session) -> list[str]:
    """Return every actor in the trail."""
    return _distinct(session, AuditEvent.actor)


def actions(session: Session) -> list[str]:
    """Return every kind of action in the trail."""
    return _distinct(session, AuditEvent.action)


def count(session: Session) -> int:
    """Return how many events there are; they are numbered without a gap, which the chain proves."""
    return session.scalar(select(AuditHead.event_id)) or 0


def _distinct(session: Session, column: InstrumentedAttribute[str]) -> list[str]:
    """The different values of an indexed column, found by steps from one to the next without reading every row."""
    first = select(func.min(column).label("value")).cte("step", recursive=True)
    following = select(select(func.min(column)).where(column > first.c.value).scalar_subquery())
    steps = first.union_all(following.where(first.c.value.is_not(None)))
    return list(session.scalars(select(steps.c.value).where(steps.c.value.is_not(None))))


def _narrow(rows: Select, asked: Asked) -> Select:
    if asked.actor:
        rows = rows.where(AuditEvent.actor == asked.actor)
    if asked.action:
        rows = rows.where(AuditEvent.action >= asked.action, AuditEvent.action < literal(asked.action + "\uffff"))
    if asked.document is not None:
        rows = rows.where(AuditEvent.subject == "document", AuditEvent.subject_id == asked.document)
    if asked.first is not None:
        rows = rows.where(AuditEvent.at >= calendar.start_of(asked.first))
    return rows.where(AuditEvent.at <= calendar.end_of(asked.last)) if asked.last is not None else rows


def _row(event: AuditEvent) -> tuple:
    told = "; ".join(f"{name}={value}" for name, value in event.details.items() if value not in ("", None))
    kept = (event.id, event.at.isoformat(), event.actor, event.action, event.subject, event.subject_id)
    return (*kept, told, event.account, event.host, event.session, event.source, event.hash.hex())

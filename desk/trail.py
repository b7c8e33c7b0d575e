"""Searching the audit trail; what it tells stands in desk/audit."""

from collections.abc import Sequence

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from desk.models import AuditEvent


def search(
    session: Session,
    actor: str = "",
    action: str = "",
    document: int | None = None,
    before: int | None = None,
    limit: int | None = 100,
) -> Sequence[AuditEvent]:
    """Events, newest first, of one person, of actions beginning so, about one document, before one event."""
    rows = select(AuditEvent).order_by(AuditEvent.id.desc()).limit(limit)
    return session.scalars(_narrow(rows, actor, action, document, before)).all()


def actors(session: Session) -> list[str]:
    """Everybody who stands in the trail."""
    return list(session.scalars(select(AuditEvent.actor).distinct().order_by(AuditEvent.actor)))


def actions(session: Session) -> list[str]:
    """Every kind of action in the trail."""
    return list(session.scalars(select(AuditEvent.action).distinct().order_by(AuditEvent.action)))


def count(session: Session) -> int:
    """How many events there are."""
    return session.scalar(select(func.count()).select_from(AuditEvent)) or 0


def _narrow(rows: Select, actor: str, action: str, document: int | None, before: int | None) -> Select:
    if actor:
        rows = rows.where(AuditEvent.actor == actor)
    if action:
        rows = rows.where(AuditEvent.action.startswith(action, autoescape=True))
    if document is not None:
        rows = rows.where(AuditEvent.subject == "document", AuditEvent.subject_id == document)
    return rows.where(AuditEvent.id < before) if before is not None else rows

"""Finds the origin of a document: the one it was split from, and those that a person said are this same paper.

A document made of pages from a return has no history of its own. The history of the return until then counts as its
history too.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from desk.models import AuditEvent, Document

SPLIT, TOOK_OVER = "document.split", "document.took_over"
"""The audit events of a document that was split (``into``), and of one that stands for another document (``of``)."""
_ALWAYS = datetime.max.replace(tzinfo=UTC)


def traced(session: Session, document_id: int) -> Mapping[int, datetime]:
    """Return the document and all its origins: by id, the moment until which that one's history belongs to this
    document.
    """
    found = {document_id: _ALWAYS}
    todo = [document_id]
    while todo:
        for origin, at in _origins(session, todo.pop()):
            if origin not in found:
                found[origin] = at
                todo.append(origin)
    return found


def divided(session: Session, document_id: int) -> bool:
    """Return whether somebody has taken pages out of a document."""
    return session.scalar(_events(SPLIT).where(AuditEvent.subject_id == document_id).limit(1)) is not None


def _origins(session: Session, document_id: int) -> Iterator[tuple[int, datetime]]:
    scan = select(Document.scan_id).where(Document.id == document_id).scalar_subquery()
    beside = select(Document.id).where(Document.scan_id == scan)
    for event in session.scalars(_events(SPLIT).where(AuditEvent.subject_id.in_(beside))):
        if event.details["into"] == document_id and event.subject_id is not None:
            yield event.subject_id, event.at
    for event in session.scalars(_events(TOOK_OVER).where(AuditEvent.subject_id == document_id)):
        yield event.details["of"], event.at


def _events(action: str) -> Select[AuditEvent]:
    return select(AuditEvent).where(AuditEvent.subject == "document", AuditEvent.action == action)

"""What a paper came of: the one that it was split off, and the ones that somebody said to be this same paper.

Whoever takes pages out of a return makes a paper without a history of its own. What was said and advised about the
return until then is its history, too.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from desk.models import AuditEvent, Document

SPLIT, TOOK_OVER = "document.split", "document.took_over"
"""The audit events of the one who split a paper (``into``), and of the paper that stands for another one (``of``)."""
_ALWAYS = datetime.max.replace(tzinfo=UTC)


def traced(session: Session, document_id: int) -> Mapping[int, datetime]:
    """The paper itself, then all that it came of: by id, the moment until which its history is this paper's."""
    found = {document_id: _ALWAYS}
    todo = [document_id]
    while todo:
        for origin, at in _origins(session, todo.pop()):
            if origin not in found:
                found[origin] = at
                todo.append(origin)
    return found


def divided(session: Session, document_id: int) -> bool:
    """Whether somebody has taken pages out of a paper."""
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

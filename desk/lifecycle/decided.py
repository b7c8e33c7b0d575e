"""The decision that stands on a document: at most one, a constraint of the database."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.models import Decision, Document
from desk.system import calendar


def standing(session: Session, document: Document) -> Decision | None:
    """The decision that counts, if one was made and not undone."""
    return session.scalar(select(Decision).where(Decision.document_id == document.id, Decision.undone_at.is_(None)))


def undo(session: Session, document: Document, actor: str) -> Decision | None:
    """The standing decision counts no more, its row stays; what followed from it is the caller's to take back."""
    made = standing(session, document)
    if made is not None:
        made.undone_at, made.undone_by = calendar.now(), actor
    return made

"""Returns what counts for a document now: its newest recommendation and the decision in force.

At most one decision is in force; the database enforces this. Earlier ones are history.
"""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desk import errors
from desk.models import Decision, Document, Recommendation
from desk.system import calendar


def recommendation(session: Session, document_id: int) -> Recommendation | None:
    """Return the newest recommendation of one document."""
    rows = select(Recommendation).where(Recommendation.document_id == document_id)
    return session.scalar(rows.order_by(Recommendation.id.desc()).limit(1))


def recommendations(session: Session, document_ids: Sequence[int]) -> dict[int, Recommendation]:
    """Return the newest recommendation of each of these documents, in one query."""
    last = (
        select(func.max(Recommendation.id))
        .where(Recommendation.document_id.in_(document_ids))
        .group_by(Recommendation.document_id)
    )
    rows = select(Recommendation).where(Recommendation.id.in_(last))
    return {row.document_id: row for row in session.scalars(rows)}


def decision(session: Session, document: Document) -> Decision | None:
    """Return the decision in force, if one was made and not undone."""
    return session.scalar(select(Decision).where(Decision.document_id == document.id, Decision.undone_at.is_(None)))


def in_force(session: Session, document: Document) -> Decision:
    """Return the decision in force; raises :class:`errors.WrongState` if there is none."""
    made = decision(session, document)
    if made is None:
        raise errors.WrongState("no decision is in force on this document: reload it")
    return made


def undo_decision(session: Session, document: Document, actor: str) -> None:
    """Undo the decision in force, if there is one, and keep its row; the caller must undo its consequences."""
    made = decision(session, document)
    if made is not None:
        made.undone_at, made.undone_by = calendar.now(), actor

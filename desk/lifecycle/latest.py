"""The recommendation that counts for a document: the newest one; the earlier ones are history."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desk.models import Recommendation


def newest(session: Session, document_id: int) -> Recommendation | None:
    """The newest of one document."""
    rows = select(Recommendation).where(Recommendation.document_id == document_id)
    return session.scalar(rows.order_by(Recommendation.id.desc()).limit(1))


def newest_of(session: Session, document_ids: Sequence[int]) -> dict[int, Recommendation]:
    """The newest of each of these documents, in one query."""
    last = (
        select(func.max(Recommendation.id))
        .where(Recommendation.document_id.in_(document_ids))
        .group_by(Recommendation.document_id)
    )
    rows = select(Recommendation).where(Recommendation.id.in_(last))
    return {row.document_id: row for row in session.scalars(rows)}

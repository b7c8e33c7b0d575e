"""Requests to release a return against the advice: the open one, and how it ends.

`desk/review/releases.py` says who may ask and who may grant.
"""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from desk.lifecycle import audit
from desk.models import Document, ReleaseRequest
from desk.models.states import ReleaseState
from desk.system import calendar


def standing(session: Session, document_id: int) -> ReleaseRequest | None:
    """Return the open request of a document; the database allows only one."""
    return session.scalar(
        select(ReleaseRequest).where(
            ReleaseRequest.document_id == document_id, ReleaseRequest.state == ReleaseState.OPEN
        )
    )


def standing_among(session: Session, document_ids: Sequence[int]) -> dict[int, ReleaseRequest]:
    """Return the open requests of these documents, in one query."""
    rows = select(ReleaseRequest).where(
        ReleaseRequest.document_id.in_(document_ids), ReleaseRequest.state == ReleaseState.OPEN
    )
    return {row.document_id: row for row in session.scalars(rows)}


def end(session: Session, request: ReleaseRequest, how: ReleaseState, by: str, reason: str = "") -> None:
    """Close an open request, with its audit event."""
    request.state, request.decided_by, request.decided_at = how, by, calendar.now()
    request.decided_reason = reason
    audit.record(session, by, f"release.{how}", "document", request.document_id, asked_by=request.by)


def requested(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """A condition on :class:`Document`: it has an open request for which these conditions are true."""
    rows = select(ReleaseRequest.document_id).where(ReleaseRequest.state == ReleaseState.OPEN, *conditions)
    return Document.id.in_(rows)

"""What supports a release that one person alone may not decide: requests for it, and proofs of identity."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from desk.models.columns import Base, Moment
from desk.models.protection.marks import Marked
from desk.models.states import ReleaseState

_OPEN = text("state = 'open'")


class ReleaseRequest(Marked, Base):
    """One person's request to release a return against the advice; another person decides it (domain.md 9).

    ``recommendation_id`` is the advice at the time of the request; ``supervisor``: only a supervisor may grant it. At
    most one request of a document is open.
    """

    __tablename__ = "release_request"

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    recommendation_id: Mapped[int] = mapped_column(ForeignKey("recommendation.id"))
    supervisor: Mapped[bool]
    state: Mapped[str] = mapped_column(default=ReleaseState.OPEN)
    reason: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime] = mapped_column(Moment)
    decided_by: Mapped[str | None]
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    decided_reason: Mapped[str] = mapped_column(default="")

    __table_args__ = (
        Index("uq_release_request_open", "document_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
    )


class Verification(Marked, Base):
    """How the identity behind a flagged return was verified (domain.md 2.4, 4.1): never the answers, never copies.

    ``way``: letter, telephone or in_person. ``questions_passed`` belongs to a telephone call; ``pictures``,
    ``government`` and ``shown`` count the documents that were shown in person, as in :class:`Appearance`.
    """

    __tablename__ = "verification"

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    role: Mapped[str]
    way: Mapped[str]
    questions_passed: Mapped[int | None]
    pictures: Mapped[int | None]
    government: Mapped[int | None]
    shown: Mapped[int | None]
    by: Mapped[str]
    on: Mapped[date]
    at: Mapped[datetime] = mapped_column(Moment)

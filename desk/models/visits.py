"""Visits in person by people who sent no paper."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from desk import errors
from desk.models.columns import Base, Moment
from desk.models.protection.marks import Marked
from desk.models.states import RequestState
from desk.models.taxpayers import Taxpayer

_UNFINISHED = text("state in ('review', 'approved')")


class Visit(Marked, Base):
    """A person on record came in for an IP PIN (domain.md 1.7); at most one visit of a person is unfinished.

    ``shown`` and ``child_shown`` are kinds of documents (desk/program/visits), never copies or numbers. ``judgment``
    is what the rules said: ``{"allowed", "reasons"}``. ``mail_by`` is the last day to mail the PIN, ``issue_on`` the
    first day to issue it.
    """

    __tablename__ = "visit"

    id: Mapped[int] = mapped_column(primary_key=True)
    taxpayer_id: Mapped[int] = mapped_column(ForeignKey("taxpayer.id"), index=True)
    visited_on: Mapped[date]
    center: Mapped[str]
    appointment: Mapped[str] = mapped_column(default="")
    outcome: Mapped[str]
    shown: Mapped[list]
    child_shown: Mapped[list]
    state: Mapped[str] = mapped_column(default=RequestState.REVIEW, index=True)
    judgment: Mapped[dict] = mapped_column("judgement")
    issue_on: Mapped[date | None]
    mail_by: Mapped[date | None]
    ip_pin_id: Mapped[int | None] = mapped_column(ForeignKey("ip_pin.id"))
    recorded_by: Mapped[str]
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    decided_by: Mapped[str | None]
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    reason: Mapped[str] = mapped_column(default="")

    taxpayer: Mapped[Taxpayer] = relationship()

    __table_args__ = (
        Index(
            "uq_visit_unfinished",
            "taxpayer_id",
            unique=True,
            sqlite_where=_UNFINISHED,
            postgresql_where=_UNFINISHED,
        ),
    )

    @property
    def approver(self) -> str:
        """The person who approved or refused it; raises :class:`errors.NotFound` before that."""
        return errors.known(self.decided_by, f"visit {self.id} is not decided")

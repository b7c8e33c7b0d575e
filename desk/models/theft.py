"""Identity-theft cases, and the papers that belong to them."""

from datetime import date

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from desk.models.columns import Base
from desk.models.papers import Document
from desk.models.states import TheftState
from desk.models.taxpayers import Taxpayer

_OPEN = text("state = 'open'")
_KEPT = text("left_on IS NULL")


class TheftCase(Base):
    """Somebody used a taxpayer's number; at most one case of a taxpayer is open. ``role``: the signer with that number.

    ``document_id`` is the paper that opened it: a return that was passed on, or a Form 14039. A case is withdrawn if
    that return is reopened. ``taxpayer_id`` is empty if nobody on record has the number.
    """

    __tablename__ = "theft_case"

    id: Mapped[int] = mapped_column(primary_key=True)
    taxpayer_id: Mapped[int | None] = mapped_column(ForeignKey("taxpayer.id"), index=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    role: Mapped[str]
    state: Mapped[str] = mapped_column(default=TheftState.OPEN)
    opened_on: Mapped[date] = mapped_column(index=True)
    opened_by: Mapped[str]
    ended_on: Mapped[date | None]
    ended_by: Mapped[str | None]
    reason: Mapped[str] = mapped_column(default="")

    taxpayer: Mapped[Taxpayer | None] = relationship()
    document: Mapped[Document] = relationship()

    __table_args__ = (
        Index("uq_theft_case_open", "taxpayer_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
    )

    @property
    def number(self) -> str:
        """The number of this case for people."""
        return f"T{self.id:05d}"


class TheftPaper(Base):
    """A paper that belongs to an identity-theft case until ``left_on``: its Form 14039, or a return with the same
    number.
    """

    __tablename__ = "theft_paper"

    id: Mapped[int] = mapped_column(primary_key=True)
    theft_case_id: Mapped[int] = mapped_column(ForeignKey("theft_case.id"), index=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    kept_on: Mapped[date]
    kept_by: Mapped[str]
    left_on: Mapped[date | None]

    __table_args__ = (
        Index("uq_theft_paper_kept", "document_id", unique=True, sqlite_where=_KEPT, postgresql_where=_KEPT),
    )

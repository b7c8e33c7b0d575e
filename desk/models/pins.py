"""IP PINs and their ledger."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from desk.models.columns import Base, Moment
from desk.models.protection.marks import Marked
from desk.models.protection.seals import SealedText
from desk.models.states import PinStatus
from desk.models.taxpayers import Taxpayer


class IpPin(Marked, Base):
    """One number for one taxpayer and calendar year; at most one of them is current.

    ``pin`` is decrypted only to print it; comparisons use ``mac``.
    """

    __tablename__ = "ip_pin"

    id: Mapped[int] = mapped_column(primary_key=True)
    taxpayer_id: Mapped[int] = mapped_column(ForeignKey("taxpayer.id"))
    calendar_year: Mapped[int]
    pin = SealedText[str]()
    mac: Mapped[bytes]
    status: Mapped[str] = mapped_column(default=PinStatus.CURRENT)

    taxpayer: Mapped[Taxpayer] = relationship()

    __table_args__ = (
        Index(
            "uq_ip_pin_current",
            "taxpayer_id",
            "calendar_year",
            unique=True,
            sqlite_where=text("status = 'current'"),
            postgresql_where=text("status = 'current'"),
        ),
        Index("ix_ip_pin_taxpayer_id_calendar_year", "taxpayer_id", "calendar_year"),
    )


class LedgerEntry(Base):
    """What happened to an IP PIN; ``kind``: see :class:`LedgerKind`. Append-only."""

    __tablename__ = "ledger_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    ip_pin_id: Mapped[int] = mapped_column(ForeignKey("ip_pin.id"), index=True)
    kind: Mapped[str]
    on: Mapped[date] = mapped_column(index=True)
    at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[str]
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))
    reason: Mapped[str] = mapped_column(default="")

    ip_pin: Mapped[IpPin] = relationship()


class ComparedNumber(Marked, Base):
    """A number that was compared with a person's IP PIN of a year, as a keyed mark; never deleted.

    ``place``: it was the first, second … different number. ``told``: the answer may be told although its place is after
    those that are always answered. ``looked_by``, ``looked_at``: the supervisor who decided that.
    """

    __tablename__ = "compared_number"

    id: Mapped[int] = mapped_column(primary_key=True)
    taxpayer_id: Mapped[int] = mapped_column(ForeignKey("taxpayer.id"))
    calendar_year: Mapped[int]
    mark: Mapped[bytes]
    place: Mapped[int]
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"), index=True)
    by: Mapped[str]
    at: Mapped[datetime] = mapped_column(Moment)
    told: Mapped[bool] = mapped_column(default=False)
    looked_by: Mapped[str | None]
    looked_at: Mapped[datetime | None] = mapped_column(Moment)

    __table_args__ = (
        UniqueConstraint("taxpayer_id", "calendar_year", "mark"),
        UniqueConstraint("taxpayer_id", "calendar_year", "place"),
    )

"""Letters that leave the office: notices, their history, print batches, and every printing."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from desk import errors
from desk.models import numbers
from desk.models.columns import Base, Moment
from desk.models.papers import Document
from desk.models.pins import IpPin
from desk.models.protection.marks import Marked
from desk.models.protection.seals import SealedJson
from desk.models.states import NoticeState, PrintBatchState, PrintingState, RequestState
from desk.models.taxpayers import Taxpayer

_FIRST = text("ip_pin_id IS NOT NULL AND request_id IS NULL")
_LIVE = text("state IN ('gathered', 'printed', 'mailed')")


class ReplacementRequest(Marked, Base):
    """A request for a lost PIN (domain.md 3.3). ``state``: review, refused, approved, issued.

    ``judgment`` is what the rules said: ``{"allowed", "reasons"}``.
    """

    __tablename__ = "replacement_request"

    id: Mapped[int] = mapped_column(primary_key=True)
    taxpayer_id: Mapped[int] = mapped_column(ForeignKey("taxpayer.id"), index=True)
    calendar_year: Mapped[int]
    channel: Mapped[str]
    requested_on: Mapped[date]
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))
    identity_proven: Mapped[bool]
    returns_filed: Mapped[bool] = mapped_column(default=False)
    exposed: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(default=RequestState.REVIEW, index=True)
    judgment: Mapped[dict] = mapped_column("judgement")
    same_number: Mapped[bool] = mapped_column(default=False)
    mail_on: Mapped[date | None]
    mail_by: Mapped[date | None]
    recorded_by: Mapped[str]
    decided_by: Mapped[str | None]
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    reason: Mapped[str] = mapped_column(default="")

    taxpayer: Mapped[Taxpayer] = relationship()

    @property
    def approver(self) -> str:
        """The person who approved or refused it; raises :class:`errors.NotFound` before that."""
        return errors.known(self.decided_by, f"request {self.id} for a replacement is not decided")


class Notice(Marked, Base):
    """A letter that leaves the office. It holds no PIN: printing opens the ledger's.

    A PIN has one first notice; another letter with the same number needs a replacement request. ``address`` is
    where it goes if that is not the address of record; a letter with a PIN has none.
    """

    __tablename__ = "notice"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    taxpayer_id: Mapped[int | None] = mapped_column(ForeignKey("taxpayer.id"), index=True)
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"), index=True)
    ip_pin_id: Mapped[int | None] = mapped_column(ForeignKey("ip_pin.id"), index=True)
    request_id: Mapped[int | None] = mapped_column(ForeignKey("replacement_request.id"), unique=True)
    language: Mapped[str] = mapped_column(default="en")
    details: Mapped[dict] = mapped_column(default=dict)
    state: Mapped[str] = mapped_column(default=NoticeState.DRAFT)
    not_before: Mapped[date]
    notice_date: Mapped[date | None]
    mailed_on: Mapped[date | None]
    approved_by: Mapped[str] = mapped_column(default="")
    copies: Mapped[int] = mapped_column(default=0)
    address = SealedJson[dict | None](optional=True)

    taxpayer: Mapped[Taxpayer | None] = relationship()
    document: Mapped[Document | None] = relationship()
    ip_pin: Mapped[IpPin | None] = relationship()

    __table_args__ = (
        Index("uq_notice_first", "ip_pin_id", unique=True, sqlite_where=_FIRST, postgresql_where=_FIRST),
        Index("ix_notice_state", "state", "not_before", "kind"),
    )

    @property
    def number(self) -> str:
        """The number of this notice for people and barcodes."""
        return numbers.letter(self.id)

    @property
    def addressee(self) -> Taxpayer:
        """The taxpayer to whom the letter goes; raises :class:`errors.NotFound` if the row names nobody."""
        return errors.known(self.taxpayer, f"letter {self.number} names no taxpayer")


class NoticeEvent(Base):
    """A change of a notice's state; append-only, so any past day can be reported again."""

    __tablename__ = "notice_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"), index=True)
    state: Mapped[str]
    on: Mapped[date] = mapped_column(index=True)
    at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[str]
    note: Mapped[str] = mapped_column(default="")


class MailBatch(Marked, Base):
    """Letters printed together. ``state``: gathered, released, confirmed, dissolved.

    ``blob`` is the sealed print file while it exists; ``totals`` are the manifest's control totals; ``opened`` counts
    how often the print file was opened.
    """

    __tablename__ = "mail_batch"

    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(default=PrintBatchState.GATHERED, index=True)
    gathered_by: Mapped[str]
    gathered_at: Mapped[datetime] = mapped_column(Moment)
    released_by: Mapped[str | None]
    released_at: Mapped[datetime | None] = mapped_column(Moment)
    blob: Mapped[str | None]
    totals: Mapped[dict] = mapped_column(default=dict)
    opened: Mapped[int] = mapped_column(default=0)
    destroyed_at: Mapped[datetime | None] = mapped_column(Moment)

    printings: Mapped[list["Printing"]] = relationship(back_populates="batch", order_by="Printing.position")

    @property
    def number(self) -> str:
        """The number of this print batch for people."""
        return numbers.print_batch(self.id)


class Printing(Marked, Base):
    """One copy of one notice in one print batch. ``state``: gathered, printed, spoiled, mailed, returned.

    At most one printing of a notice is current, and each copy has its own number, so that no letter is printed twice
    unnoticed. ``address`` is where this copy went, stored from its release on.
    """

    __tablename__ = "printing"

    id: Mapped[int] = mapped_column(primary_key=True)
    mail_batch_id: Mapped[int] = mapped_column(ForeignKey("mail_batch.id"), index=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"))
    copy: Mapped[int]
    position: Mapped[int]
    state: Mapped[str] = mapped_column(default=PrintingState.GATHERED)
    reason: Mapped[str] = mapped_column(default="")
    address = SealedJson[dict | None](optional=True)

    batch: Mapped[MailBatch] = relationship(back_populates="printings")
    notice: Mapped[Notice] = relationship()

    __table_args__ = (
        UniqueConstraint("notice_id", "copy"),
        Index("uq_printing_live", "notice_id", unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE),
    )

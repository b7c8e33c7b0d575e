"""Taxpayers and their enrollment in the IP PIN program."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from desk import errors
from desk.models.columns import Base, Moment
from desk.models.protection.marks import Marked
from desk.models.protection.seals import SealedJson, SealedText
from desk.models.states import AddressState
from desk.system import calendar

_OF_AGE = 18
_ASKED = text("state = 'asked'")
ADDRESS = ("street", "apartment", "city", "state", "zip", "country")
"""The columns that say where a person lives."""


class Taxpayer(Marked, Base):
    """One person on record. The TIN is encrypted; ``tin_index`` finds it without decryption.

    For a foreign address ``country`` is set, ``state`` and ``zip`` are empty, and ``city`` includes the postal code.
    """

    __tablename__ = "taxpayer"

    id: Mapped[int] = mapped_column(primary_key=True)
    tin = SealedText[str]()
    tin_index: Mapped[bytes] = mapped_column(unique=True)
    tin_last4: Mapped[str] = mapped_column(String(4))
    first_name: Mapped[str]
    middle_initial: Mapped[str] = mapped_column(default="")
    last_name: Mapped[str]
    last_name_key: Mapped[str] = mapped_column(index=True)
    street: Mapped[str]
    apartment: Mapped[str] = mapped_column(default="")
    city: Mapped[str]
    state: Mapped[str] = mapped_column(String(2))
    zip: Mapped[str]
    country: Mapped[str] = mapped_column(default="")
    address_changed_on: Mapped[date | None]
    date_of_birth: Mapped[date | None]
    date_of_death: Mapped[date | None]
    filing_status: Mapped[str | None]
    adjusted_gross_income: Mapped[int | None]
    last_filed_year: Mapped[int | None]

    enrollments: Mapped[list["Enrollment"]] = relationship(back_populates="taxpayer")

    __table_args__ = (Index("ix_taxpayer_zip_last_name_key", "zip", "last_name_key"),)

    @property
    def name(self) -> str:
        """First name, initial and last name."""
        return " ".join(part for part in (self.first_name, self.middle_initial, self.last_name) if part)

    @property
    def addressed(self) -> str:
        """The addressee of letters: the person, or the estate of a person who has died."""
        return self.name if self.date_of_death is None else f"Estate of {self.name}"

    @property
    def home(self) -> dict[str, str]:
        """The address of record, by its columns."""
        return {name: getattr(self, name) for name in ADDRESS}

    def is_minor(self, on: date) -> bool:
        """Whether the person is under eighteen on that day; False if the birthday is unknown."""
        born = self.date_of_birth
        return born is not None and (on.year - born.year) - ((on.month, on.day) < (born.month, born.day)) < _OF_AGE


class Enrollment(Marked, Base):
    """Why a taxpayer must use an IP PIN, from when, and until when (domain.md 3.4).

    ``mode``: continuous or one_time. A victim's case may be open, or resolved on a known day.
    ``recorded_on`` is when the desk learned of it, so that a past day's report does not change.
    """

    __tablename__ = "enrollment"

    id: Mapped[int] = mapped_column(primary_key=True)
    taxpayer_id: Mapped[int] = mapped_column(ForeignKey("taxpayer.id"), index=True)
    basis: Mapped[str]
    mode: Mapped[str] = mapped_column(default="continuous")
    since: Mapped[date]
    ended_on: Mapped[date | None]
    recorded_on: Mapped[date] = mapped_column(default=calendar.today)
    case_open: Mapped[bool] = mapped_column(default=False)
    case_resolved_on: Mapped[date | None]
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))

    taxpayer: Mapped[Taxpayer] = relationship(back_populates="enrollments")


class AddressChange(Marked, Base):
    """A change of an address of record: requested by one person, granted by another, with both addresses.

    ``old`` is the record at the time of the request; ``source`` is a word of a closed list (desk/enrollment/addresses),
    ``evidence`` what the person saw. ``notice_id``: the returned letter that waits for it. A taxpayer has at most one
    open request.
    """

    __tablename__ = "address_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    taxpayer_id: Mapped[int] = mapped_column(ForeignKey("taxpayer.id"), index=True)
    state: Mapped[str] = mapped_column(default=AddressState.ASKED, index=True)
    old = SealedJson[dict]()
    new = SealedJson[dict]()
    source: Mapped[str]
    evidence = SealedText[str]()
    notice_id: Mapped[int | None] = mapped_column(ForeignKey("notice.id"))
    asked_by: Mapped[str]
    asked_at: Mapped[datetime] = mapped_column(Moment)
    decided_by: Mapped[str | None]
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    decided_on: Mapped[date | None]
    reason: Mapped[str] = mapped_column(default="")

    taxpayer: Mapped[Taxpayer] = relationship()

    __table_args__ = (
        Index("uq_address_change_open", "taxpayer_id", unique=True, sqlite_where=_ASKED, postgresql_where=_ASKED),
    )

    @property
    def day(self) -> date:
        """The day it was decided; raises :class:`errors.NotFound` before that."""
        return errors.known(self.decided_on, f"change of address {self.id} is not decided")


class RecordChange(Base):
    """What a file changed in a person's record: the columns before and after; append-only, one audit event each."""

    __tablename__ = "record_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    taxpayer_id: Mapped[int] = mapped_column(ForeignKey("taxpayer.id"), index=True)
    before = SealedJson[dict]()
    after = SealedJson[dict]()
    by: Mapped[str]
    at: Mapped[datetime] = mapped_column(Moment)

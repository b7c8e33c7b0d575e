"""What the desk derives from a document: people, recommendation, decision, proof of identity, delay case."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from desk import errors
from desk.models.columns import Base, Moment
from desk.models.papers import Document
from desk.models.protection.marks import Marked
from desk.models.protection.seals import SealedJson
from desk.models.states import ApplicationState, DelayCause, DelayState
from desk.models.taxpayers import Taxpayer


class Person(Marked, Base):
    """A person named on a document (applicant, primary, spouse) and the matching taxpayer on record.

    ``candidates`` is sealed JSON: ``[{"taxpayer_id", "weight", "comparisons": [[label, text, weight]]}]``.
    ``chosen_by`` is empty if the machine matched, otherwise the clerk who chose. ``tin_index`` finds the same number on
    other papers, even if nobody on record has it; None while the number is in doubt.
    """

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    role: Mapped[str]
    tin_last4: Mapped[str | None]
    tin_index: Mapped[bytes | None] = mapped_column(index=True)
    taxpayer_id: Mapped[int | None] = mapped_column(ForeignKey("taxpayer.id"), index=True)
    match_weight: Mapped[float | None]
    outcome: Mapped[str | None]
    candidates = SealedJson[list | None](optional=True)
    chosen_by: Mapped[str] = mapped_column(default="")

    taxpayer: Mapped[Taxpayer | None] = relationship()

    __table_args__ = (
        UniqueConstraint("document_id", "role"),
        Index("ix_person_outcome", "document_id", "outcome", "role"),
    )


class Recommendation(Base):
    """What the rules said about a document at one time; append-only, the newest counts.

    ``findings`` is ``[{"code", "field", "message"}]``; a message contains no value. ``keys`` is what must be keyed
    blind: ``[{"field", "third_person"}]``; ``conditions`` is what an approval requires: ``[{"text", "met"}]``;
    ``outcomes`` is the outcome for each signer; ``kind`` and ``form`` are those of the paper at that time, so that a
    past day's report does not change when it is identified again.
    """

    __tablename__ = "recommendation"

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    action: Mapped[str]
    kind: Mapped[str | None]
    form: Mapped[str] = mapped_column(default="")
    reasons: Mapped[list]
    findings: Mapped[list]
    codes: Mapped[list]
    keys: Mapped[list]
    outcomes: Mapped[dict]
    conditions: Mapped[list] = mapped_column(default=list)
    supervisor: Mapped[bool] = mapped_column(default=False)
    on: Mapped[date]
    at: Mapped[datetime] = mapped_column(Moment)


class Decision(Marked, Base):
    """What a person decided; at most one decision in force per document."""

    __tablename__ = "decision"

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    action: Mapped[str]
    recommended: Mapped[str]
    codes: Mapped[list]
    reason: Mapped[str] = mapped_column(default="")
    by: Mapped[str]
    at: Mapped[datetime] = mapped_column(Moment)
    undone_at: Mapped[datetime | None] = mapped_column(Moment)
    undone_by: Mapped[str | None]

    document: Mapped[Document] = relationship()

    __table_args__ = (
        Index("ix_decision_document", "document_id", "by"),
        Index(
            "uq_decision_standing",
            "document_id",
            unique=True,
            sqlite_where=text("undone_at IS NULL"),
            postgresql_where=text("undone_at IS NULL"),
        ),
    )


class Application(Marked, Base):
    """The progress of one PIN application, next to its document's (states: desk/lifecycle/states.py).

    ``phone_index`` and ``address_index`` find applications that give the same contact;
    ``guardian_signed`` is what a clerk saw on a dependent's application.
    """

    __tablename__ = "application"

    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), primary_key=True)
    taxpayer_id: Mapped[int | None] = mapped_column(ForeignKey("taxpayer.id"), index=True)
    state: Mapped[str] = mapped_column(default=ApplicationState.OPEN)
    route: Mapped[str] = mapped_column(default="f15227")
    phone_index: Mapped[bytes | None] = mapped_column(index=True)
    address_index: Mapped[bytes | None] = mapped_column(index=True)
    guardian_signed: Mapped[bool | None]
    calendar_year: Mapped[int | None]
    issue_on: Mapped[date | None]
    approved_by: Mapped[str | None]

    document: Mapped[Document] = relationship()

    @property
    def pin_year(self) -> int:
        """The calendar year of the PIN; :class:`errors.NotFound` before an approval sets it."""
        return errors.known(self.calendar_year, "no approval has set the year of this application's IP PIN")


class ApplicationEvent(Base):
    """A change of an application's state; append-only, so any past day can be reported again."""

    __tablename__ = "application_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    state: Mapped[str]
    on: Mapped[date] = mapped_column(index=True)
    at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[str]


class Clearance(Marked, Base):
    """A doubt about an application that a person has resolved, and why (domain.md 1.4: a clerk decides)."""

    __tablename__ = "clearance"

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    code: Mapped[str]
    reason: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime] = mapped_column(Moment)

    __table_args__ = (UniqueConstraint("document_id", "code"),)


class Appearance(Marked, Base):
    """Identity documents shown in person (domain.md 1.7): how many of which kind, never copies or numbers.

    ``pictures`` have a picture, of which ``government`` are government issued; ``shown`` is all.
    """

    __tablename__ = "appearance"

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    center: Mapped[str] = mapped_column(default="")
    on: Mapped[date]
    pictures: Mapped[int]
    government: Mapped[int]
    shown: Mapped[int]
    by: Mapped[str]
    at: Mapped[datetime] = mapped_column(Moment)


class Call(Marked, Base):
    """One attempt to reach an applicant: who, when, outcome; never the answers."""

    __tablename__ = "call"

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    outcome: Mapped[str]
    questions_passed: Mapped[int | None]
    by: Mapped[str]
    at: Mapped[datetime] = mapped_column(Moment)


class Delay(Base):
    """What delays a return on the part of one signer (states: desk/lifecycle/states.py).

    ``cause`` is one of :class:`DelayCause`; ``reason`` is what a flag found, or the cause itself if something is
    missing.
    """

    __tablename__ = "delay"

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    role: Mapped[str]
    cause: Mapped[str] = mapped_column(default=DelayCause.IDENTITY)
    reason: Mapped[str]
    state: Mapped[str] = mapped_column(default=DelayState.OPEN)
    opened_on: Mapped[date]
    processable_date: Mapped[date | None]
    letter_on: Mapped[date | None]
    reply_due: Mapped[date | None]
    closed_on: Mapped[date | None]

    document: Mapped[Document] = relationship()

    __table_args__ = (UniqueConstraint("document_id", "role", "cause"), Index("ix_delay_reply", "state", "reply_due"))


class DelayEvent(Base):
    """A change of a delay case; append-only, so any past day can be reported again."""

    __tablename__ = "delay_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    state: Mapped[str]
    reason: Mapped[str]
    role: Mapped[str]
    cause: Mapped[str] = mapped_column(default=DelayCause.IDENTITY)
    on: Mapped[date] = mapped_column(index=True)
    at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[str]
    reply_due: Mapped[date | None]
    processable_date: Mapped[date | None]
    note: Mapped[str] = mapped_column(default="")


class FrozenRefund(Base):
    """The refund of a processed return that waits for bank data (CP53E, domain.md 10a): only the refund is delayed.

    ``recorded_on`` and ``ended_on`` are the days on which the desk learned of it, so that any past day can be reported
    again; ``how`` it ended: bank_data or check.
    """

    __tablename__ = "frozen_refund"

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), unique=True)
    noticed_on: Mapped[date]
    recorded_on: Mapped[date]
    recorded_by: Mapped[str]
    ended_on: Mapped[date | None]
    ended_by: Mapped[str | None]
    how: Mapped[str | None]

    document: Mapped[Document] = relationship()

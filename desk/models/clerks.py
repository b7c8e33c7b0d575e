"""What clerks leave next to a decision: leases of documents, notes, and blind quality checks."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from desk.models.columns import Base, Moment
from desk.models.papers import Document
from desk.models.protection.seals import SealedJson, SealedText


class Lease(Base):
    """A person has a document open. ``token`` belongs to the page; ``until`` (real seconds) ends the lease.

    A short-lived row; only a takeover from another person is an audit event.
    """

    __tablename__ = "claim"

    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), primary_key=True)
    by: Mapped[str]
    token: Mapped[str]
    since: Mapped[datetime] = mapped_column(Moment)
    until: Mapped[float]


class Note(Base):
    """What a person wrote down about a document; append-only, without numbers of taxpayers or PINs."""

    __tablename__ = "note"

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    text = SealedText[str]()
    by: Mapped[str]
    at: Mapped[datetime] = mapped_column(Moment)


class Sample(Base):
    """One trusted reading (``field``) or one decision (``decision_id``) selected for a blind quality check.

    ``answers`` is ``[{"by", "state", "value"}]`` for a reading and ``[{"by", "action", "reason"}]`` for a decision,
    oldest first. ``right`` is empty until the quality check is settled, and stays empty if the second person could not
    decide.
    """

    __tablename__ = "sample"

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    field: Mapped[str | None]
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("decision.id"), unique=True)
    drawn_on: Mapped[date]
    answers = SealedJson[list](default=list)
    first_by: Mapped[str | None]
    right: Mapped[bool | None]
    settled_on: Mapped[date | None]

    document: Mapped[Document] = relationship()

    __table_args__ = (Index("ix_sample_open", "settled_on", "decision_id"),)

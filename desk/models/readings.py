"""What the machine read and what people keyed; neither ever overwrites the other."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from desk.models.columns import Base, Moment
from desk.models.protection.seals import SealedJson, SealedText


class Reading(Base):
    """The machine's reading of one field. ``state``: read, suspect, blank, illegible.

    ``alternatives`` is ``[[text, probability], …]``; ``box`` is x0, y0, x1, y1 as fractions
    of the upright page, origin top left.
    """

    __tablename__ = "reading"

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    field: Mapped[str]
    value = SealedText[str | None](optional=True)
    state: Mapped[str]
    confidence: Mapped[float]
    alternatives = SealedJson[list | None](optional=True)
    page: Mapped[int | None]
    box: Mapped[list | None]

    __table_args__ = (UniqueConstraint("document_id", "field"),)


class Keying(Base):
    """What a person keyed for one field.

    ``how``: ``blind`` (snippet only, nothing else seen) or ``correction`` (beside the
    reading). ``state``: read (a value), blank, illegible. Append-only.
    """

    __tablename__ = "keying"

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    field: Mapped[str]
    value = SealedText[str | None](optional=True)
    state: Mapped[str]
    how: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime] = mapped_column(Moment)

    __table_args__ = (Index("ix_keying_by", "by", "document_id"),)

"""The annual run, and the stored reports."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from desk.models.columns import Base, Moment


class SeasonRun(Base):
    """One year's annual run; ``finished_at`` is empty until every enrolled person has an outcome.

    A run that starts after the year's run was finished begins a new ``round``: people who got nothing are judged again.
    """

    __tablename__ = "season_run"

    calendar_year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    round: Mapped[int] = mapped_column(default=1)
    started_at: Mapped[datetime] = mapped_column(Moment)
    started_by: Mapped[str]
    finished_at: Mapped[datetime | None] = mapped_column(Moment)


class SeasonOutcome(Base):
    """What the run of a year did for one person: issued, or why not (domain.md 2.2)."""

    __tablename__ = "season_outcome"

    id: Mapped[int] = mapped_column(primary_key=True)
    calendar_year: Mapped[int]
    taxpayer_id: Mapped[int] = mapped_column(ForeignKey("taxpayer.id"))
    round: Mapped[int]
    code: Mapped[str]
    on: Mapped[date]

    __table_args__ = (
        UniqueConstraint("calendar_year", "taxpayer_id", "round"),
        Index(
            "uq_season_outcome_issued",
            "calendar_year",
            "taxpayer_id",
            unique=True,
            sqlite_where=text("code = 'issued'"),
            postgresql_where=text("code = 'issued'"),
        ),
    )


class KeptReport(Base):
    """One report of a nightly set: where its files are, and whether its control totals balanced."""

    __tablename__ = "kept_report"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    as_of: Mapped[date]
    made_at: Mapped[datetime] = mapped_column(Moment)
    blobs: Mapped[dict]
    controls: Mapped[list]
    balanced: Mapped[bool]

    __table_args__ = (UniqueConstraint("name", "as_of"),)


class AlarmReason(Base):
    """What a person wrote about the rows of a control total that does not balance, and who agreed or refused."""

    __tablename__ = "alarm_reason"

    id: Mapped[int] = mapped_column(primary_key=True)
    report: Mapped[str]
    control: Mapped[str]
    rows: Mapped[list]
    reason: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime] = mapped_column(Moment)
    settled_by: Mapped[str | None]
    settled_at: Mapped[datetime | None] = mapped_column(Moment)
    rejected_by: Mapped[str | None]

    __table_args__ = (Index("ix_alarm_reason_control", "report", "control"),)

"""Alarms: control totals of the newest nightly set that do not balance, until two people have settled them.

One person writes down what the named rows are; another agrees. A settled alarm is quiet as long as it names the same
rows, and comes back when they change.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desk import errors
from desk.lifecycle import audit
from desk.models import AlarmReason, KeptReport
from desk.office import accounts
from desk.office.accounts import Actor
from desk.office.opening import Office
from desk.program import free_text
from desk.system import calendar, db


@dataclass(frozen=True)
class Reason:
    """What a person wrote about an alarm's rows, and who agreed."""

    number: int
    text: str
    by: str
    at: datetime
    settled_by: str | None
    settled_at: datetime | None


@dataclass(frozen=True)
class Alarm:
    """A control total that does not balance; ``reason`` is about exactly these rows."""

    report_id: int
    report: str
    as_of: date
    control: str
    left: int
    right: int
    rows: Sequence[str]
    reason: Reason | None

    @property
    def settled(self) -> bool:
        """Whether a second person agreed."""
        return self.reason is not None and self.reason.settled_by is not None


def ringing(session: Session) -> list[Alarm]:
    """Return the alarms that nobody has settled; pages show these."""
    return [alarm for alarm in newest(session) if not alarm.settled]


def newest(session: Session) -> list[Alarm]:
    """Return every control total that does not balance in the newest stored report of each name, settled or not."""
    last = dict(session.execute(select(KeptReport.name, func.max(KeptReport.as_of)).group_by(KeptReport.name)).all())
    kept = session.scalars(select(KeptReport).where(KeptReport.balanced.is_(False)).order_by(KeptReport.name))
    return [alarm for report in kept if report.as_of == last[report.name] for alarm in of_report(session, report)]


def of_report(session: Session, report: KeptReport) -> list[Alarm]:
    """Return the control totals of one stored report that do not balance."""
    return [_alarm(session, report, control) for control in report.controls if not control["balanced"]]


def explain(office: Office, report_id: int, control: str, reason: str, actor: Actor) -> int:
    """Record what the rows of an alarm are; return the number under which a second person settles it.

    Raises :class:`errors.InvalidInput` without a reason, :class:`errors.WrongState` for an alarm explained already.
    """
    _demand_supervisor(actor)
    if not reason.strip():
        raise errors.InvalidInput("say what the rows are and why nothing is lost")
    free_text.demand_no_number(reason)
    with office.database.transaction() as session:
        alarm = _find(session, report_id, control)
        if alarm.reason is not None:
            raise errors.WrongState("a reason is written down already: another person settles it or leaves it")
        row = AlarmReason(
            report=alarm.report, control=control, rows=_marks(alarm.left, alarm.right, alarm.rows),
            reason=reason.strip(), by=actor.name, at=calendar.now(),
        )  # fmt: skip
        session.add(row)
        session.flush()
        audit.record(session, actor.name, "alarm.explained", "report", report_id, control=control, alarm=row.id)
        return row.id


def settle(office: Office, number: int, actor: Actor) -> None:
    """Record that a second person agrees with the reason: the alarm is quiet until its rows change."""
    _demand_supervisor(actor)
    with office.database.transaction() as session:
        row = db.get(session, AlarmReason, number, "nobody has written down a reason of that number")
        if row.by == actor.name:
            raise errors.NotAllowed("another person than the one who wrote the reason settles an alarm")
        if row.settled_by is not None or row.rejected_by is not None:
            raise errors.WrongState("that reason is settled or refused already")
        row.settled_by, row.settled_at = actor.name, calendar.now()
        audit.record(session, actor.name, "alarm.settled", "report", None, control=row.control, alarm=row.id)


def reject(office: Office, number: int, actor: Actor) -> None:
    """Record that another person disagrees or the writer withdraws. The reason stays; the alarm needs a new one."""
    _demand_supervisor(actor)
    with office.database.transaction() as session:
        row = db.get(session, AlarmReason, number, "nobody has written down a reason of that number")
        if row.settled_by is not None or row.rejected_by is not None:
            raise errors.WrongState("that reason is settled or refused already")
        row.rejected_by = actor.name
        audit.record(session, actor.name, "alarm.refused", "report", None, control=row.control, alarm=row.id)


def _alarm(session: Session, report: KeptReport, control: dict) -> Alarm:
    rows, left, right = control.get("rows", []), control["left"], control["right"]
    reasons = select(AlarmReason).where(
        AlarmReason.report == report.name,
        AlarmReason.control == control["text"],
        AlarmReason.rejected_by.is_(None),
    )
    marks = _marks(left, right, rows)
    written = session.scalars(reasons.order_by(AlarmReason.id.desc())).all()
    reason = next((_plain(one) for one in written if one.rows == marks), None)
    return Alarm(report.id, report.name, report.as_of, control["text"], left, right, rows, reason)


def _plain(row: AlarmReason) -> Reason:
    return Reason(row.id, row.reason, row.by, row.at, row.settled_by, row.settled_at)


def _find(session: Session, report_id: int, control: str) -> Alarm:
    report = db.get(session, KeptReport, report_id, "there is no such kept report")
    for alarm in of_report(session, report):
        if alarm.control == control:
            return alarm
    raise errors.NotFound("that control total balances, or the report has none of that name")


def _marks(left: int, right: int, rows: Sequence[str]) -> list[str]:
    """What identifies an alarm: its rows, or if it has none, the difference of its figures."""
    return sorted(rows) or [f"difference {left - right}"]


def _demand_supervisor(actor: Actor) -> None:
    if not accounts.may(actor.role, "supervise"):
        raise errors.NotAllowed("a supervisor explains and settles alarms")

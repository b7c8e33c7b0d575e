"""Delayed returns: how many, how old, and why, as of any day; each figure leads to its returns."""

from collections import Counter
from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from desk import errors
from desk.delays import aging, backlog, flow
from desk.lifecycle import history
from desk.matching import looking
from desk.reports import alarms, catalog, formats, nightly, period
from desk.system import calendar
from review_ui.web import access, current, looks

pages = Blueprint("delayed", __name__, url_prefix="/delayed")
_NIGHTS = 5


@pages.get("/")
@access.needs("reports")
def index() -> ResponseReturnValue:
    """Show aging by reason, the trend, the returns of one bucket or reason, and the reports."""
    day, bucket, reason = as_of(), request.args.get("bucket"), request.args.get("reason")
    start = max(0, request.args.get("start", 0, type=int))
    looks.note(looking.LIST, "list", None, name="delayed")
    with current.reading() as session:
        figures = backlog.figures(session, day)
        rows = backlog.listed(session, day, bucket, reason, start)
        return render_template(
            "delayed/index.html",
            as_of=day,
            bucket=bucket,
            reason=reason,
            start=start,
            at_once=backlog.PAGE,
            rows=rows,
            late=backlog.overdue(session, [row.document_id for row in rows]),
            buckets=aging.NAMES,
            figures=figures,
            by_bucket=_add(figures, 1),
            by_reason=_add(figures, 0),
            chosen=sum(n for (why, age), n in figures.items() if reason in (None, why) and backlog.within(bucket, age)),
            trend=_trend(session, day),
            nights=nightly.nights(session, _NIGHTS),
            settled=[alarm for alarm in alarms.newest(session) if alarm.settled],
            reports=[(name, title, tuple(formats.FORMATS)) for name, title in catalog.TITLES.items()],
        )


@pages.app_template_global()
def ringing_alarms() -> list[alarms.Alarm]:
    """Return the control totals that do not balance and are not settled, for pages of people who may read reports."""
    if not current.may("reports"):
        return []
    with current.reading() as session:
        return alarms.ringing(session)


@pages.post("/alarms/<int:report_id>")
@access.needs("supervise")
def explain(report_id: int) -> ResponseReturnValue:
    """Store what a person says about the rows of an alarm."""
    alarms.explain(
        current.office(), report_id, request.form.get("control", ""), request.form.get("reason", ""), current.actor()
    )
    flash("Saved. Another supervisor settles the alarm.", "success")
    return redirect(url_for("delayed.index"))


@pages.post("/alarms/reasons/<int:number>")
@access.needs("supervise")
def settle(number: int) -> ResponseReturnValue:
    """Agree with a reason, so that the alarm is quiet until its rows change; or refuse it."""
    agreed = request.form.get("act") == "settle"
    (alarms.settle if agreed else alarms.reject)(current.office(), number, current.actor())
    flash("The alarm is settled." if agreed else "The reason is refused: the alarm needs another one.", "success")
    return redirect(url_for("delayed.index"))


def as_of() -> date:
    """Return the requested day, or today; raises :class:`errors.InvalidInput` for a future day or an invalid one."""
    day = current.day("as_of") or calendar.today()
    if day > calendar.today():
        raise errors.InvalidInput("the day lies in the future: a report shows what was")
    return day


def _trend(session: Session, day: date) -> list[flow.Week]:
    weeks = period.weeks(day, None, None)
    if day == calendar.today():
        return flow.of_today(session, weeks)
    return flow.weeks(session, history.papers(session, day), day, weeks)


def _add(figures: Counter, place: int) -> Counter:
    found: Counter[str] = Counter()
    for key, number in figures.items():
        found[key[place]] += number
    return found

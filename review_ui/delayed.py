"""Delayed returns: how many, how old and why, as of any day; each leads to its document."""

from collections import Counter
from datetime import date

from flask import Blueprint, render_template, request

from desk import calendar, delays, errors
from desk.reports import catalogue, nightly
from review_ui import access, current

pages = Blueprint("delayed", __name__, url_prefix="/delayed")
BUCKETS = [name for _, name in delays.BUCKETS] + [delays.OVERDUE]
_KEPT = 24


@pages.get("/")
@access.needs("reports")
def index():
    """The aging chart, the reasons, and the returns of one bucket or reason."""
    day, bucket, reason = as_of(), request.args.get("bucket"), request.args.get("reason")
    with current.reading() as session:
        rows, late = delays.delayed(session, day), {case.document_id for case in delays.due(session, day)}
        kept, alarms = nightly.kept(session, _KEPT), nightly.alarms(session)
    shown = [row for row in rows if bucket in (None, row.bucket) and reason in (None, row.reason)]
    aging = Counter(row.bucket for row in rows)
    return render_template(
        "delayed/index.html",
        as_of=day,
        late=late,
        kept=kept,
        alarms=alarms,
        reports=[(name, title, catalogue.formats(name)) for name, title in catalogue.TITLES.items()],
        rows=rows,
        shown=shown,
        bucket=bucket,
        reason=reason,
        aging=[(name, aging[name]) for name in BUCKETS],
        reasons=Counter(row.reason for row in rows).most_common(),
    )


def as_of() -> date:
    """The day asked for, or today; :class:`errors.InvalidInput` for a day ahead or none at all."""
    try:
        day = date.fromisoformat(request.args.get("as_of") or calendar.today().isoformat())
    except ValueError:
        raise errors.InvalidInput("write the day as year-month-day, such as 2026-03-02") from None
    if day > calendar.today():
        raise errors.InvalidInput("the day lies in the future: a report shows what was")
    return day

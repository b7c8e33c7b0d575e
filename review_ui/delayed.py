"""Delayed returns: how many, how old and why, as of any day; each leads to its document."""

from collections import Counter
from datetime import date

from flask import Blueprint, Response, abort, render_template, request

from desk import calendar, delays, errors
from desk.reports import delayed as report
from desk.reports import writing
from review_ui import access, current

pages = Blueprint("delayed", __name__, url_prefix="/delayed")
BUCKETS = [name for _, name in delays.BUCKETS] + [delays.OVERDUE]
_TYPES = {"csv": "text/csv", "json": "application/json"}


@pages.get("/")
@access.needs("reports")
def index():
    """The aging chart, the reasons, and the returns of one bucket or reason."""
    as_of, bucket, reason = _as_of(), request.args.get("bucket"), request.args.get("reason")
    with current.reading() as session:
        rows = delays.delayed(session, as_of)
    shown = [row for row in rows if bucket in (None, row.bucket) and reason in (None, row.reason)]
    aging = Counter(row.bucket for row in rows)
    return render_template(
        "delayed/index.html",
        as_of=as_of,
        rows=rows,
        shown=shown,
        bucket=bucket,
        reason=reason,
        aging=[(name, aging[name]) for name in BUCKETS],
        reasons=Counter(row.reason for row in rows).most_common(),
    )


@pages.get("/report.<form>")
@access.needs("reports")
def download(form: str) -> Response:
    """The delayed report as a file."""
    if form not in _TYPES:
        abort(404)
    as_of = _as_of()
    with current.reading() as session:
        data = writing.FORMATS[form](report.make(session, as_of))
    name = f"delayed-{as_of}.{form}"
    return Response(data, mimetype=_TYPES[form], headers={"Content-Disposition": f"attachment; filename={name}"})


def _as_of() -> date:
    try:
        day = date.fromisoformat(request.args.get("as_of") or calendar.today().isoformat())
    except ValueError:
        raise errors.InvalidInput("write the day as year-month-day, such as 2026-03-02") from None
    if day > calendar.today():
        raise errors.InvalidInput("the day lies in the future: a report shows what was")
    return day

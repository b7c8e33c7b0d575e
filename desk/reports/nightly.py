"""Makes the nightly set: every report as of the day that ended, stored encrypted, with its control totals checked."""

from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desk import errors
from desk.lifecycle import audit
from desk.models import KeptReport
from desk.office.opening import Office
from desk.reports import catalog, delayed, formats
from desk.reports.table import Report
from desk.system import calendar

MADE_UP = 14
"""How many missed nights are made up later."""
_PLAIN = ("csv", "manifest", "json")


def make_due(office: Office, actor: str) -> int:
    """Make the sets up to yesterday that are missing; return how many reports were made.

    Days on which no clock ran are made up, up to the last two weeks: the control totals exist to find a weekend without
    reviews (domain.md 2.3).
    """
    yesterday = calendar.today() - timedelta(days=1)
    with office.database.reading() as session:
        last = session.scalar(select(func.max(KeptReport.as_of)).where(KeptReport.as_of <= yesterday))
    first = max(last or yesterday, yesterday - timedelta(days=MADE_UP))
    days = (yesterday - first).days + 1
    return sum(make(office, first + timedelta(days=number), actor) for number in range(days))


def make(office: Office, as_of: date, actor: str) -> int:
    """Make and store the missing reports of a day; return how many."""
    done = 0
    for name, maker in catalog.REPORTS.items():
        with office.database.reading() as session:
            kept = session.scalar(select(KeptReport.id).where(KeptReport.name == name, KeptReport.as_of == as_of))
            report = None if kept else maker(session, as_of)
        if report is not None:
            _keep(office, report, actor)
            done += 1
    return done


def nights(session: Session, limit: int) -> list[tuple[date, list[KeptReport]]]:
    """Return the last nights' sets, newest first: the day of each, and its reports by name."""
    days = session.scalars(select(KeptReport.as_of).distinct().order_by(KeptReport.as_of.desc()).limit(limit)).all()
    rows = session.scalars(select(KeptReport).where(KeptReport.as_of.in_(days)).order_by(KeptReport.name)).all()
    return [(day, [row for row in rows if row.as_of == day]) for day in days]


def read(office: Office, report_id: int, form: str) -> bytes:
    """Return one stored report in one of its formats."""
    with office.database.reading() as session:
        row = session.get(KeptReport, report_id)
        if row is None or form not in row.blobs:
            raise errors.NotFound("that report is not kept in this format")
        return office.store.get(row.blobs[form])


def _kept(name: str) -> tuple[str, ...]:
    """The formats of a stored report; any other can be made for the same day later, byte for byte."""
    return (*_PLAIN, "xlsx", "html") if name == delayed.NAME else _PLAIN


def _keep(office: Office, report: Report, actor: str) -> None:
    """Store the blobs first, then the row; after a crash a second run replaces them."""
    blobs = {form: f"report/{report.as_of}/{report.name}.{form}" for form in _kept(report.name)}
    for form, blob in blobs.items():
        office.store.put(blob, formats.FORMATS[form](report))
    controls = [
        {"text": c.text, "left": c.left, "right": c.right, "balanced": c.balanced, "rows": list(c.rows)}
        for c in report.controls
    ]
    with office.database.transaction() as session:
        session.add(
            KeptReport(
                name=report.name,
                as_of=report.as_of,
                made_at=calendar.now(),
                blobs=blobs,
                controls=controls,
                balanced=report.balanced,
            )
        )
        day = {"as_of": report.as_of.isoformat(), "balanced": report.balanced}
        audit.record(session, actor, f"report.{report.name}", "report", None, **day)

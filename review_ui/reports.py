"""Every report as a table and as a file, as of any day, and the stored nightly set."""

from collections.abc import Callable, Mapping

from flask import Blueprint, Response, abort, render_template
from flask.typing import ResponseReturnValue

from desk.matching import looking
from desk.reports import catalog, formats, nightly
from desk.reports.formats import page
from desk.reports.table import Report, totals
from review_ui import delayed
from review_ui.web import access, current, looks

pages = Blueprint("reports", __name__, url_prefix="/delayed")
_TYPES = {
    "csv": "text/csv",
    "manifest": "text/csv",
    "json": "application/json",
    "html": "text/html",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@pages.get("/table/<name>")
@access.needs("reports")
def table(name: str) -> ResponseReturnValue:
    """Show one report of the catalog as of a day, as a table."""
    if name not in catalog.REPORTS:
        abort(404)
    as_of = delayed.as_of()
    with current.reading() as session:
        report = catalog.REPORTS[name](session, as_of)
    looks.note(looking.REPORT, "report", None, name=name, as_of=as_of.isoformat())
    return render_template(
        "delayed/table.html", report=report, forms=tuple(formats.FORMATS), show=page.show, totals=totals
    )


@pages.get("/<name>.<form>")
@access.needs("reports")
def download(name: str, form: str) -> Response:
    """Send one report of the catalog as of a day."""
    if name not in catalog.REPORTS:
        abort(404)
    as_of = delayed.as_of()
    with current.reading() as session:
        made = file(catalog.REPORTS[name](session, as_of), form, f"{name}-{as_of}", formats.FORMATS)
    looks.note(looking.EXPORT, "report", None, name=name, as_of=as_of.isoformat(), form=form)
    return made


@pages.get("/kept/<int:report_id>.<form>")
@access.needs("reports")
def kept(report_id: int, form: str) -> Response:
    """Send one stored report, byte for byte as it was made that night."""
    data = nightly.read(current.office(), report_id, form)
    looks.note(looking.EXPORT, "report", report_id, form=form)
    return _attached(data, form, f"kept-{report_id}")


def file(report: Report, form: str, name: str, writers: Mapping[str, Callable[[Report], bytes]]) -> Response:
    """Return a report as a download; 404 for an unknown format."""
    if form not in writers:
        abort(404)
    return _attached(writers[form](report), form, name)


def _attached(data: bytes, form: str, name: str) -> Response:
    """A file to download; never shown within the desk's own pages."""
    headers = {"Content-Disposition": f"attachment; filename={name}.{formats.ending(form)}"}
    return Response(data, mimetype=_TYPES.get(form, "application/octet-stream"), headers=headers)

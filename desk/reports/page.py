"""Reports as one HTML page that needs nothing else and prints well."""

from datetime import date

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from desk.reports import charts
from desk.reports.table import Column, Report, totals

_pages = Environment(
    loader=PackageLoader("desk.reports", "pages"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
)


def show(value: object, column: Column) -> str:
    """One cell for people's eyes."""
    if value is None:
        return ""
    if column.kind == "money":
        return f"${value:,}" if value >= 0 else f"−${-value:,}"
    if column.kind == "percent":
        return f"{value:.1%}"
    if column.kind == "number" and isinstance(value, int):
        return f"{value:,}"
    return value.isoformat() if isinstance(value, date) else str(value)


_pages.globals |= {"show": show, "totals": totals}


def to_html(report: Report) -> bytes:
    """The page, with its charts drawn in it."""
    drawn = [(chart.title, Markup(charts.draw(chart))) for chart in report.charts]
    return _pages.get_template("report.html").render(report=report, charts=drawn).encode()

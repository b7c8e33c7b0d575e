"""Writes reports as one HTML page that needs no other file and prints well."""

import re
from datetime import date

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from desk.reports.formats import charts
from desk.reports.table import Column, Report, totals
from desk.system import calendar

_pages = Environment(
    loader=PackageLoader("desk.reports.formats", "pages"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
)
_pages.filters["written"] = calendar.written


_LONGEST, _PIECE = 16, 12  # characters of a word that stays whole, and of the pieces of a longer one


def show(value: object, column: Column) -> Markup:
    """Return one cell as people read it; a word that is too long for a column may be broken."""
    text = _told(value, column)
    words = re.split(r"(\s+)", text) if column.kind == "text" else [text]
    return Markup().join(_breakable(word) for word in words)


def _told(value: object, column: Column) -> str:
    if value is None:
        return ""
    if column.kind == "money" and isinstance(value, int | float):
        return f"${value:,}" if value >= 0 else f"−${-value:,}"
    if column.kind == "percent":
        return f"{value:.1%}"
    if column.kind == "number" and isinstance(value, int):
        return f"{value:,}"
    return value.isoformat() if isinstance(value, date) else str(value)


def _breakable(word: str) -> Markup:
    size = len(word) if len(word) <= _LONGEST else _PIECE
    return Markup("<wbr>").join(word[at : at + size] for at in range(0, len(word), size or 1))


_pages.globals |= {"show": show, "totals": totals}


def to_html(report: Report) -> bytes:
    """Return the page, with its charts in it."""
    drawn = [(chart.title, Markup(charts.draw(chart))) for chart in report.charts]
    return _pages.get_template("report.html").render(report=report, charts=drawn).encode()

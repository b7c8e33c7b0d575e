"""The formats in which a report can be written; PDF where its engine has a wheel for the system."""

from collections.abc import Callable
from importlib import util

from desk.reports.formats import page, plain, printed, workbook
from desk.reports.table import Report

FORMATS: dict[str, Callable[[Report], bytes]] = {
    **plain.FORMATS,
    "xlsx": workbook.to_xlsx,
    "html": page.to_html,
}
if util.find_spec("plutoprint"):
    FORMATS["pdf"] = printed.to_pdf


def ending(form: str) -> str:
    """How the name of a file in that format ends, without the dot: a manifest is a CSV file beside another."""
    return "manifest.csv" if form == "manifest" else form

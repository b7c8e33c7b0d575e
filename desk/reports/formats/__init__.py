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
    """Return the file name ending of that format, without the dot. A manifest is a CSV file that comes with another
    one.
    """
    return "manifest.csv" if form == "manifest" else form

"""The formats in which a report can be written."""

from collections.abc import Callable

from desk.reports.formats import page, plain, workbook
from desk.reports.table import Report

FORMATS: dict[str, Callable[[Report], bytes]] = {
    **plain.FORMATS,
    "xlsx": workbook.to_xlsx,
    "html": page.to_html,
}

"""All reports by name."""

from collections.abc import Callable

from desk.reports import applications, delayed, intake, mailing, reading, season, theft
from desk.reports.table import Report

_ALL = (applications, delayed, intake, mailing, reading, season, theft)
REPORTS: dict[str, Callable[..., Report]] = {one.NAME: one.make for one in _ALL}
TITLES: dict[str, str] = {one.NAME: one.TITLE for one in _ALL}
EXTRA = {"delayed": ("csv", "json", "xlsx", "html")}
PLAIN = ("csv", "json")


def formats(name: str) -> tuple[str, ...]:
    """The file formats that are kept of a report each night."""
    return EXTRA.get(name, PLAIN)

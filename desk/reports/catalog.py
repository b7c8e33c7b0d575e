"""All reports by name."""

from collections.abc import Callable

from desk.reports import applications, delayed, intake, mailing, reading, season, theft
from desk.reports.table import Report
from desk.reports.work import access, people, queues, throughput

_ALL = (access, applications, delayed, intake, mailing, people, queues, reading, season, theft, throughput)
REPORTS: dict[str, Callable[..., Report]] = {one.NAME: one.make for one in _ALL}
TITLES: dict[str, str] = {one.NAME: one.TITLE for one in _ALL}

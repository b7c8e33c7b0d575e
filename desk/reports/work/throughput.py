"""The throughput report: the figures that the Taxpayer Advocate asks of a scanning program (domain.md 10a).

By week: throughput against peak inventory, error and rework rates, and the time from receipt to release. A second table
compares returns that the machine read alone with those that people keyed.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from statistics import median

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.delays import flow
from desk.delays.flow import Turn, Week
from desk.lifecycle import history
from desk.lifecycle.history import Paper
from desk.models import DocumentEvent, Keying, Sample
from desk.reports import period
from desk.reports.table import Column, Control, Report, Section
from desk.system import calendar

NAME = "throughput"
TITLE = "Throughput and timeliness"
COLUMNS = (
    Column("week", "Week of", "date"),
    Column("before", "Stock before", "number"),
    Column("came", "Came in", "number", total=True),
    Column("back", "Opened again", "number", total=True),
    Column("left", "Released or passed on", "number", total=True),
    Column("after", "Stock after", "number"),
    Column("peak", "Peak inventory", "number"),
    Column("share", "Throughput of peak", "percent"),
    Column("scanned_again", "Scanned again", "number", total=True),
    Column("rework", "Rework", "percent"),
    Column("checked", "Looked at again", "number", total=True),
    Column("wrong", "Wrong", "number", total=True),
    Column("error", "Error rate", "percent"),
    Column("median_days", "Median days to release", "number"),
    Column("longest_days", "Longest", "number"),
)
_WAYS = (
    Column("way", "Read"),
    Column("released", "Released or passed on", "number", total=True),
    Column("median_days", "Median days", "number"),
    Column("longest_days", "Longest", "number"),
)
_NOTES = ("Rework: returns reopened and papers rescanned, of the returns that left. Error rate: blind quality checks.",)


def make(session: Session, as_of: date, first: date | None = None, last: date | None = None) -> Report:
    """Return the report as of the end of a day, for the weeks from ``first`` to ``last`` (default: the last twelve)."""
    papers = history.papers(session, as_of)
    awaited = {paper.document_id: paper for paper in papers if paper.awaited}
    spans = period.weeks(as_of, first, last)
    weeks = flow.weeks(session, papers, as_of, spans)
    moved = [turn for turn in flow.turns(session, as_of, awaited) if spans[0][0] <= turn.on <= spans[-1][1]]
    again, looks = _scanned_again(session, spans), _looks(session, spans)
    peaks = _peaks(session, papers, as_of, spans)
    gone = [turn for turn in moved if turn.left]
    waits = [[_days(turn, awaited) for turn in gone if start <= turn.on <= end] for start, end in spans]
    rows = [_row(*one) for one in zip(weeks, peaks, again, looks, waits, strict=True)]
    return Report(
        NAME, TITLE, as_of, COLUMNS, rows, _controls(session, papers, weeks, waits), _NOTES,
        (_ways(session, gone, awaited, spans[-1][1]),),
    )  # fmt: skip


def _row(week: Week, peak: int, again: int, looks: tuple[int, int], days: list[int]) -> tuple:
    checked, wrong = looks
    return (
        week.start, week.before, week.came, week.back, week.left, week.after, peak, _share(week.left, peak), again,
        _share(week.back + again, week.left), checked, wrong, _share(wrong, checked), *_spread(days),
    )  # fmt: skip


def _peaks(session: Session, papers: Sequence[Paper], as_of: date, spans: Sequence[tuple[date, date]]) -> list[int]:
    """The most returns in stock at the end of any day, by week."""
    days = [start + timedelta(days=number) for start, end in spans for number in range((end - start).days + 1)]
    stock = {day.start: day.after for day in flow.weeks(session, papers, as_of, [(day, day) for day in days])}
    return [max(number for day, number in stock.items() if start <= day <= end) for start, end in spans]


def _days(turn: Turn, papers: dict[int, Paper]) -> int:
    return (turn.on - papers[turn.document_id].received_date).days


def _scanned_again(session: Session, spans: Sequence[tuple[date, date]]) -> list[int]:
    """Papers that were rescanned, by week."""
    rows = select(DocumentEvent.on).where(
        DocumentEvent.note.startswith(history.SET_ASIDE[0]), DocumentEvent.on.between(spans[0][0], spans[-1][1])
    )
    found = session.scalars(rows).all()
    return [sum(start <= day <= end for day in found) for start, end in spans]


def _looks(session: Session, spans: Sequence[tuple[date, date]]) -> list[tuple[int, int]]:
    """Blind quality checks that were settled, and those that contradicted, by week."""
    rows = select(Sample.settled_on, Sample.right).where(
        Sample.right.is_not(None), Sample.settled_on.between(spans[0][0], spans[-1][1])
    )
    found = session.execute(rows).all()
    weeks = [[right for day, right in found if day and start <= day <= end] for start, end in spans]
    return [(len(rights), sum(not right for right in rights)) for rights in weeks]


def _ways(session: Session, gone: Sequence[Turn], papers: dict[int, Paper], last: date) -> Section:
    """The time from receipt to release, for returns that nobody keyed and for those that people keyed."""
    keyed = set(session.scalars(select(Keying.document_id).where(Keying.at <= calendar.end_of(last)).distinct()))
    days: dict[bool, list[int]] = defaultdict(list)
    for turn in gone:
        days[turn.document_id in keyed].append(_days(turn, papers))
    names = ((False, "by the machine alone"), (True, "keyed by people"))
    rows = [(name, len(days[way]), *_spread(days[way])) for way, name in names]
    return Section("From receipt to release", _WAYS, rows)


def _controls(
    session: Session, papers: Sequence[Paper], weeks: Sequence[Week], waits: Sequence[list[int]]
) -> tuple[Control, ...]:
    """Stock counted from the states alone, and the releases whose time was measured."""
    stock = flow.stock(session, papers, weeks[-1].end)
    return (
        Control("stock after the last week = returns open by their states", weeks[-1].after, stock),
        Control("returns that left = times taken", sum(week.left for week in weeks), sum(map(len, waits))),
    )


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _spread(days: list[int]) -> tuple[int | None, int | None]:
    return (round(median(days)), max(days)) if days else (None, None)

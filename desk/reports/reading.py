"""The reading report: how much the machine reads alone, what people corrected, whether keying agrees."""

from collections import Counter, defaultdict
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.lifecycle import history
from desk.models import Keying, Reading
from desk.program.words import TRUSTED, KeyingMode, ReadingState
from desk.reports import measured, period
from desk.reports.table import Column, Report, compare
from desk.system import calendar

NAME = "reading"
TITLE = "Reading and keying"
STATES = tuple(ReadingState)
COLUMNS = (
    Column("field", "Field"),
    Column("readings", "Readings", "number", total=True),
    *(Column(state, state.capitalize(), "number", total=True) for state in STATES),
    Column("automation", "Settled by machine", "percent"),
    Column("keyed", "Keyed by people", "number", total=True),
    Column("corrected", "Reading corrected", "number", total=True),
    Column("pairs", "Pairs of keyers", "number", total=True),
    Column("agreement", "Keyers agree", "percent"),
)


def make(session: Session, as_of: date, first: date | None = None, last: date | None = None) -> Report:
    """Return the report as of the end of a day, for paper received from ``first`` to ``last``."""
    papers = history.papers(session, as_of)
    chosen = {p.document_id for p in papers if p.advice and period.holds(p.received_date, first, last)}
    keys = _keys(session, as_of, chosen)
    seen: dict[str, Counter] = defaultdict(Counter)
    for row in session.scalars(select(Reading).order_by(Reading.id).execution_options(yield_per=2000)):
        if row.document_id in chosen:
            _count(seen[row.field], row, keys.get((row.document_id, row.field), []))
    rows = [_row(field, counts) for field, counts in sorted(seen.items())]
    whole = compare(
        "readings = read + suspect + blank + illegible",
        _sum(rows, 1),
        sum(_sum(rows, place) for place in range(2, 6)),
        lambda: (row[0] for row in rows if row[1] != sum(row[2:6])),
    )
    return Report(NAME, TITLE, as_of, COLUMNS, rows, (whole,), (measured.NOTE,), (measured.section(session, as_of),))


def _keys(session: Session, as_of: date, chosen: set[int]) -> dict[tuple[int, str], list[Keying]]:
    found: dict[tuple[int, str], list[Keying]] = defaultdict(list)
    rows = select(Keying).where(Keying.at <= calendar.end_of(as_of)).order_by(Keying.id)
    for row in session.scalars(rows):
        if row.document_id in chosen:
            found[row.document_id, row.field].append(row)
    return found


def _count(counts: Counter, reading: Reading, keys: list[Keying]) -> None:
    counts["readings"] += 1
    counts[reading.state] += 1
    if not keys:
        counts["alone"] += reading.state in TRUSTED
        return
    last = keys[-1]
    counts["keyed"] += 1
    counts["corrected"] += (last.state, last.value) != (reading.state, reading.value)
    blind = [key for key in keys if key.how == KeyingMode.BLIND]
    for one, two in zip(blind, blind[1:], strict=False):
        counts["pairs"] += 1
        counts["agreed"] += (one.state, one.value) == (two.state, two.value)


def _row(field: str, counts: Counter) -> tuple:
    agreement = counts["agreed"] / counts["pairs"] if counts["pairs"] else None
    return (
        field, counts["readings"], *(counts[state] for state in STATES), counts["alone"] / counts["readings"],
        counts["keyed"], counts["corrected"], counts["pairs"], agreement,
    )  # fmt: skip


def _sum(rows: list[tuple], place: int) -> int:
    return sum(row[place] for row in rows)

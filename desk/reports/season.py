"""The season report: every annual run and its reconciliation (domain.md 2.3)."""

import functools
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.models import SeasonRun
from desk.pins import reconciliation
from desk.pins.reconciliation import TEXTS
from desk.reports.table import Column, Report, compare
from desk.system import calendar

NAME = "season"
TITLE = "Annual run"
COLUMNS = (
    Column("year", "Year of the IP PIN"),
    Column("outcome", "Outcome"),
    Column("meaning", "Meaning"),
    Column("people", "People", "number", total=True),
)


def make(session: Session, as_of: date, first: date | None = None, last: date | None = None) -> Report:
    """Return the report as of the end of a day, for the years from ``first`` to ``last``."""
    runs = select(SeasonRun.calendar_year).where(SeasonRun.started_at <= calendar.end_of(as_of))
    years = [
        year
        for year in session.scalars(runs.order_by(SeasonRun.calendar_year))
        if (first is None or first.year <= year) and (last is None or year <= last.year)
    ]
    found = [reconciliation.make(session, year, as_of) for year in years]
    rows = [
        (str(one.year), code, TEXTS.get(code, code), number) for one in found for code, number in one.outcomes.items()
    ]
    controls = [
        control
        for one in found
        for control in (
            compare(
                f"{one.year}: eligible = issued + excluded",
                one.eligible,
                one.issued + one.excluded,
                functools.partial(_undecided, session, one.year, as_of),
            ),
            compare(
                f"{one.year}: issued in the ledger = letters",
                one.issued,
                one.notices,
                functools.partial(_unwritten, session, one.year, as_of),
            ),
        )
    ]
    notes = () if found else ("No annual run was made yet: ippin season run --year Y",)
    return Report(NAME, TITLE, as_of, COLUMNS, rows, controls, notes)


def _undecided(session: Session, year: int, as_of: date) -> list[str]:
    """People who are eligible, but neither got a number nor were excluded for a reason in the rules."""
    return [f"taxpayer {number}" for number in reconciliation.unsettled(session, year, as_of)]


def _unwritten(session: Session, year: int, as_of: date) -> list[str]:
    """Ledger entries of the run without a letter."""
    return [f"ledger entry {number}" for number in reconciliation.unwritten(session, year, as_of)]

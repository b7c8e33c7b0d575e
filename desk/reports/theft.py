"""The identity-theft report: every case, its age, its papers, and its outcome, as of any day (domain.md 4.4)."""

from collections import Counter
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desk.delays import theft
from desk.models import TheftCase, numbers
from desk.reports import period
from desk.reports.table import Column, Control, Report, crosstab

NAME = "theft"
TITLE = "Identity-theft cases"
COLUMNS = (
    Column("case", "Case"),
    Column("document", "Opened with"),
    Column("role", "Whose number"),
    Column("opened_on", "Opened", "date"),
    Column("days", "Days", "number"),
    Column("state", "State"),
    Column("ended_on", "Ended", "date"),
    Column("papers", "Papers", "number", total=True),
)
_AGES = ((30, "0–30"), (90, "31–90"), (180, "91–180"), (365, "181–365"))
_OLDER = ">365"


def make(session: Session, as_of: date, first: date | None = None, last: date | None = None) -> Report:
    """Return the report as of the end of a day, for cases opened from ``first`` to ``last``."""
    every = theft.listed(session, as_of)
    found = [one for one in every if period.holds(one.opened_on, first, last)]
    rows = [
        (
            one.number, numbers.document(one.document_id), one.role, one.opened_on, one.days, one.state, one.ended_on,
            one.papers,
        )
        for one in found
    ]  # fmt: skip
    ages = crosstab("State by age", "State", [(one.state, _age(one.days)) for one in found], _NAMES)
    opened = session.scalar(select(func.count()).where(TheftCase.opened_on <= as_of)) or 0
    states = Counter(one.state for one in every)
    control = Control("cases opened = open + resolved + withdrawn", opened, sum(states.values()))
    waiting = sum(one.state == "open" for one in found)
    notes = (f"{len(found):,} cases, {waiting:,} of them open.",)
    return Report(NAME, TITLE, as_of, COLUMNS, rows, (control,), notes, (ages,))


_NAMES = (*(name for _, name in _AGES), _OLDER)


def _age(days: int) -> str:
    return next((name for limit, name in _AGES if days <= limit), _OLDER)

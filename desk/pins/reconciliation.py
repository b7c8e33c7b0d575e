"""Whether an annual run balances: eligible = issued + excluded by reason, as of any day (domain.md 2.3)."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from desk.models import Enrollment, IpPin, LedgerEntry, Notice, SeasonOutcome
from desk.models.states import LedgerKind
from desk.notices.kinds import NoticeKind
from desk.system import calendar

ISSUED, HOLDS, UNDECIDED, CASE_OPEN, UNPRINTABLE = "issued", "holds", "no_rule", "case_open", "unprintable"
REASON = "annual run {year}"
TEXTS = {
    ISSUED: "Issued, CP01A drafted",
    HOLDS: "Holds a current IP PIN of the year already",
    UNDECIDED: "No rule says who gets one: a person decides",
    UNPRINTABLE: "No letter can be printed for the name or address of record: correct it, then run again",
    "deceased": "Deceased",
    "ended": "Enrollment ended",
    "one_time": "Enrolled for one year only",
    "later": "Enrolled after the year began",
    CASE_OPEN: "Case not resolved by the cut-off",
    "online": "Enrolled online: fetches it online",
    "not_in_era": "This kind of enrollment gets no CP01A in that year",
    "none": "Not enrolled",
}


@dataclass(frozen=True)
class Reconciliation:
    """The figures of one run. ``issued`` is counted in the ledger, ``notices`` among the letters.

    ``outcomes`` is how many people ended how; ``missing`` were enrolled in time and have no outcome.
    """

    year: int
    eligible: int
    issued: int
    notices: int
    outcomes: dict[str, int]
    missing: int

    @property
    def excluded(self) -> int:
        """The number of people who got no PIN for a reason in the rules."""
        return sum(number for code, number in self.outcomes.items() if code not in (ISSUED, UNDECIDED))

    @property
    def undecided(self) -> int:
        """The number of people to whom no rule applies."""
        return self.outcomes.get(UNDECIDED, 0)

    @property
    def balanced(self) -> bool:
        """Whether eligible = issued + excluded, and ledger, letters, and outcomes agree."""
        whole = self.eligible == self.issued + self.excluded
        return whole and self.issued == self.notices == self.outcomes.get(ISSUED, 0)


def make(session: Session, year: int, as_of: date | None = None) -> Reconciliation:
    """Return the figures of a year's run as of the end of a day (default: today)."""
    as_of = as_of or calendar.today()
    outcomes = _outcomes(session, year, as_of)
    eligible = set(outcomes) | _enrolled(session, year, as_of)
    issued, notices = _written(session, year, as_of)
    codes = dict(sorted(Counter(outcomes.values()).items()))
    return Reconciliation(year, len(eligible), issued, notices, codes, len(eligible - set(outcomes)))


def unsettled(session: Session, year: int, as_of: date) -> list[int]:
    """Return the taxpayers who were eligible in a year's run and have no outcome that settles it."""
    outcomes = _outcomes(session, year, as_of)
    everyone = set(outcomes) | _enrolled(session, year, as_of)
    return sorted(number for number in everyone if outcomes.get(number, UNDECIDED) == UNDECIDED)


def unwritten(session: Session, year: int, as_of: date) -> list[int]:
    """Return the ledger entries of a year's run whose number has no letter."""
    lettered = select(Notice.ip_pin_id).where(Notice.kind == NoticeKind.CP01A, Notice.ip_pin_id.is_not(None))
    rows = _entries(LedgerEntry.id, year, as_of).where(LedgerEntry.ip_pin_id.not_in(lettered))
    return list(session.scalars(rows.order_by(LedgerEntry.id)))


def _outcomes(session: Session, year: int, as_of: date) -> dict[int, str]:
    """The last outcome of each taxpayer in a year's run by the end of a day."""
    last = (
        select(func.max(SeasonOutcome.id))
        .where(SeasonOutcome.calendar_year == year, SeasonOutcome.on <= as_of)
        .group_by(SeasonOutcome.taxpayer_id)
    )
    rows = session.execute(select(SeasonOutcome.taxpayer_id, SeasonOutcome.code).where(SeasonOutcome.id.in_(last)))
    return dict(rows.all())


def _entries(column: InstrumentedAttribute[int], year: int, as_of: date) -> Select[int]:
    """A column of the ledger entries of PINs that a year's run issued."""
    return select(column).where(
        LedgerEntry.kind == LedgerKind.ISSUE, LedgerEntry.reason == REASON.format(year=year), LedgerEntry.on <= as_of
    )


def _enrolled(session: Session, year: int, as_of: date) -> set[int]:
    """People known by that day to be enrolled before the year began; for later ones another rule issues the PIN.

    People whom the desk learned about after the year are not counted, because no run of that year could know them.
    """
    known = min(as_of, date(year, 12, 31))
    in_time = (Enrollment.since < date(year, 1, 1)) & (Enrollment.recorded_on <= known)
    return set(session.scalars(select(Enrollment.taxpayer_id).where(in_time)))


def _written(session: Session, year: int, as_of: date) -> tuple[int, int]:
    """Ledger entries of the run, and the first notices of the PINs that they issued."""
    entries = _entries(LedgerEntry.ip_pin_id, year, as_of)
    issued = session.scalar(select(func.count()).select_from(entries.subquery())) or 0
    letters = select(func.count()).where(
        Notice.kind == NoticeKind.CP01A,
        Notice.ip_pin_id.in_(entries),
        IpPin.id == Notice.ip_pin_id,
        IpPin.calendar_year == year,
    )
    return issued, session.scalar(letters) or 0

"""Measures errors by blind quality checks: trusted readings by field, doubtful PINs that counted as the one on record,
and decisions.
"""

from collections import Counter, defaultdict
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.documents import labels
from desk.models import Reading, Sample
from desk.program.words import ReadingState
from desk.reports import intervals
from desk.reports.table import Column, Section

COLUMNS = (
    Column("what", "Looked at again"),
    Column("drawn", "Drawn", "number"),
    Column("settled", "Settled", "number"),
    Column("wrong", "Wrong or different", "number"),
    Column("error", "Measured error", "percent"),
    Column("low", "At least (95 %)", "percent"),
    Column("high", "At most (95 %)", "percent"),
)
NOTE = "Measured error: blind quality checks of trusted readings and decisions; exact 95 % interval (Clopper–Pearson)."


def section(session: Session, as_of: date) -> Section:
    """Return the table as of the end of a day: a line per field, all readings together, and decisions."""
    seen: dict[str, Counter] = defaultdict(Counter)
    same = (Reading.document_id == Sample.document_id) & (Reading.field == Sample.field)
    rows = select(Sample, Reading.state).outerjoin(Reading, same).where(Sample.drawn_on <= as_of)
    for sample, state in session.execute(rows):
        for name in _names(sample, state):
            _count(seen[name], sample, as_of)
    fields = sorted(name for name in seen if name not in (_READINGS, _CLAIMS, _DECISIONS))
    last = [name for name in (_READINGS, _CLAIMS, _DECISIONS) if name != _CLAIMS or seen[name]]
    return Section("Measured by blind quality checks", COLUMNS, [_row(name, seen[name]) for name in (*fields, *last)])


_READINGS, _CLAIMS, _DECISIONS = "All trusted readings", "Doubtful IP PINs taken as on record", "Decisions"


def _names(sample: Sample, state: str | None) -> tuple[str, ...]:
    """The lines in which a sample counts; `state` is that of its reading."""
    if not sample.field:
        return (_DECISIONS,)
    return (_CLAIMS,) if state == ReadingState.SUSPECT else (labels.caption(sample.field), _READINGS)


def _count(counts: Counter, sample: Sample, as_of: date) -> None:
    counts["drawn"] += 1
    if sample.right is not None and sample.settled_on is not None and sample.settled_on <= as_of:
        counts["settled"] += 1
        counts["wrong"] += not sample.right


def _row(name: str, counts: Counter) -> tuple:
    settled, wrong = counts["settled"], counts["wrong"]
    if not settled:
        return name, counts["drawn"], 0, 0, None, None, None
    return name, counts["drawn"], settled, wrong, wrong / settled, *intervals.exact(wrong, settled)

"""What the blind second checks measured: errors of trusted readings by field, and decisions that differed."""

from collections import Counter, defaultdict
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.documents import labels
from desk.models import Sample
from desk.reports import intervals
from desk.reports.table import Column, Section

COLUMNS = (
    Column("what", "Looked at again"),
    Column("drawn", "Drawn", "number"),
    Column("settled", "Settled", "number"),
    Column("wrong", "Wrong or otherwise", "number"),
    Column("error", "Measured error", "percent"),
    Column("low", "At least (95 %)", "percent"),
    Column("high", "At most (95 %)", "percent"),
)
NOTE = "Measured error: blind second looks at trusted readings and decisions; exact 95 % interval (Clopper–Pearson)."


def section(session: Session, as_of: date) -> Section:
    """The table as of the end of a day: a line per field, all readings together, and decisions."""
    seen: dict[str, Counter] = defaultdict(Counter)
    for sample in session.scalars(select(Sample).where(Sample.drawn_on <= as_of)):
        names = (labels.of(sample.field), _READINGS) if sample.field else (_DECISIONS,)
        for name in names:
            _count(seen[name], sample, as_of)
    fields = sorted(name for name in seen if name not in (_READINGS, _DECISIONS))
    rows = [_row(name, seen[name]) for name in (*fields, _READINGS, _DECISIONS)]
    return Section("Measured by blind second looks", COLUMNS, rows)


_READINGS, _DECISIONS = "All trusted readings", "Decisions"


def _count(counts: Counter, sample: Sample, as_of: date) -> None:
    counts["drawn"] += 1
    if sample.right is not None and sample.settled_on <= as_of:
        counts["settled"] += 1
        counts["wrong"] += not sample.right


def _row(name: str, counts: Counter) -> tuple:
    settled, wrong = counts["settled"], counts["wrong"]
    if not settled:
        return name, counts["drawn"], 0, 0, None, None, None
    return name, counts["drawn"], settled, wrong, wrong / settled, *intervals.exact(wrong, settled)

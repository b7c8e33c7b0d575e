"""The people report: what each person did, and how much of it was undone or contradicted."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from desk.models import Call, Decision, Keying, NoticeEvent, Sample
from desk.models.states import NoticeState
from desk.reports.table import Column, Control, Report
from desk.system import calendar

NAME = "people"
TITLE = "Work by person"
COLUMNS = (
    Column("person", "Person"),
    Column("keyed", "Boxes keyed", "number", total=True),
    Column("decisions", "Decisions", "number", total=True),
    Column("undone", "Taken back", "number", total=True),
    Column("rework", "Rework", "percent"),
    Column("calls", "Calls", "number", total=True),
    Column("mailed", "Letters mailed", "number", total=True),
    Column("checked", "Looked at again", "number", total=True),
    Column("wrong", "Decided differently", "number", total=True),
    Column("error", "Error rate", "percent"),
)
_COUNTS = ("keyed", "decisions", "undone", "calls", "mailed", "checked", "wrong")


def make(session: Session, as_of: date, first: date | None = None, last: date | None = None) -> Report:
    """Return the report as of the end of a day, for what was done from ``first`` to ``last``."""
    until = calendar.end_of(min(last or as_of, as_of))
    since = calendar.start_of(first) if first else None
    acts = {
        "keyed": _by(session, Keying.by, _within(Keying.at, since, until)),
        "decisions": _by(session, Decision.by, _within(Decision.at, since, until)),
        "calls": _by(session, Call.by, _within(Call.at, since, until)),
        "mailed": _by(
            session, NoticeEvent.by, [NoticeEvent.state == NoticeState.MAILED, *_within(NoticeEvent.at, since, until)]
        ),
        **_contradicted(session, since, until, as_of),
    }
    people = sorted({name for counts in acts.values() for name in counts})
    rows = [_row(name, {kind: acts[kind][name] for kind in _COUNTS}) for name in people]
    controls = (
        _control("decisions made = decisions by person", session, Decision.at, since, until, acts["decisions"]),
        _control("boxes keyed = boxes keyed by person", session, Keying.at, since, until, acts["keyed"]),
    )
    return Report(NAME, TITLE, as_of, COLUMNS, rows, controls)


def _contradicted(session: Session, since: datetime | None, until: datetime, as_of: date) -> dict[str, Counter[str]]:
    """The decisions of the period, by their maker: undone, checked again, and decided differently."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    rows = select(Decision.by, Decision.undone_at, Sample.right, Sample.settled_on)
    rows = rows.outerjoin(Sample, Sample.decision_id == Decision.id).where(*_within(Decision.at, since, until))
    end = calendar.end_of(as_of)
    for name, undone, right, settled in session.execute(rows):
        found["undone"][name] += undone is not None and undone <= end
        looked = right is not None and settled is not None and settled <= as_of
        found["checked"][name] += looked
        found["wrong"][name] += looked and not right
    return {kind: found[kind] for kind in ("undone", "checked", "wrong")}


def _row(name: str, done: dict[str, int]) -> tuple:
    rework = done["undone"] / done["decisions"] if done["decisions"] else None
    error = done["wrong"] / done["checked"] if done["checked"] else None
    return (
        name, done["keyed"], done["decisions"], done["undone"], rework, done["calls"], done["mailed"],
        done["checked"], done["wrong"], error,
    )  # fmt: skip


def _by(session: Session, name: InstrumentedAttribute[str], conditions: Sequence[ColumnElement[bool]]) -> Counter[str]:
    return Counter(dict(session.execute(select(name, func.count()).where(*conditions).group_by(name)).all()))


def _within(
    moment: InstrumentedAttribute[datetime], since: datetime | None, until: datetime
) -> list[ColumnElement[bool]]:
    return [moment <= until, *([moment >= since] if since else [])]


def _control(
    text: str,
    session: Session,
    moment: InstrumentedAttribute[datetime],
    since: datetime | None,
    until: datetime,
    counted: Counter[str],
) -> Control:
    number = session.scalar(select(func.count()).where(*_within(moment, since, until))) or 0
    return Control(text, number, counted.total())

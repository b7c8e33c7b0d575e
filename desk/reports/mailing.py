"""The mail report: the status of every letter, by kind; and whether letters and ledger agree."""

from collections import Counter
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desk.models import LedgerEntry, Notice, NoticeEvent
from desk.models.states import LedgerKind, NoticeState
from desk.reports import period
from desk.reports.table import Column, Control, Report, compare

NAME = "mail"
TITLE = "Letters"
STATES = (
    NoticeState.DRAFT,
    NoticeState.GATHERED,
    NoticeState.PRINTED,
    NoticeState.MAILED,
    NoticeState.RETURNED,
    NoticeState.SPOILED,
    NoticeState.CANCELED,
)
COLUMNS = (
    Column("kind", "Letter"),
    Column("drafted", "Drafted", "number", total=True),
    *(
        Column(state, "Waiting" if state == NoticeState.DRAFT else state.capitalize(), "number", total=True)
        for state in STATES
    ),
    Column("spoiled_ever", "Spoiled, all", "number", total=True),
    Column("returned_ever", "Returned, all", "number", total=True),
)


def make(session: Session, as_of: date, first: date | None = None, last: date | None = None) -> Report:
    """Return the report as of the end of a day, for letters drafted from ``first`` to ``last``."""
    kinds = dict(session.execute(select(Notice.id, Notice.kind)).all())
    drafted, stands = _firsts(session, as_of), _newest(session, as_of)
    chosen = {number for number, day in drafted.items() if period.holds(day, first, last)}
    ever = _ever(session, as_of)
    rows = []
    for kind in sorted({kinds[number] for number in drafted}):  # those of that day: a later kind adds no line
        mine = [number for number in chosen if kinds[number] == kind]
        states = Counter(stands[number] for number in mine)
        counts = [sum(ever[number, state] for number in mine) for state in (NoticeState.SPOILED, NoticeState.RETURNED)]
        rows.append((kind, len(mine), *(states[state] for state in STATES), *counts))
    odd = [row[0] for row in rows if row[1] != sum(row[2:9])]
    whole = compare(
        "drafted = letters in every state",
        sum(row[1] for row in rows),
        sum(sum(row[2:9]) for row in rows),
        lambda: odd,
    )
    return Report(NAME, TITLE, as_of, COLUMNS, rows, (whole, _ledger(session, as_of)))


def _firsts(session: Session, as_of: date) -> dict[int, date]:
    rows = select(NoticeEvent.notice_id, func.min(NoticeEvent.on)).where(NoticeEvent.on <= as_of)
    return dict(session.execute(rows.group_by(NoticeEvent.notice_id)).all())


def _newest(session: Session, as_of: date) -> dict[int, str]:
    last = select(func.max(NoticeEvent.id)).where(NoticeEvent.on <= as_of).group_by(NoticeEvent.notice_id)
    rows = select(NoticeEvent.notice_id, NoticeEvent.state).where(NoticeEvent.id.in_(last))
    return dict(session.execute(rows).all())


def _ever(session: Session, as_of: date) -> Counter:
    rows = (
        select(NoticeEvent.notice_id, NoticeEvent.state, func.count())
        .where(NoticeEvent.on <= as_of, NoticeEvent.state.in_((NoticeState.SPOILED, NoticeState.RETURNED)))
        .group_by(NoticeEvent.notice_id, NoticeEvent.state)
    )
    return Counter({(number, state): count for number, state, count in session.execute(rows)})


def _ledger(session: Session, as_of: date) -> Control:
    """Every number that this office issued has one first letter, and no letter lacks a number."""
    entries = select(LedgerEntry.ip_pin_id, LedgerEntry.id).where(
        LedgerEntry.kind == LedgerKind.ISSUE, LedgerEntry.on <= as_of
    )
    issued = dict(session.execute(entries).all())
    begun = select(NoticeEvent.notice_id).where(NoticeEvent.on <= as_of)
    told = select(Notice.ip_pin_id).where(Notice.ip_pin_id.is_not(None), Notice.id.in_(begun))
    letters = issued.keys() & set(session.scalars(told.distinct()))
    return compare(
        "IP PINs issued = IP PINs with a letter",
        len(issued),
        len(letters),
        lambda: (f"ledger entry {issued[pin]}" for pin in issued.keys() - letters),
    )

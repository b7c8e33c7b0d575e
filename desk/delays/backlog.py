"""Lists the delayed returns for the screens: first the figures, then one page of the list.

A return has one line, or one for each signer with a finding, as in desk/delays/aging; :func:`total` counts returns. The
database counts today's returns from the current rows, because people look every minute. A past day's come from the
history (desk/delays/aging), because they must never change. Both give the same answer for today; a test checks it.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from desk.delays import aging
from desk.delays.aging import DelayedReturn
from desk.lifecycle.history import ENDED
from desk.models import Batch, Delay, Document, Person, Scan
from desk.models.states import DelayCause, DelayState, DocumentState
from desk.program.words import Action, FormKind
from desk.system import calendar

PAGE = 100
_HERE = (
    DocumentState.RECEIVED,
    DocumentState.READING,
    DocumentState.IN_REVIEW,
    DocumentState.EXCEPTION,
    DocumentState.DECIDED,
)
_LONGEST = 36_500

_flagged = and_(
    Delay.document_id == Document.id,
    Delay.state.not_in(ENDED),
    Document.state.not_in((DocumentState.RECEIVED, DocumentState.READING)),
    Document.kind.is_not(None),
)
_unmatched = (
    select(func.min(Person.role))
    .where(Person.document_id == Document.id, Person.outcome == "unmatched")
    .correlate(Document)
    .scalar_subquery()
)
AWAITED = or_(Document.kind == FormKind.TAX_RETURN, Document.kind.is_(None))
"""The kinds that count as a return, including papers that nobody has read or identified yet."""
_reason = case(
    (Document.state.in_((DocumentState.RECEIVED, DocumentState.READING)), aging.NOT_READ),
    (Document.kind.is_(None), aging.NO_KIND),
    (and_(Delay.state == DelayState.NO_REPLY, Delay.cause == DelayCause.IDENTITY), "no reply"),
    (Delay.id.is_not(None), func.replace(Delay.reason, "_", " ")),
    (_unmatched.is_not(None), "unmatched"),
    (Document.recommendation == Action.KEY, "being keyed"),
    else_="not yet worked",
)
_role = func.coalesce(Delay.role, _unmatched, "")
_state = func.coalesce(func.replace(Delay.state, "_", " "), "in process")
_ORDER = (Document.received_date, Document.id, Delay.role, Delay.cause)


def figures(session: Session, as_of: date) -> Counter[tuple[str, str]]:
    """Return how many lines the list of delayed returns has, by reason and aging bucket."""
    if as_of != calendar.today():
        return Counter((one.reason, one.bucket) for one in aging.delayed(session, as_of))
    why, since = _reason.label("why"), Document.received_date
    rows = session.execute(_here(select(why, since, func.count())).group_by(why, since))
    found: Counter[tuple[str, str]] = Counter()
    for reason, received, number in rows:
        found[reason, aging.bucket((as_of - received).days)] += number
    return found


def total(session: Session, over_days: int = -1) -> int:
    """Return how many returns are delayed today for more than ``over_days`` days."""
    rows = select(func.count()).where(AWAITED, Document.state.in_(_HERE))
    before = calendar.today() - timedelta(days=over_days)
    return session.scalar(rows if over_days < 0 else rows.where(Document.received_date < before)) or 0


def listed(
    session: Session, as_of: date, bucket: str | None = None, reason: str | None = None, start: int = 0
) -> Sequence[DelayedReturn]:
    """Return one page of the list from position ``start`` on, oldest first, for one bucket and one reason if given."""
    if as_of != calendar.today():
        every = aging.delayed(session, as_of)
        chosen = [one for one in every if within(bucket, one.bucket) and reason in (None, one.reason)]
        return chosen[start : start + PAGE]
    numbers = _here(select(Document.id, Delay.id))
    if reason is not None:
        numbers = numbers.where(_reason == reason)
    if bucket is not None:
        fewest, most = _days_of(bucket)
        last = as_of - timedelta(days=fewest)
        numbers = numbers.where(Document.received_date.between(as_of - timedelta(days=most), last))
    page = {tuple(pair) for pair in session.execute(numbers.order_by(*_ORDER).offset(start).limit(PAGE))}
    of_case = (Delay.reply_due, Delay.cause, Delay.processable_date)
    rows = _here(select(Delay.id, Document, Scan.file_name, Batch.name, Batch.site, _reason, _role, _state, *of_case))
    rows = rows.join(Scan, Document.scan_id == Scan.id).join(Batch, Scan.batch_id == Batch.id)
    rows = rows.where(Document.id.in_({number for number, _ in page}))
    found = session.execute(rows.order_by(*_ORDER))
    return [_line(row, as_of) for case_id, *row in found if (row[0].id, case_id) in page]


def within(wanted: str | None, bucket: str) -> bool:
    """Return whether a bucket of :data:`aging.NAMES` is part of the request: the same bucket, ``>45`` and the like, or
    all.
    """
    if wanted is None:
        return True
    (fewest, most), (least, longest) = _days_of(wanted), _days_of(bucket)
    return fewest <= least and longest <= most


def overdue(session: Session, document_ids: Sequence[int]) -> set[tuple[int, str]]:
    """Return the documents, with the role of the signer, whose answer was due before today and did not come."""
    rows = select(Delay.document_id, Delay.role).where(Delay.document_id.in_(document_ids), late())
    return {(number, role) for number, role in session.execute(rows)}


def all_overdue(session: Session) -> dict[int, list[str]]:
    """Return the signers of each document whose answer was due before today and did not come, longest first."""
    rows = select(Delay.document_id, Delay.role).where(late()).order_by(Delay.reply_due, Delay.id)
    found: dict[int, list[str]] = {}
    for number, role in session.execute(rows):
        found.setdefault(number, []).append(role)
    return found


def count_overdue(session: Session) -> int:
    """Return how many returns have an answer that was due before today and did not come."""
    return session.scalar(select(func.count(Delay.document_id.distinct())).where(late())) or 0


def _here(rows: Select) -> Select:
    """Open returns, and papers that may be returns, each with its open cases if it has any."""
    rows = rows.select_from(Document).outerjoin(Delay, _flagged)
    return rows.where(AWAITED, Document.state.in_(_HERE))


def late() -> ColumnElement[bool]:
    """A condition: the case's answer was due before today and did not come."""
    today = calendar.today()
    return (Delay.state == DelayState.NO_REPLY) | ((Delay.state == DelayState.LETTER_SENT) & (Delay.reply_due < today))


def _days_of(bucket: str) -> tuple[int, int]:
    """The lowest and highest number of days in a bucket, or for ``>`` and a limit; an unknown bucket holds no day."""
    if bucket.removeprefix(">") in {str(limit) for limit, _ in aging.BUCKETS}:
        return int(bucket.removeprefix(">")) + 1, _LONGEST
    limits = [-1, *(limit for limit, _ in aging.BUCKETS), _LONGEST]
    if bucket not in aging.NAMES:
        return 1, 0
    place = aging.NAMES.index(bucket)
    return limits[place] + 1, limits[place + 1]


def _line(row, as_of: date) -> DelayedReturn:
    document, file, batch, site, reason, role, state, due, cause, complete = row
    days = (as_of - document.received_date).days
    form = f"{document.form or ''} {document.revision or document.tax_year or ''}".strip()
    return DelayedReturn(
        document.id, document.number, file, batch, form, document.received_date, days, aging.bucket(days), reason,
        role, state, site, due, cause or "", complete,
    )  # fmt: skip

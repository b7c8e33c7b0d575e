"""The delayed returns for the screens: figures first, then one page of returns.

Today's are counted by the database from the rows as they stand, because people look every
minute; a past day's come from the history (desk/delays/aging), because they must stay as they were.
Both answer the same for today, which a test holds.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Date, Select, and_, case, func, literal, or_, select
from sqlalchemy.orm import Session

from desk.delays import aging
from desk.delays.aging import DelayedReturn
from desk.lifecycle.history import ENDED
from desk.models import Batch, Delay, Document, Person, Scan
from desk.models.states import DelayState, DocumentState
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

_flagged = and_(Delay.id.is_not(None), Delay.state.not_in(ENDED))
_unmatched = (
    select(func.min(Person.role))
    .where(Person.document_id == Document.id, Person.outcome == "unmatched")
    .correlate(Document)
    .scalar_subquery()
)
AWAITED = or_(Document.kind == FormKind.TAX_RETURN, Document.kind.is_(None))
"""What counts as a return: also what nobody has read or named yet."""
_reason = case(
    (Document.state.in_((DocumentState.RECEIVED, DocumentState.READING)), aging.NOT_READ),
    (Document.kind.is_(None), aging.NO_KIND),
    (and_(_flagged, Delay.state == DelayState.NO_REPLY), "no reply"),
    (_flagged, func.replace(Delay.reason, "_", " ")),
    (_unmatched.is_not(None), "unmatched"),
    (Document.recommendation == Action.KEY, "being keyed"),
    else_="not yet worked",
)
_role = case((_flagged, Delay.role), else_=func.coalesce(_unmatched, ""))
_state = case((_flagged, func.replace(Delay.state, "_", " ")), else_="in process")
_due = case((_flagged, Delay.reply_due), else_=literal(None, Date))


def figures(session: Session, as_of: date) -> Counter[tuple[str, str]]:
    """How many returns are delayed, by reason and aging bucket."""
    if as_of != calendar.today():
        return Counter((one.reason, one.bucket) for one in aging.delayed(session, as_of))
    why, since = _reason.label("why"), Document.received_date
    rows = session.execute(_here(select(why, since, func.count())).group_by(why, since))
    found: Counter[tuple[str, str]] = Counter()
    for reason, received, number in rows:
        found[reason, aging.bucket((as_of - received).days)] += number
    return found


def total(session: Session, over_days: int = -1) -> int:
    """How many returns are delayed today for more than so many days."""
    rows = select(func.count()).where(AWAITED, Document.state.in_(_HERE))
    before = calendar.today() - timedelta(days=over_days)
    return session.scalar(rows if over_days < 0 else rows.where(Document.received_date < before)) or 0


def listed(
    session: Session, as_of: date, bucket: str | None = None, reason: str | None = None, start: int = 0
) -> Sequence[DelayedReturn]:
    """One page of delayed returns from position ``start`` on, oldest first; of one bucket, of one reason."""
    if as_of != calendar.today():
        every = aging.delayed(session, as_of)
        chosen = [one for one in every if within(bucket, one.bucket) and reason in (None, one.reason)]
        return chosen[start : start + PAGE]
    numbers = _here(select(Document.id))
    if reason is not None:
        numbers = numbers.where(_reason == reason)
    if bucket is not None:
        fewest, most = _days_of(bucket)
        last = as_of - timedelta(days=fewest)
        numbers = numbers.where(Document.received_date.between(as_of - timedelta(days=most), last))
    numbers = numbers.order_by(Document.received_date, Document.id).offset(start).limit(PAGE)
    rows = _here(select(Document, Scan.file_name, Batch.name, Batch.site, _reason, _role, _state, _due))
    rows = rows.join(Scan, Document.scan_id == Scan.id).join(Batch, Scan.batch_id == Batch.id)
    rows = rows.where(Document.id.in_(session.scalars(numbers).all()))
    return [_line(row, as_of) for row in session.execute(rows.order_by(Document.received_date, Document.id))]


def within(wanted: str | None, bucket: str) -> bool:
    """Whether a bucket of :data:`aging.NAMES` lies in what is asked for: itself, ``>45`` and the like, or all."""
    if wanted is None:
        return True
    (fewest, most), (least, longest) = _days_of(wanted), _days_of(bucket)
    return fewest <= least and longest <= most


def overdue(session: Session, document_ids: Sequence[int]) -> set[int]:
    """Those of these documents whose answer was due before today and did not come."""
    rows = select(Delay.document_id).where(Delay.document_id.in_(document_ids), late())
    return set(session.scalars(rows))


def all_overdue(session: Session) -> list[int]:
    """Every document whose answer was due before today and did not come, longest first."""
    return list(session.scalars(select(Delay.document_id).where(late()).order_by(Delay.reply_due, Delay.id)))


def count_overdue(session: Session) -> int:
    """How many answers were due before today and did not come."""
    return session.scalar(select(func.count()).select_from(Delay).where(late())) or 0


def _here(rows: Select) -> Select:
    """Returns, and papers that may be some, that are not closed, each with its case if it has one."""
    rows = rows.select_from(Document).outerjoin(Delay, Delay.document_id == Document.id)
    return rows.where(AWAITED, Document.state.in_(_HERE))


def late() -> ColumnElement[bool]:
    """Cases whose answer was due before today and did not come."""
    today = calendar.today()
    return (Delay.state == DelayState.NO_REPLY) | ((Delay.state == DelayState.LETTER_SENT) & (Delay.reply_due < today))


def _days_of(bucket: str) -> tuple[int, int]:
    """The fewest and the most days of a bucket, or of ``>`` and a limit; of none that is known, no day at all."""
    if bucket.removeprefix(">") in {str(limit) for limit, _ in aging.BUCKETS}:
        return int(bucket.removeprefix(">")) + 1, _LONGEST
    limits = [-1, *(limit for limit, _ in aging.BUCKETS), _LONGEST]
    if bucket not in aging.NAMES:
        return 1, 0
    place = aging.NAMES.index(bucket)
    return limits[place] + 1, limits[place + 1]


def _line(row, as_of: date) -> DelayedReturn:
    document, file, batch, site, reason, role, state, due = row
    days = (as_of - document.received_date).days
    form = f"{document.form or ''} {document.revision or document.tax_year or ''}".strip()
    return DelayedReturn(
        document.id, document.number, file, batch, form, document.received_date, days, aging.bucket(days), reason,
        role, state, site, due,
    )  # fmt: skip

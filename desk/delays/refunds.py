"""Refunds frozen because bank data are missing (CP53E, domain.md 10a): the return is processed, only its refund waits.

From 2026 on a return without direct-deposit data gets a CP53E notice: thirty days to give the data, then a check after
about six weeks. This does not delay the return and has nothing to do with an IP PIN, so it is listed separately.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk import errors
from desk.models import Document, FrozenRefund, numbers
from desk.models.states import DocumentState
from desk.office.accounts import Actor
from desk.office.opening import Office
from desk.program.words import FormKind
from desk.recommendation import changes
from desk.system import calendar

SINCE = date(2026, 1, 1)
ANSWER_DAYS, CHECK_DAYS = 30, 42
"""How long the taxpayer has to give bank data, and how long a check then takes (about six weeks)."""
WAYS = {"bank_data": "Bank data came in", "check": "A check was mailed"}


@dataclass(frozen=True)
class Frozen:
    """One frozen refund; ``days`` since the notice of ``noticed_on``."""

    document_id: int
    number: str
    noticed_on: date
    days: int
    data_due: date
    check_expected: date


def freeze(office: Office, document_id: int, noticed_on: date, actor: Actor, version: int | None = None) -> None:
    """Record that a CP53E was sent about the refund of a released return.

    Raises :class:`errors.WrongState` if the return is not released or its refund is frozen already;
    :class:`errors.InvalidInput` for a day on which there was no such notice.
    """
    with changes.changing(office, document_id, actor, version, demand=_demand_released) as change:
        document, session = change.document, change.session
        if not max(SINCE, document.received_date) <= noticed_on <= calendar.today():
            raise errors.InvalidInput("a CP53E is dated 2026 or later, between the received date and today")
        if session.scalar(select(FrozenRefund).where(FrozenRefund.document_id == document_id)):
            raise errors.WrongState("a CP53E is on record for this return already")
        session.add(
            FrozenRefund(
                document_id=document_id, noticed_on=noticed_on, recorded_on=calendar.today(), recorded_by=actor.name
            )
        )
        change.record("refund.frozen", noticed=noticed_on.isoformat())


def end(office: Office, document_id: int, how: str, actor: Actor, version: int | None = None) -> None:
    """End the freeze of a refund: ``how`` is one of :data:`WAYS`."""
    if how not in WAYS:
        raise errors.InvalidInput("say how the refund goes on: bank data came in, or a check was mailed")
    with changes.changing(office, document_id, actor, version, demand=_demand_released) as change:
        row = change.session.scalar(select(FrozenRefund).where(FrozenRefund.document_id == document_id))
        if row is None or row.ended_on is not None:
            raise errors.WrongState("no refund of this return is frozen: reload it")
        row.ended_on, row.ended_by, row.how = calendar.today(), actor.name, how
        change.record("refund.freed", how=how)


def frozen(session: Session, as_of: date | None = None) -> list[Frozen]:
    """Return the refunds that were frozen at the end of a day (default: today), longest first."""
    day = as_of or calendar.today()
    open_then = FrozenRefund.ended_on.is_(None) | (FrozenRefund.ended_on > day)
    rows = select(FrozenRefund).where(FrozenRefund.recorded_on <= day, open_then)
    ordered = session.scalars(rows.order_by(FrozenRefund.noticed_on, FrozenRefund.document_id))
    return [_shown(row, day) for row in ordered]


def of_document(session: Session, document_id: int) -> Frozen | None:
    """Return the frozen refund of one return, or None."""
    rows = select(FrozenRefund).where(FrozenRefund.document_id == document_id, FrozenRefund.ended_on.is_(None))
    row = session.scalar(rows)
    return _shown(row, calendar.today()) if row else None


def _shown(row: FrozenRefund, day: date) -> Frozen:
    """A frozen refund as of a day."""
    due = row.noticed_on + timedelta(days=ANSWER_DAYS)
    number = numbers.document(row.document_id)
    days = (day - row.noticed_on).days
    return Frozen(row.document_id, number, row.noticed_on, days, due, due + timedelta(days=CHECK_DAYS))


def _demand_released(_session: Session, document: Document) -> None:
    if document.kind != FormKind.TAX_RETURN or document.state != DocumentState.CLOSED:
        raise errors.WrongState("only the refund of a released return is frozen: decide the return first")

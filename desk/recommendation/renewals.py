"""Makes recommendations again when facts about a person change: an import, an issue, an opt-out, another paper.

It does so only for documents that wait for a decision and on which that person was found, each in its own transaction
after the change. A decision applies the rules again in any case (``decisions.decide``); this keeps the worklist and the
page current.
"""

from collections.abc import Iterable, Sequence
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.lifecycle import states
from desk.models import Document, Person
from desk.models.states import DocumentState
from desk.office.accounts import Actor
from desk.office.opening import Office
from desk.recommendation import changes, making, seconds
from desk.system import db


def after(session: Session, office: Office, taxpayer_id: int | None, actor: str) -> None:
    """Make one person's recommendations again once the present transaction is committed."""
    db.after_commit(session, lambda: make(office, [taxpayer_id], actor))


def make(office: Office, taxpayer_ids: Iterable[int | None], actor: str) -> int:
    """Apply the rules again to the open documents of these people; return how many recommendations changed."""
    with office.database.reading() as session:
        numbers = _waiting(session, sorted({number for number in taxpayer_ids if number is not None}))
    return sum(renew(office, number, actor) for number in numbers)


def beside(session: Session, office: Office, documents: Sequence[Document], actor: str) -> None:
    """Once these new documents are committed, apply the rules again to other documents of their people: second returns.

    The last of them was judged when all were stored; the ones before it are judged again.
    """
    new = [one.id for one in documents]
    numbers = [number for number in _open(session, seconds.beside(session, new)) if number not in new[-1:]]
    for number in numbers:
        db.after_commit(session, partial(renew, office, number, actor))


def _waiting(session: Session, taxpayer_ids: Sequence[int]) -> list[int]:
    named = select(Person.document_id).where(Person.taxpayer_id.in_(taxpayer_ids))
    return _open(session, list(session.scalars(named)))


def _open(session: Session, document_ids: Sequence[int]) -> list[int]:
    rows = select(Document.id).where(Document.state == DocumentState.IN_REVIEW, Document.id.in_(document_ids))
    return list(session.scalars(rows.order_by(Document.id)))


def renew(office: Office, document_id: int, actor: str) -> bool:
    """Apply the rules again to one document if it waits; return whether its recommendation changed."""
    clock = Actor(actor, "clock")
    with changes.changing(office, document_id, clock, demand=changes.demand_nothing, leased=False) as change:
        if change.document.state not in states.OPEN:
            change.leave()
            return False
        shown, newest = change.judge()
        if shown is not None and making.same(newest, shown):
            change.leave()
            return False
        change.record("document.reassessed")
        return True

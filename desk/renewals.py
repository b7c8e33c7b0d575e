"""Recommendations made anew when what is on record of a person changes: an import, an issue, a replacement, an opt-out.

Only documents that wait for a decision and on which that person was found, each in a transaction
of its own after the change itself. A decision asks the rules again in any case
(``decisions.decide``); this is so that worklist and page show what they would say.
"""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk import advice, audit, db, recommended
from desk.models import Document, Person
from desk.office import Office


def after(session: Session, office: Office, taxpayer_id: int | None, actor: str) -> None:
    """Do so for one person once the transaction at hand is committed."""
    db.after_commit(session, lambda: make(office, [taxpayer_id], actor))


def make(office: Office, taxpayer_ids: Iterable[int | None], actor: str) -> int:
    """Ask the rules again about the open documents of these people; how many answers are others."""
    with office.database.reading() as session:
        named = select(Person.document_id).where(Person.taxpayer_id.in_(sorted(set(taxpayer_ids) - {None})))
        rows = select(Document.id).where(Document.state == "in_review", Document.id.in_(named))
        numbers = list(session.scalars(rows.order_by(Document.id)))
    return sum(_renew(office, number, actor) for number in numbers)


def _renew(office: Office, document_id: int, actor: str) -> bool:
    with office.database.transaction() as session:
        document = session.get(Document, document_id, with_for_update=True)
        if document is None or document.state != "in_review":
            return False
        shown = recommended.newest(session, document.id)
        if advice.same(advice.give(session, office.settings, document, actor), shown):
            return False
        audit.record(session, actor, "document.reassessed", "document", document.id)
        return True

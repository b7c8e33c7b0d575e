"""Notes that people write on a document: append-only, and free of taxpayer numbers and PINs."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk import errors
from desk.lifecycle import audit
from desk.models import Document, Note
from desk.office.accounts import Actor
from desk.office.opening import Office
from desk.program import free_text
from desk.system import calendar, db

LONGEST = 500


def add(office: Office, document_id: int, text: str, actor: Actor) -> None:
    """Add a note to a document in any state; raises :class:`errors.InvalidInput` for its length or a secret number."""
    text = text.strip()
    if not text or len(text) > LONGEST:
        raise errors.InvalidInput(f"a note has 1 to {LONGEST} characters")
    free_text.demand_no_number(text)
    with office.database.transaction() as session:
        db.get(session, Document, document_id, "there is no such document")
        session.add(Note(document_id=document_id, text=text, by=actor.name, at=calendar.now()))
        audit.record(session, actor.name, "document.noted", "document", document_id)


def listed(session: Session, document_id: int) -> list[Note]:
    """Return the notes of a document, oldest first."""
    return list(session.scalars(select(Note).where(Note.document_id == document_id).order_by(Note.id)))

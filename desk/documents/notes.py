"""Notes that people write on a document: append-only, and free of taxpayer numbers and PINs."""

import re

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk import errors
from desk.lifecycle import audit
from desk.models import Document, Note
from desk.office.accounts import Actor
from desk.office.opening import Office
from desk.system import calendar, db

LONGEST = 500
_RUN = re.compile(r"\d(?:[ .\-\u2010-\u2015\u00a0]?\d)*")
_PLAIN = (7, 8, 10)
"""Lengths in digits of harmless numbers: document numbers, dates, telephone numbers."""


def add(office: Office, document_id: int, text: str, actor: Actor) -> None:
    """Add a note to a document in any state; raises :class:`errors.InvalidInput` for its length or a secret number."""
    text = text.strip()
    if not text or len(text) > LONGEST:
        raise errors.InvalidInput(f"a note has 1 to {LONGEST} characters")
    demand_no_number(text)
    with office.database.transaction() as session:
        db.get(session, Document, document_id, "there is no such document")
        session.add(Note(document_id=document_id, text=text, by=actor.name, at=calendar.now()))
        audit.record(session, actor.name, "document.noted", "document", document_id)


def listed(session: Session, document_id: int) -> list[Note]:
    """Return the notes of a document, oldest first."""
    return list(session.scalars(select(Note).where(Note.document_id == document_id).order_by(Note.id)))


def demand_no_number(text: str) -> None:
    """Raise :class:`errors.InvalidInput` if a text holds a number as long as a PIN or a TIN, even with gaps in it."""
    for run in _RUN.findall(text):
        digits = sum(one.isdigit() for one in run)
        if digits == 6:
            raise errors.InvalidInput(
                "this text holds a six-digit number, which could be an IP PIN: leave it out "
                "(write a date with its month)"
            )
        if digits >= 9 and digits not in _PLAIN:
            raise errors.InvalidInput(
                "this text holds a nine-digit number or longer, which could be a taxpayer number: leave it out, "
                "or write its last four digits"
            )

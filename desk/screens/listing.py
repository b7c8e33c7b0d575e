"""The list of documents for the command line: no full TIN and no PIN."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from desk.documents import locators
from desk.models import Document, Person
from desk.system import calendar

_ROLES = ("primary", "spouse", "applicant")


def listed(session: Session) -> Iterator[dict]:
    """Return one dict per document in the order of arrival; the command line documents its keys."""
    people: dict[int, list[Person]] = {}
    for person in session.scalars(select(Person).options(selectinload(Person.taxpayer))):
        people.setdefault(person.document_id, []).append(person)
    rows = select(Document).options(selectinload(Document.scan)).order_by(Document.scan_id, Document.ordinal)
    found = session.scalars(rows).all()
    numbers = locators.every(session, calendar.today())
    for document in found:
        yield _line(
            document, numbers.get(document.id), sorted(people.get(document.id, []), key=lambda p: _ROLES.index(p.role))
        )


def _line(document: Document, dln: str | None, people: list[Person]) -> dict:
    return {
        "id": document.id,
        "dln": dln,
        "file": document.scan.file_name,
        "form": document.form,
        "revision": document.revision,
        "state": document.state,
        "recommendation": document.recommendation,
        "people": [_person(person) for person in people],
    }


def _person(person: Person) -> dict:
    known = person.taxpayer
    return {
        "role": person.role,
        "tin_last4": person.tin_last4,
        "taxpayer": {"id": known.id, "name": known.name, "tin_last4": known.tin_last4} if known else None,
        "match_weight": person.match_weight,
        "ip_pin": person.outcome,
    }

"""Finds other returns that carry a number of this one, in any role on either (domain.md 4.1, duplicates).

It looks at returns of the same tax year, open or closed, but not at paper that is on record in another way (rescanned,
joined). It tells apart the same paper again (by its look), an amended return, and another return.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from desk.documents import looks
from desk.models import Document, Person
from desk.program import paper
from desk.program.words import FormKind

SAME_PAPER, SECOND_RETURN, AMENDED = "SAME_PAPER", "SECOND_RETURN", "AMENDED"
SUSPICIOUS = (SAME_PAPER, SECOND_RETURN)
_LOOK = {
    True: "It looks like the same paper.",
    False: "It looks like another paper.",
    None: "Whether it is the same paper cannot be told by its look.",
}


@dataclass(frozen=True)
class Second:
    """Another return, and the roles on this one whose number is on both."""

    document: Document
    roles: tuple[str, ...]


def others(session: Session, document: Document) -> list[Second]:
    """Return every other return of the same year with a number of this one, oldest first; none if no year is known."""
    if document.tax_year is None:
        return []
    found: dict[int, Second] = {}
    for person in session.scalars(select(Person).where(Person.document_id == document.id).order_by(Person.role)):
        for other in _of_person(session, document, person):
            before = found.get(other.id)
            found[other.id] = Second(other, (*(before.roles if before else ()), person.role))
    return [found[number] for number in sorted(found)]


def amends(document: Document, other: Document) -> bool:
    """Return whether one of two returns amends the other, so that it is not a second one."""
    return paper.amends(document.form or "") != paper.amends(other.form or "")


def suspicious(session: Session, document: Document) -> bool:
    """Return whether a person must compare this return with another one."""
    return any(not amends(document, one.document) for one in others(session, document))


def findings(session: Session, document: Document) -> list[dict]:
    """Return a finding for each other return: code, sentence, its id (``other``), and the roles on this return."""
    return [_finding(document, one) for one in others(session, document)]


def roles(found: Collection[dict]) -> frozenset[str]:
    """Return the roles whose number is on another return, from the findings of a recommendation."""
    return frozenset(role for one in found if one["code"] in SUSPICIOUS for role in one["roles"])


def beside(session: Session, document_ids: Sequence[int]) -> list[int]:
    """Return the documents that share a person with these: by a number on either, or by the taxpayer on record."""
    here = select(Person).where(Person.document_id.in_(document_ids))
    people = session.scalars(here).all()
    where = [condition for person in people for condition in _same(person)]
    if not where:
        return []
    return list(session.scalars(select(Person.document_id).where(or_(*where)).distinct()))


def _of_person(session: Session, document: Document, person: Person) -> Iterator[Document]:
    same = _same(person)
    if not same:
        return
    rows = select(Document).where(
        Document.id.in_(select(Person.document_id).where(or_(*same))),
        Document.id != document.id,
        Document.kind == FormKind.TAX_RETURN,
        Document.tax_year == document.tax_year,
        Document.replaced_by_id.is_(None),
    )
    yield from session.scalars(rows.order_by(Document.id))


def _same(person: Person) -> list:
    """Conditions for a person on another document who has this person's number."""
    same = []
    if person.taxpayer_id is not None:
        same.append(Person.taxpayer_id == person.taxpayer_id)
    if person.tin_index is not None:
        same.append(Person.tin_index == person.tin_index)
    return same


def _finding(document: Document, one: Second) -> dict:
    other = one.document
    where = f"{other.number}, received on {other.received_date}, {'closed' if other.state == 'closed' else 'open'}"
    if amends(document, other):
        which = "This return amends" if paper.amends(document.form or "") else "This return is amended by"
        return _said(AMENDED, f"{which} {where}.", one)
    alike = looks.likeness(document.pages, other.pages)
    same = None if alike is None else alike >= looks.ALIKE
    who = " and ".join(one.roles)
    text = f"The number of the {who} stands on another return of {document.tax_year}: {where}. {_LOOK[same]}"
    return _said(SAME_PAPER if same else SECOND_RETURN, text, one)


def _said(code: str, message: str, one: Second) -> dict:
    return {"code": code, "field": "", "message": message, "other": one.document.id, "roles": list(one.roles)}

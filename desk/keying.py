"""Keying: who keys which field next, and writing down what was keyed.

A blind key is typed from the snippet alone by somebody who has not keyed that field before.
"""

from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk import audit, calendar, claims, errors, states, values
from desk.models import Document, Keying, Recommendation
from desk.office import Office
from desk.program import tin as tin_rules
from desk.users import Actor

_STATES = ("read", "blank", "illegible")


class Wanted(NamedTuple):
    """One field of one document that waits for a blind key."""

    document_id: int
    field: str
    third_person: bool


def waiting(session: Session, actor: Actor) -> list[Wanted]:
    """Fields to key blind, oldest paper first, without those that this person keyed already."""
    documents = select(Document).where(Document.state == "in_review", Document.recommendation == "key")
    rows = session.scalars(documents.order_by(Document.received_date, Document.id))
    return [one for document in rows for one in wanted(session, document) if not _keyed_by(session, one, actor)]


def wanted(session: Session, document: Document) -> list[Wanted]:
    """The fields of one document that the rules want keyed blind."""
    advice = newest(session, document.id)
    return [Wanted(document.id, one["field"], one["third_person"]) for one in advice.keys] if advice else []


def may_key(session: Session, document_id: int, field: str, actor: Actor) -> bool:
    """Whether that field waits for a blind key and this person has not given one yet."""
    document = session.get(Document, document_id)
    if document is None or document.state != "in_review":
        return False
    found = [one for one in wanted(session, document) if one.field == field]
    return bool(found) and not _keyed_by(session, found[0], actor)


def newest(session: Session, document_id: int) -> Recommendation | None:
    """The recommendation that counts."""
    rows = select(Recommendation).where(Recommendation.document_id == document_id)
    return session.scalar(rows.order_by(Recommendation.id.desc()).limit(1))


def key(office: Office, document_id: int, field: str, value: str | None, state: str, how: str, actor: Actor) -> None:
    """Write down a key (``how``: blind or correction); the caller then has the document assessed."""
    text = check(field, value, state)
    with office.database.transaction() as session:
        document = session.get(Document, document_id, with_for_update=True)
        if document is None:
            raise errors.NotFound("there is no such document")
        if document.state not in states.OPEN:
            raise errors.WrongState("this document is decided: undo the decision first")
        if how != "blind":
            claims.demand(session, document_id, actor)
        if field in values.PIN_FIELDS and how != "blind":
            raise errors.NotAllowed("an IP PIN is keyed blind, from the snippet alone: use the keying page")
        if how == "blind" and _keyed_by(session, Wanted(document_id, field, False), actor):
            raise errors.NotAllowed("you have keyed this field already: another person must key it")
        session.add(
            Keying(
                document_id=document_id, field=field, value=text, state=state, how=how, by=actor.name, at=calendar.now()
            )
        )
        audit.record(session, actor.name, f"field.{how}", "document", document_id, field=field, state=state)


def key_blind(office: Office, document_id: int, field: str, value: str | None, state: str, actor: Actor) -> None:
    """A blind key from the keying page: only for a box that waits for this person's key."""
    with office.database.reading() as session:
        if not may_key(session, document_id, field, actor):
            raise errors.NotAllowed("this box does not wait for your key: it is settled, or you have keyed it already")
    key(office, document_id, field, value, state, "blind", actor)


def contradict(office: Office, document_id: int, field: str, value: str | None, actor: Actor) -> None:
    """Write down what a person saw in a PIN box that the machine read as empty; others then key it blind."""
    with office.database.reading() as session:
        settled = values.settled(session, document_id).get(field)
    if settled is None or field not in values.PIN_FIELDS or (settled.source, settled.state) != ("machine", "blank"):
        raise errors.WrongState("this box is not one that only the machine saw empty: key it on the keying page")
    key(office, document_id, field, value, "read", "blind", actor)


def check(field: str, value: str | None, state: str) -> str | None:
    """The text to keep; :class:`errors.InvalidInput` says what is expected."""
    if state not in _STATES:
        raise errors.InvalidInput("say what is in the box: a value, nothing, or illegible")
    if state != "read":
        return None
    text = (value or "").strip()
    if not text:
        raise errors.InvalidInput("type what is in the box, or say that it is empty or illegible")
    if field in values.SECRET_FIELDS:
        text = "".join(c for c in text if c not in " -.")
    if field in values.TIN_FIELDS and tin_rules.kind(text, allow_test=True) is None and len(text) != 9:
        raise errors.InvalidInput("a taxpayer number has nine digits: type them all, or say illegible")
    return text[:200]


def _keyed_by(session: Session, one: Wanted, actor: Actor) -> bool:
    rows = select(Keying.id).where(
        Keying.document_id == one.document_id,
        Keying.field == one.field,
        Keying.by == actor.name,
        Keying.how == "blind",
    )
    return session.scalar(rows.limit(1)) is not None

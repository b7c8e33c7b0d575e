"""Keying: who keys which field next, and writing down what was keyed.

A blind key is typed from the snippet alone by somebody who has not keyed that field before.
"""

from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from desk import errors
from desk.documents import values
from desk.lifecycle import latest
from desk.models import Document, Keying, Reading, Recommendation
from desk.models.states import DocumentState
from desk.office.accounts import Actor
from desk.office.opening import Office
from desk.program import tin as tin_rules
from desk.program.words import TRUSTED, Action, FormKind, KeyingMode, ReadingState, ValueSource
from desk.recommendation import changes
from desk.recommendation.changes import Change
from desk.system import calendar

AT_ONCE = 200
"""How many documents are looked at to fill a keying station; the oldest first."""
_STATES = (ReadingState.READ, ReadingState.BLANK, ReadingState.ILLEGIBLE)


class Wanted(NamedTuple):
    """One field of one document that waits for a blind key."""

    document_id: int
    field: str
    third_person: bool


def waiting(session: Session, actor: Actor, limit: int = AT_ONCE) -> list[Wanted]:
    """Fields to key blind, oldest paper first, without those that this person keyed already.

    Four queries, however many documents wait: those that this person has not touched (``limit`` of
    them), those begun, what is wanted of both, and what this person keyed of it.
    """
    touched = _touched(actor)
    fresh = session.execute(_waits(Document.received_date, Document.id).where(~touched).limit(limit)).all()
    begun = session.execute(_waits(Document.received_date, Document.id).where(touched)).all()
    order = [number for _, number in sorted([*fresh, *begun])]
    advices = latest.recommendations(session, order)
    done = _keyed(session, [number for _, number in begun], actor)
    found = [one for number in order for one in _wanted(number, advices.get(number))]
    return [one for one in found if (one.document_id, one.field) not in done]


def count(session: Session, actor: Actor) -> int:
    """How many documents have a field that waits for this person's key."""
    touched = _touched(actor)
    fresh = session.scalar(_waits(func.count()).where(~touched).order_by(None)) or 0
    begun = list(session.scalars(_waits(Document.id).where(touched)))
    done = _keyed(session, begun, actor)
    advices = latest.recommendations(session, begun)
    left = [n for n in begun if any((n, one.field) not in done for one in _wanted(n, advices.get(n)))]
    return fresh + len(left)


def for_me(session: Session, document: Document, actor: Actor) -> list[Wanted]:
    """The fields of one document that wait for this person's key."""
    if document.state != DocumentState.IN_REVIEW:
        return []
    return [one for one in wanted(session, document) if not _keyed_by(session, one, actor)]


def wanted(session: Session, document: Document) -> list[Wanted]:
    """The fields of one document that the rules want keyed blind."""
    return _wanted(document.id, latest.recommendation(session, document.id))


def may_key(session: Session, document_id: int, field: str, actor: Actor) -> bool:
    """Whether that field waits for a blind key and this person has not given one yet."""
    document = session.get(Document, document_id)
    return document is not None and any(one.field == field for one in for_me(session, document, actor))


def key(
    office: Office,
    document_id: int,
    field: str,
    value: str | None,
    state: str,
    how: KeyingMode,
    actor: Actor,
    version: int | None = None,
) -> None:
    """Keep a key (``how``: blind or correction) and the recommendation that follows from it.

    A blind key is not kept from a document that somebody else has open: two people key it at once.
    """
    text = check(field, value, state)
    with changes.changing(office, document_id, actor, version, leased=how != KeyingMode.BLIND) as change:
        if field in values.PIN_FIELDS and how != KeyingMode.BLIND:
            raise errors.NotAllowed("an IP PIN is keyed blind, from the snippet alone: use the keying page")
        _keep(change, field, text, state, how)


def key_blind(office: Office, document_id: int, field: str, value: str | None, state: str, actor: Actor) -> None:
    """A blind key from the keying page: only for a box that waits for this person's key."""
    text = check(field, value, state)
    with changes.changing(office, document_id, actor, demand=changes.demand_nothing, leased=False) as change:
        if not may_key(change.session, document_id, field, actor):
            raise errors.NotAllowed("this box does not wait for your key: it is settled, or you have keyed it already")
        _keep(change, field, text, state, KeyingMode.BLIND)


def contradict(
    office: Office, document_id: int, field: str, value: str | None, actor: Actor, version: int | None = None
) -> None:
    """Write down what a person saw in a PIN box that the machine read as empty; others then key it blind."""
    text = check(field, value, ReadingState.READ)
    with changes.changing(office, document_id, actor, version) as change:
        settled = values.settled(change.session, document_id).get(field)
        if (
            settled is None
            or field not in values.PIN_FIELDS
            or (settled.source, settled.state) != (ValueSource.MACHINE, ReadingState.BLANK)
        ):
            raise errors.WrongState("this box is not one that only the machine saw empty: key it on the keying page")
        _keep(change, field, text, ReadingState.READ, KeyingMode.BLIND)


def _keep(change: Change, field: str, text: str | None, state: str, how: KeyingMode) -> None:
    """The key as a row; nobody keys one field blind twice."""
    session, document_id, actor = change.session, change.document.id, change.actor
    if how == KeyingMode.BLIND and _keyed_by(session, Wanted(document_id, field, False), actor):
        raise errors.NotAllowed("you have keyed this field already: another person must key it")
    reading = session.scalar(select(Reading).where(Reading.document_id == document_id, Reading.field == field))
    trusted = reading if reading is not None and reading.state in TRUSTED else None
    if how == KeyingMode.CORRECTION and trusted is not None and not values.same(trusted, state, text):
        change.record(values.OVERRULED, field=field)
    session.add(
        Keying(document_id=document_id, field=field, value=text, state=state, how=how, by=actor.name, at=calendar.now())
    )
    change.record(f"field.{how}", field=field, state=state)


def check(field: str, value: str | None, state: str) -> str | None:
    """The text to keep; :class:`errors.InvalidInput` says what is expected."""
    if state not in _STATES:
        raise errors.InvalidInput("say what is in the box: a value, nothing, or illegible")
    if state != ReadingState.READ:
        return None
    text = (value or "").strip()
    if not text:
        raise errors.InvalidInput("type what is in the box, or say that it is empty or illegible")
    if field in values.SECRET_FIELDS:
        text = "".join(c for c in text if c not in " -.")
    if field in values.TIN_FIELDS and tin_rules.kind(text, allow_test=True) is None and len(text) != 9:
        raise errors.InvalidInput("a taxpayer number has nine digits: type them all, or say illegible")
    return text[:200]


def _waits(*columns) -> Select:
    """Of returns that wait for keys, oldest paper first; an application's fields are keyed on its own page."""
    waits = (
        Document.state == DocumentState.IN_REVIEW,
        Document.recommendation == Action.KEY,
        Document.kind == FormKind.TAX_RETURN,
    )
    rows = select(*columns).where(*waits)
    return rows.order_by(Document.received_date, Document.id)


def _touched(actor: Actor) -> ColumnElement[bool]:
    mine = select(Keying.id).where(
        Keying.document_id == Document.id, Keying.by == actor.name, Keying.how == KeyingMode.BLIND
    )
    return mine.correlate(Document).exists()


def _keyed(session: Session, document_ids: list[int], actor: Actor) -> set[tuple[int, str]]:
    rows = select(Keying.document_id, Keying.field).where(
        Keying.document_id.in_(document_ids), Keying.by == actor.name, Keying.how == KeyingMode.BLIND
    )
    return {(number, field) for number, field in session.execute(rows)}


def _wanted(document_id: int, advice: Recommendation | None) -> list[Wanted]:
    return [Wanted(document_id, one["field"], one["third_person"]) for one in advice.keys] if advice else []


def _keyed_by(session: Session, one: Wanted, actor: Actor) -> bool:
    rows = select(Keying.id).where(
        Keying.document_id == one.document_id,
        Keying.field == one.field,
        Keying.by == actor.name,
        Keying.how == KeyingMode.BLIND,
    )
    return session.scalar(rows.limit(1)) is not None

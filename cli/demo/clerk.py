"""The demo's clerks: they work half of the documents as people would do on the screens."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.documents import masking, values
from desk.enrollment import replacements
from desk.lifecycle import latest
from desk.models import Document, IpPin
from desk.models.states import PinStatus
from desk.office.accounts import Actor
from desk.office.opening import Office
from desk.program.words import Action, KeyingMode, ReadingState
from desk.reading import keying
from desk.recommendation import returns
from desk.review import calls, decisions
from desk.screens import listing
from desk.system import db

CLERK = Actor("demo clerk", "clerk")
SECOND = Actor("second clerk", "clerk")
THIRD = Actor("third clerk", "clerk")
_SHARE = 2


def decide_half(desk: Office) -> int:
    """Work every second document of each recommendation through to its decision; return how many were decided."""
    done = 0
    for group in _by_recommendation(desk).values():
        done += sum(_work(desk, number) for number in group[: (len(group) + 1) // _SHARE])
    return done


def take_call(desk: Office) -> None:
    """Record a request for a lost PIN by a caller who proved their identity; it waits for a second person."""
    with desk.database.reading() as session:
        holder = select(IpPin.taxpayer_id).where(IpPin.status == PinStatus.CURRENT).order_by(IpPin.id).limit(1)
        taxpayer = session.scalars(holder).one()
    replacements.record(desk, replacements.Asked(taxpayer, "phone", identity_proven=True), CLERK)


def _by_recommendation(desk: Office) -> dict[str, list[int]]:
    groups: dict[str, list[int]] = {}
    with desk.database.reading() as session:
        for row in listing.listed(session):
            if row["state"] == "in_review":
                groups.setdefault(row["recommendation"], []).append(row["id"])
    return groups


def _work(desk: Office, number: int) -> bool:
    """Work one document to its decision; leave the one that needs a supervisor's judgment. Whether it was decided."""
    action = _advice(desk, number)
    if action == Action.KEY:
        _key(desk, number)
        action = _advice(desk, number)
    if action == Action.CALL:
        calls.record_call(desk, number, "passed", SECOND, questions_passed=4)
        action = _advice(desk, number)
    if action == Action.FLAG:
        _look(desk, number)
    if action is None or action not in (Action.RELEASE, Action.FLAG, Action.APPROVE, Action.WRITE, Action.REJECT):
        return False
    with desk.database.reading() as session:
        advice = latest.recommendation(session, number)
    if advice is None or advice.supervisor:
        return False
    decisions.decide(desk, number, action, CLERK)
    return True


def _advice(desk: Office, number: int) -> str | None:
    with desk.database.reading() as session:
        return session.scalar(select(Document.recommendation).where(Document.id == number))


def _key(desk: Office, number: int) -> None:
    """Key the fields that the desk asks for, one clerk after the other, from the paper."""
    for actor in (CLERK, SECOND, THIRD):
        for wanted in _wanted(desk, number):
            with desk.database.reading() as session:
                text = _as_seen(session, number, wanted.field)
            state = ReadingState.READ if text else ReadingState.BLANK
            keying.key(desk, number, wanted.field, text, state, KeyingMode.BLIND, actor)


def _wanted(desk: Office, number: int) -> list[keying.Wanted]:
    with desk.database.reading() as session:
        return keying.wanted(session, db.get(session, Document, number))


def _as_seen(session: Session, number: int, field: str) -> str | None:
    """The text in the box: a demo takes the best reading for it."""
    value = values.settled(session, number).get(field)
    return value.value if value else None


def _look(desk: Office, number: int) -> None:
    with desk.database.reading() as session:
        people = [row for row in listing.listed(session) if row["id"] == number][0]["people"]
    for person in people:
        if person["ip_pin"] == "missing":
            masking.reveal(desk, number, returns.field_of(person["role"]), CLERK)

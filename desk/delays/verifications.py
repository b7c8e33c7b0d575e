"""Records how the identity behind a flagged return was verified: by letter, by phone questions, or in person.

A case is verified and released only with such a record (domain.md 2.4, 4.1), just as an application is approved only
with a proof. The record never holds the answers. The person who made it may not release the return alone (domain.md 9).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from desk import errors
from desk.lifecycle.history import ENDED
from desk.models import Delay, DelayEvent, Document, Verification
from desk.models.states import DelayState, DocumentState
from desk.office import policy
from desk.office.accounts import Actor
from desk.program import identity
from desk.program.identity import COUNTS, Documents, Identity, Way
from desk.program.words import Route
from desk.system import calendar
from desk.system.config import Settings


@dataclass(frozen=True)
class Proof:
    """What a person saw or heard: ``questions_passed`` on the phone, ``documents`` shown in person."""

    way: str
    questions_passed: int | None = None
    documents: Documents | None = None


def keep(session: Session, settings: Settings, case: Delay, proof: Proof | None, actor: Actor) -> None:
    """Store the proof; raises :class:`errors.InvalidInput` that says what is missing."""
    if proof is None or proof.way not in tuple(Way):
        raise errors.InvalidInput("say how the identity was verified: by letter, by telephone, or in person")
    passed, shown = None, None
    if proof.way == Way.TELEPHONE:
        passed = proof.questions_passed or 0
        if passed < 1:
            raise errors.InvalidInput("say how many questions were answered right on the telephone")
    if proof.way == Way.IN_PERSON:
        shown = proof.documents
        _demand_enough(settings, case, shown)
    session.add(
        Verification(
            document_id=case.document_id,
            role=case.role,
            way=proof.way,
            questions_passed=passed,
            pictures=shown and shown.pictures,
            government=shown and shown.government,
            shown=shown and shown.all,
            by=actor.name,
            on=calendar.today(),
            at=calendar.now(),
        )
    )


def open_cases(session: Session, document_id: int) -> list[Delay]:
    """Return the cases of one return that have not ended, primary before spouse."""
    rows = select(Delay).where(Delay.document_id == document_id, Delay.state.not_in(ENDED))
    return list(session.scalars(rows.order_by(Delay.role)))


def records(session: Session, case: Delay) -> list[Verification]:
    """Return the records that count for a case, oldest first: those made since it was last opened."""
    opened = select(func.max(DelayEvent.at)).where(
        DelayEvent.document_id == case.document_id,
        DelayEvent.role == case.role,
        DelayEvent.cause == case.cause,
        DelayEvent.state == DelayState.OPEN,
    )
    rows = select(Verification).where(
        Verification.document_id == case.document_id,
        Verification.role == case.role,
        Verification.at > opened.scalar_subquery(),
    )
    return list(session.scalars(rows.order_by(Verification.id)))


def stands(session: Session, found: Sequence[Delay]) -> bool:
    """Return whether every open case of a return is verified, with a record of how."""
    waiting = _waiting(found)
    return bool(waiting) and all(case.state == DelayState.VERIFIED and records(session, case) for case in waiting)


def hindrance(session: Session, found: Sequence[Delay], actor: Actor) -> str:
    """Return why this person alone may not release a return with these cases, or ""."""
    if not stands(session, found):
        return "it is not on record how the identity behind this return was verified"
    if any(actor.name == row.by for case in _waiting(found) for row in records(session, case)):
        return "you recorded how the identity was verified"
    return ""


def demand(session: Session, found: Sequence[Delay], actor: Actor) -> None:
    """Raise :class:`errors.NotAllowed` if this person alone may not release the return."""
    why = hindrance(session, found, actor)
    if why:
        raise errors.NotAllowed(f"{why}: ask for the release, and another person grants it")


def settled() -> ColumnElement[bool]:
    """A condition on :class:`Document`: every open case of the flagged return is verified, so that it waits for release
    by somebody other than the recorder.
    """
    verified = select(Delay.document_id).where(Delay.state == DelayState.VERIFIED)
    others = select(Delay.document_id).where(Delay.state.not_in((DelayState.VERIFIED, *ENDED)))
    decided = Document.state == DocumentState.DECIDED
    return decided & Document.id.in_(verified) & Document.id.not_in(others)


def recorded_by(name: str) -> ColumnElement[bool]:
    """A condition on :class:`Document`: this person has verified an identity behind it."""
    return Document.id.in_(select(Verification.document_id).where(Verification.by == name))


def _waiting(found: Sequence[Delay]) -> list[Delay]:
    return [case for case in found if case.state not in ENDED]


def _demand_enough(settings: Settings, case: Delay, shown: Documents | None) -> None:
    """Demand as many documents as the rule of the received date asks for in person (domain.md 1.7)."""
    if shown is None or not shown.possible:
        raise errors.InvalidInput(COUNTS)
    received = case.document.received_date
    if identity.standing(Route.TAC, received, (), shown, policy.load(settings)) is Identity.PENDING:
        raise errors.InvalidInput("these documents are too few: see the rule of the received date")

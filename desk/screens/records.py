"""What people recorded about a document besides its fields: calls, decisions, proofs, delay cases, history, notes.

Each value is a copy of the parts of a row that a page shows, never the row itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.delays import cases
from desk.documents import notes as kept
from desk.lifecycle import states
from desk.lifecycle.history import ENDED
from desk.models import Appearance, Application, Call, Decision, Delay, DelayEvent, DocumentEvent
from desk.review import proofing


@dataclass(frozen=True)
class ApplicationShown:
    """The progress of a PIN application, the applicant's ``route``, and when its PIN will be issued."""

    state: str
    route: str
    issue_on: date | None


@dataclass(frozen=True)
class CallShown:
    """One attempt to reach an applicant: only how many answers were right, never the answers."""

    outcome: str
    questions_passed: int | None
    by: str
    at: datetime


@dataclass(frozen=True)
class DecisionShown:
    """What a person decided and what the desk had recommended; ``undone_at``: when it was undone."""

    action: str
    recommended: str
    reason: str
    by: str
    at: datetime
    undone_at: datetime | None


@dataclass(frozen=True)
class EventShown:
    """A change of state of a document or of its delay case."""

    state: str
    note: str
    by: str
    at: datetime


@dataclass(frozen=True)
class NoteShown:
    """What a person wrote down."""

    text: str
    by: str
    at: datetime


@dataclass(frozen=True)
class ClearanceShown:
    """A doubt that a person has resolved, and why."""

    code: str
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True)
class AppearanceShown:
    """How many identity documents were shown in person: in all, with a picture, issued by a government."""

    shown: int
    pictures: int
    government: int
    by: str
    at: datetime


@dataclass(frozen=True)
class Proof:
    """An application's record of proof; ``open_doubts`` are codes and sentences that a person may resolve."""

    open_doubts: list[tuple[str, str]]
    decided_doubts: list[ClearanceShown]
    appearances: list[AppearanceShown]


@dataclass(frozen=True)
class DelayShown:
    """One signer's delay case, its history, and the states to which a person may move it now (``ways``)."""

    reason: str
    role: str
    cause: str
    state: str
    processable_date: date | None
    letter_on: date | None
    reply_due: date | None
    closed_on: date | None
    history: list[EventShown]
    ways: list[str]
    ended: bool


def application(session: Session, document_id: int) -> ApplicationShown | None:
    """Return the application of a document; None if the document is not an application."""
    row = session.get(Application, document_id)
    return ApplicationShown(row.state, row.route, row.issue_on) if row else None


def calls(session: Session, document_id: int) -> list[CallShown]:
    """Return the identity calls, oldest first."""
    rows = select(Call).where(Call.document_id == document_id).order_by(Call.id)
    return [CallShown(row.outcome, row.questions_passed, row.by, row.at) for row in session.scalars(rows)]


def decisions(session: Session, document_id: int) -> list[DecisionShown]:
    """Return every decision, oldest first, undone ones too."""
    rows = select(Decision).where(Decision.document_id == document_id).order_by(Decision.id)
    return [
        DecisionShown(row.action, row.recommended, row.reason, row.by, row.at, row.undone_at)
        for row in session.scalars(rows)
    ]


def history(session: Session, document_id: int) -> list[EventShown]:
    """Return the states of a document, oldest first."""
    rows = select(DocumentEvent).where(DocumentEvent.document_id == document_id).order_by(DocumentEvent.id)
    return [_event(row) for row in session.scalars(rows)]


def notes(session: Session, document_id: int) -> list[NoteShown]:
    """Return the notes on a document, oldest first."""
    return [NoteShown(row.text, row.by, row.at) for row in kept.listed(session, document_id)]


def proof(session: Session, document_id: int) -> Proof:
    """Return the proofs and doubts of one application."""
    rows = select(Appearance).where(Appearance.document_id == document_id).order_by(Appearance.id)
    decided = proofing.clearances(session, document_id)
    return Proof(
        proofing.clearable(session, document_id),
        [ClearanceShown(row.code, row.reason, row.by, row.at) for row in decided],
        [AppearanceShown(row.shown, row.pictures, row.government, row.by, row.at) for row in session.scalars(rows)],
    )


def delays(session: Session, document_id: int) -> list[DelayShown]:
    """Return the delay cases of one return, primary before spouse; empty if nothing was flagged."""
    found, events = cases.of_document(session, document_id), cases.history_of(session, document_id)
    return [
        _delay(case, [one for one in events if (one.role, one.cause) == (case.role, case.cause)], found)
        for case in found
    ]


def _delay(case: Delay, events: list[DelayEvent], found: Sequence[Delay]) -> DelayShown:
    ways = cases.ways(case, found)
    return DelayShown(
        reason=case.reason,
        role=case.role,
        cause=case.cause,
        state=case.state,
        processable_date=case.processable_date,
        letter_on=case.letter_on,
        reply_due=case.reply_due,
        closed_on=case.closed_on,
        history=[_event(row) for row in events],
        ways=[name for name in states.DELAY if name in ways],
        ended=case.state in ENDED,
    )


def _event(row: DocumentEvent | DelayEvent) -> EventShown:
    return EventShown(row.state, row.note, row.by, row.at)

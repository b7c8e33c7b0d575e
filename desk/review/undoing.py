"""Undoes decisions with their consequences, while nothing has left the office."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk import errors
from desk.delays import cases
from desk.lifecycle import applications, latest, notices
from desk.models import Decision, Document, Enrollment, IpPin, LedgerEntry, Notice
from desk.models.states import ApplicationState, DocumentState, LedgerKind, NoticeState, PinStatus
from desk.office.accounts import Actor
from desk.office.opening import Office
from desk.pins import ledger
from desk.program import free_text
from desk.program.words import Action, FormKind
from desk.recommendation import changes, proofs
from desk.system import calendar
from desk.system.config import Settings


def undo(office: Office, document_id: int, actor: Actor, reason: str, version: int | None = None) -> None:
    """Undo a decision while nothing has left the office; an approval's PIN is revoked."""
    if not reason.strip():
        raise errors.InvalidInput("say why the decision is taken back")
    free_text.demand_no_number(reason)
    with changes.changing(office, document_id, actor, version, demand=_demand_decided) as change:
        session, document = change.session, change.document
        decision = latest.in_force(session, document)
        _demand_undoable(session, document, decision)
        for notice in _letters(session, document):
            notices.move(session, notice, NoticeState.CANCELED, actor.name)
        latest.undo_decision(session, document, actor.name)
        take_back(session, office.settings, document, decision, actor, reason)
        change.record("decision.undone", decision=decision.action)
        change.move(DocumentState.IN_REVIEW, "undone")


def take_back(
    session: Session, settings: Settings, document: Document, decision: Decision, actor: Actor, reason: str
) -> None:
    """Undo what followed from a decision whose letters are still drafts."""
    if decision.action in (Action.FLAG, Action.SCREEN, Action.WRITE):
        cases.withdraw(session, document, actor)
    if decision.action == Action.RELEASE:
        cases.resume(session, document, actor, decision.at)
    if decision.action == Action.APPROVE:
        for pin in _issued_for(session, document):
            ledger.end(session, pin, LedgerKind.REVOKE, actor=actor.name, document_id=document.id, reason=reason)
        for row in session.scalars(select(Enrollment).where(Enrollment.document_id == document.id)):
            session.delete(row)
    if document.kind == FormKind.PIN_APPLICATION:
        application = applications.of_document(session, document)
        proven = proofs.proven(session, document, application, settings)
        applications.move(
            session, application, ApplicationState.IDENTITY_VERIFIED if proven else ApplicationState.OPEN, actor.name
        )


def undoable(session: Session, document: Document) -> bool:
    """Return whether the current decision can be undone: no letter was mailed, and nothing has followed since."""
    made = latest.decision(session, document)
    try:
        return made is not None and _demand_undoable(session, document, made) is None
    except errors.WrongState:
        return False


def _demand_decided(session: Session, document: Document) -> None:
    if latest.decision(session, document) is None:
        raise errors.WrongState("this document has no decision to take back")


def _demand_undoable(session: Session, document: Document, made: Decision) -> None:
    """Demand that its letter is not printed; without a letter (a release), that the office day is not over."""
    letters = {notice.state for notice in _letters(session, document)}
    if letters - {NoticeState.DRAFT, NoticeState.GATHERED}:
        raise errors.WrongState("the letter has been printed or mailed: the decision stands")
    if NoticeState.GATHERED in letters:
        raise errors.WrongState("the letter is gathered for printing: have it taken out of its print batch first")
    today = made.at > calendar.end_of(calendar.today() - timedelta(days=1))
    if document.state == DocumentState.CLOSED and not (made.action in (Action.RELEASE, Action.REJECT) and today):
        raise errors.WrongState("the document is closed and has gone on: the decision stands")


def _letters(session: Session, document: Document) -> Sequence[Notice]:
    rows = select(Notice).where(Notice.document_id == document.id, Notice.state != NoticeState.CANCELED)
    return session.scalars(rows).all()


def _issued_for(session: Session, document: Document) -> list[IpPin]:
    rows = (
        select(IpPin).join(LedgerEntry).where(LedgerEntry.document_id == document.id, IpPin.status == PinStatus.CURRENT)
    )
    return list(session.scalars(rows).unique())

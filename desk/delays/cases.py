"""Delay cases: what a flag opens on a return, one per signer with a finding, until the return goes on.

Each signer's case has its own letter and reply. The return is released when each is settled, and leaves the desk
as a whole when one of them becomes an identity-theft case. The list of all delayed returns, flagged or not, is made
by desk/delays/aging.py.
"""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk import errors
from desk.delays import backlog, verifications
from desk.delays.verifications import Proof
from desk.documents import notes
from desk.lifecycle import audit, latest, notices, states
from desk.lifecycle.history import ENDED
from desk.models import Delay, DelayEvent, Document
from desk.models.states import DelayState, DocumentState
from desk.notices.kinds import NoticeKind
from desk.office.accounts import Actor
from desk.office.opening import Office
from desk.recommendation import changes
from desk.recommendation.changes import Change
from desk.system import calendar


def open_cases(session: Session, document: Document, findings: Mapping[str, str], actor: str) -> None:
    """Open a case for each signer of a flagged return: ``findings`` is the reason by role.

    A case closed before is opened again with its history; one of a signer without a finding now ends.
    """
    known = {case.role: case for case in of_document(session, document.id)}
    for role, reason in findings.items():
        case = known.get(role)
        if case is None:
            case = Delay(document_id=document.id, role=role, opened_on=document.received_date)
            session.add(case)
        case.reason, case.state = reason, DelayState.OPEN
        case.closed_on, case.letter_on, case.reply_due = None, None, None
        record(session, case, actor, reason)
    for role in known.keys() - findings.keys():
        if known[role].state not in ENDED:
            _end(session, known[role], DelayState.RELEASED, actor, "nothing found any more")


def move(
    office: Office,
    document_id: int,
    new: str,
    actor: Actor,
    note: str = "",
    version: int | None = None,
    role: str | None = None,
    proof: Proof | None = None,
) -> None:
    """Bring one signer's case into ``new``; released and identity_theft end the delay of the whole return.

    ``role`` need not be said where only one signer has a case, nor for a release, which is of them all. A case is
    verified with the ``proof`` of it; then another person than whoever recorded that releases the return
    (:class:`errors.NotAllowed`). Any other release is asked for and granted (`desk/review/releases`).
    """
    notes.demand_no_number(note)
    with changing(office, document_id, actor, version) as change:
        found = of_document(change.session, document_id)
        if new == DelayState.RELEASED:
            _release(change, found, note)
        elif new == DelayState.IDENTITY_THEFT:
            _pass_on(change, found, chosen(found, role), note)
        else:
            _step(change, chosen(found, role), new, note, proof)


def reopen(office: Office, document_id: int, actor: Actor, reason: str, version: int | None = None) -> None:
    """Take up a return again whose cases have ended: its decision is undone, the cases' history stays."""
    if not reason.strip():
        raise errors.InvalidInput("say why the case is opened again")
    notes.demand_no_number(reason)
    with changing(office, document_id, actor, version) as change:
        found = of_document(change.session, document_id)
        if any(case.state not in ENDED for case in found):
            raise errors.WrongState("this case is not ended")
        latest.undo_decision(change.session, change.document, actor.name)
        for case in found:
            case.state, case.closed_on = states.check(states.DELAY, case.state, DelayState.OPEN), None
            case.letter_on, case.reply_due = None, None
            _keep(change, case, reason.strip())
        change.move(DocumentState.IN_REVIEW, "reopened")


def set_processable(office: Office, document_id: int, day: date, actor: Actor, version: int | None = None) -> None:
    """The day on which the return was complete; the received date never changes (domain.md 4.2)."""
    with changing(office, document_id, actor, version) as change:
        if not change.document.received_date <= day <= calendar.today():
            raise errors.InvalidInput("a return becomes processable between its received date and today")
        for case in of_document(change.session, document_id):
            case.processable_date = day
        change.record("delay.processable", day=day.isoformat())


def mark_no_reply(office: Office, actor: str) -> int:
    """Cases whose answer did not come in time are marked; how many. Done by the clock each day."""
    with office.database.transaction() as session:
        late = select(Delay).where(backlog.late(), Delay.state == DelayState.LETTER_SENT)
        cases = session.scalars(late.order_by(Delay.id).with_for_update()).all()
        for case in cases:
            case.state = states.check(states.DELAY, case.state, DelayState.NO_REPLY)
            record(session, case, actor, "no reply")
        return len(cases)


def of_document(session: Session, document_id: int) -> Sequence[Delay]:
    """The cases of one return, primary before spouse; none where nothing was flagged."""
    return session.scalars(select(Delay).where(Delay.document_id == document_id).order_by(Delay.role)).all()


def chosen(found: Sequence[Delay], role: str | None) -> Delay:
    """The case of one signer; the only one where ``role`` is not said.

    Raises :class:`errors.InvalidInput` where it must be said, :class:`errors.NotFound` where that signer has none.
    """
    if role is None and len(found) > 1:
        raise errors.InvalidInput("more than one signer has a case: say whose is meant, primary or spouse")
    case = next((case for case in found if role in (None, case.role)), None)
    return errors.known(case, "this signer has no delay case")


def history_of(session: Session, document_id: int) -> list[DelayEvent]:
    """Everything that happened to a return's cases, oldest first."""
    return list(
        session.scalars(select(DelayEvent).where(DelayEvent.document_id == document_id).order_by(DelayEvent.id))
    )


def close(session: Session, document: Document, how: str, actor: str) -> None:
    """End every case of a return that has not ended."""
    for case in of_document(session, document.id):
        if case.state not in ENDED:
            _end(session, case, how, actor, how)
            notices.stop(session, document.id, NoticeKind.VERIFICATION, actor, how)


def withdraw(session: Session, document: Document, actor: Actor) -> None:
    """Take a flag back: its cases end without having been any."""
    close(session, document, DelayState.RELEASED, actor.name)


def resume(session: Session, document: Document, actor: Actor, released: datetime) -> None:
    """A release is taken back: the cases that it ended at that moment go on."""
    last = {event.role: event for event in history_of(session, document.id)}
    for case in of_document(session, document.id):
        if case.state == DelayState.RELEASED and last[case.role].at >= released:
            case.state, case.closed_on = states.check(states.DELAY, case.state, DelayState.OPEN), None
            record(session, case, actor.name, "release taken back")


def record(session: Session, case: Delay, actor: str, note: str) -> None:
    """Keep a case as something else leaves it: a decision, a letter, the clock."""
    _enter(session, case, actor, note)
    audit.record(
        session, actor, f"delay.{case.state}", "document", case.document_id, reason=case.reason, role=case.role
    )


def changing(office: Office, document_id: int, actor: Actor, version: int | None) -> AbstractContextManager[Change]:
    """The door to a return with a delay case, in whatever state the return is."""
    return changes.changing(office, document_id, actor, version, demand=_demand_case)


def _demand_case(session: Session, document: Document) -> None:
    if not of_document(session, document.id):
        raise errors.NotFound("this return has no delay case")


def _step(change: Change, case: Delay, new: str, note: str, proof: Proof | None) -> None:
    if case.state in ENDED and new == DelayState.OPEN:
        raise errors.WrongState("an ended case is opened again with a reason, see reopen")
    case.state = states.check(states.DELAY, case.state, new)
    if new == DelayState.VERIFIED:
        verifications.keep(change.session, change.office.settings, case, proof, change.actor)
    _keep(change, case, note)


def _release(change: Change, found: Sequence[Delay], note: str) -> None:
    """The return goes on; of several signers each must be settled first."""
    unsettled = [case.role for case in found if case.state not in (DelayState.VERIFIED, *ENDED)]
    if unsettled and len(found) > 1:
        raise errors.WrongState(
            f"the return is released when each signer's case is settled: {' and '.join(unsettled)} not yet"
        )
    verifications.demand(change.session, found, change.actor)
    _leave(change, found, DelayState.RELEASED, {}, note)


def _pass_on(change: Change, found: Sequence[Delay], case: Delay, note: str) -> None:
    """Somebody used a signer's number: the return leaves as an identity-theft case, with the other signer's case."""
    others = {other.role: f"passed on with the {case.role}'s case" for other in found if other is not case}
    _leave(change, found, DelayState.IDENTITY_THEFT, others, note)


def _leave(change: Change, found: Sequence[Delay], new: str, texts: Mapping[str, str], note: str) -> None:
    for case in found:
        case.state, case.closed_on = states.check(states.DELAY, case.state, new), calendar.today()
        _keep(change, case, texts.get(case.role, note))
    notices.stop(change.session, change.document.id, NoticeKind.VERIFICATION, change.actor.name, new)
    change.move(DocumentState.CLOSED, new)


def _end(session: Session, case: Delay, how: str, actor: str, note: str) -> None:
    case.state, case.closed_on = states.check(states.DELAY, case.state, how), calendar.today()
    record(session, case, actor, note)


def _keep(change: Change, case: Delay, note: str) -> None:
    """The case as an act at the door leaves it."""
    _enter(change.session, case, change.actor.name, note)
    change.record(f"delay.{case.state}", reason=case.reason, role=case.role)


def _enter(session: Session, case: Delay, actor: str, note: str) -> None:
    session.flush()
    session.add(
        DelayEvent(
            document_id=case.document_id,
            state=case.state,
            reason=case.reason,
            role=case.role,
            reply_due=case.reply_due,
            on=calendar.today(),
            at=calendar.now(),
            by=actor,
            note=note,
        )
    )

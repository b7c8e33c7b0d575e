"""Delay cases: a decision opens them on a return, one per signer and cause, until the return can go on.

A flag opens a case for each signer with a finding; a missing signature or page is a cause of its own. Each case has its
own reply. The return is released when every case is settled. It leaves as a whole when somebody used a signer's number.
desk/delays/aging.py lists all delayed returns, with or without a case.
"""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk import errors
from desk.delays import backlog, theft, verifications
from desk.delays.verifications import Proof
from desk.lifecycle import audit, latest, notices, states
from desk.lifecycle.history import ENDED
from desk.models import Delay, DelayEvent, Document
from desk.models.states import DelayCause, DelayState, DocumentState
from desk.notices import kinds
from desk.notices.kinds import NoticeKind
from desk.office.accounts import Actor
from desk.office.opening import Office
from desk.program import free_text
from desk.recommendation import changes
from desk.recommendation.changes import Change
from desk.system import calendar

Key = tuple[str, DelayCause]
"""What identifies a case of a return: the role of the signer, and the cause."""
_BY_HAND = {
    DelayCause.IDENTITY: {DelayState.VERIFIED, DelayState.NO_REPLY, DelayState.IDENTITY_THEFT},
    DelayCause.SIGNATURE: {DelayState.COMPLETED, DelayState.NO_REPLY},
    DelayCause.PAGE: {DelayState.COMPLETED, DelayState.NO_REPLY},
}


def open_cases(session: Session, document: Document, findings: Mapping[Key, str], actor: str) -> None:
    """Open the cases of a delayed return; ``findings`` is the reason by signer and cause.

    A case that was closed is opened again with its history; a case without a finding now ends.
    """
    known = {_key(case): case for case in of_document(session, document.id)}
    for key, reason in findings.items():
        case = known.get(key)
        if case is None:
            case = Delay(document_id=document.id, role=key[0], cause=key[1], opened_on=document.received_date)
            session.add(case)
        case.reason, case.state = reason, DelayState.OPEN
        case.closed_on, case.letter_on, case.reply_due = None, None, None
        record(session, case, actor, reason)
    for key in known.keys() - findings.keys():
        if known[key].state not in ENDED:
            _end(session, known[key], DelayState.RELEASED, actor, "nothing found any more")


def move(
    office: Office,
    document_id: int,
    new: str,
    actor: Actor,
    note: str = "",
    version: int | None = None,
    role: str | None = None,
    proof: Proof | None = None,
    cause: str | None = None,
) -> None:
    """Move one case to ``new``; released and identity_theft end the delay of the whole return.

    ``role`` and ``cause`` may be left out if only one case is possible, and for a release, which ends them all. A case
    is verified with its ``proof``; then somebody other than the recorder releases the return
    (:class:`errors.NotAllowed`). Any other release is requested and granted (`desk/review/releases`).
    """
    free_text.demand_no_number(note)
    with changing(office, document_id, actor, version) as change:
        found = of_document(change.session, document_id)
        if new == DelayState.RELEASED:
            _release(change, found, note)
        elif new == DelayState.IDENTITY_THEFT:
            _pass_on(change, found, chosen(found, role, DelayCause.IDENTITY), note)
        else:
            _step(change, chosen(found, role, cause), new, note, proof)


def reopen(office: Office, document_id: int, actor: Actor, reason: str, version: int | None = None) -> None:
    """Reopen a return whose cases have ended: its decision is undone, and the cases keep their history.

    A return that was passed on leaves its identity-theft case; see :func:`theft.take_back` for who may withdraw that.
    """
    if not reason.strip():
        raise errors.InvalidInput("say why the case is opened again")
    free_text.demand_no_number(reason)
    with changing(office, document_id, actor, version) as change:
        found = of_document(change.session, document_id)
        if any(case.state not in ENDED for case in found):
            raise errors.WrongState("this case is not ended")
        latest.undo_decision(change.session, change.document, actor.name)
        theft.take_back(change.session, change.document, actor, reason.strip())
        for case in found:
            if case.state != DelayState.COMPLETED:
                case.state, case.closed_on = states.check(states.DELAY, case.state, DelayState.OPEN), None
                case.letter_on, case.reply_due = None, None
                _keep(change, case, reason.strip())
        change.move(DocumentState.IN_REVIEW, "reopened")


def set_processable(office: Office, document_id: int, day: date, actor: Actor, version: int | None = None) -> None:
    """Set the day on which the return was complete; the received date never changes (domain.md 4.2)."""
    with changing(office, document_id, actor, version) as change:
        if not change.document.received_date <= day <= calendar.today():
            raise errors.InvalidInput("a return becomes processable between its received date and today")
        for case in of_document(change.session, document_id):
            case.processable_date = day
            _enter(change.session, case, actor.name, f"complete since {day}")
        change.record("delay.processable", day=day.isoformat())


def mark_no_reply(office: Office, actor: str) -> int:
    """Mark the cases whose answer did not come in time; return how many. The clock does this each day."""
    with office.database.transaction() as session:
        late = select(Delay).where(backlog.late(), Delay.state == DelayState.LETTER_SENT)
        cases = session.scalars(late.order_by(Delay.id).with_for_update()).all()
        for case in cases:
            case.state = states.check(states.DELAY, case.state, DelayState.NO_REPLY)
            record(session, case, actor, "no reply")
        return len(cases)


def of_document(session: Session, document_id: int) -> Sequence[Delay]:
    """Return the cases of one return, primary before spouse; empty if nothing was found."""
    rows = select(Delay).where(Delay.document_id == document_id)
    return session.scalars(rows.order_by(Delay.role, Delay.cause)).all()


def chosen(found: Sequence[Delay], role: str | None, cause: str | None) -> Delay:
    """Return the case of one signer and cause; either may be left out if only one case is possible.

    Raises :class:`errors.InvalidInput` if more than one is possible, :class:`errors.NotFound` if there is no such case.
    """
    meant = [case for case in found if role in (None, case.role) and cause in (None, case.cause)]
    if len(meant) > 1:
        raise errors.InvalidInput("this return has more than one case: say whose is meant, primary or spouse, and why")
    return errors.known(next(iter(meant), None), "this signer has no such delay case")


def ways(case: Delay, found: Sequence[Delay]) -> set[str]:
    """Return the states to which a person may move a case now, given all cases of its return."""
    by_hand = set[str](_BY_HAND[DelayCause(case.cause)])
    if not _unsettled(found):
        by_hand.add(DelayState.RELEASED)
    return set() if case.state in ENDED else by_hand & states.DELAY[case.state]


def history_of(session: Session, document_id: int) -> list[DelayEvent]:
    """Return all events of a return's cases, oldest first."""
    return list(
        session.scalars(select(DelayEvent).where(DelayEvent.document_id == document_id).order_by(DelayEvent.id))
    )


def close(session: Session, document: Document, how: str, actor: str) -> None:
    """End every case of a return that has not ended."""
    for case in of_document(session, document.id):
        if case.state not in ENDED:
            _end(session, case, how, actor, how)
            _stop(session, document, how, actor)


def withdraw(session: Session, document: Document, actor: Actor) -> None:
    """End the cases that an undone decision had opened, as if they had never been."""
    close(session, document, DelayState.RELEASED, actor.name)


def resume(session: Session, document: Document, actor: Actor, released: datetime) -> None:
    """Continue the cases that a release ended at that moment, because the release is undone."""
    last = {(event.role, event.cause): event for event in history_of(session, document.id)}
    for case in of_document(session, document.id):
        if case.state == DelayState.RELEASED and last[_key(case)].at >= released:
            case.state, case.closed_on = states.check(states.DELAY, case.state, DelayState.OPEN), None
            record(session, case, actor.name, "release taken back")


def record(session: Session, case: Delay, actor: str, note: str) -> None:
    """Record the state that another act gave a case: a decision, a letter, or the clock."""
    _enter(session, case, actor, note)
    audit.record(
        session, actor, f"delay.{case.state}", "document", case.document_id, reason=case.reason, role=case.role
    )


def changing(office: Office, document_id: int, actor: Actor, version: int | None) -> AbstractContextManager[Change]:
    """Yield a change of a return with a delay case, whatever the state of the return."""
    return changes.changing(office, document_id, actor, version, demand=_demand_case)


def _demand_case(session: Session, document: Document) -> None:
    if not of_document(session, document.id):
        raise errors.NotFound("this return has no delay case")


def _step(change: Change, case: Delay, new: str, note: str, proof: Proof | None) -> None:
    if case.state in ENDED and new == DelayState.OPEN:
        raise errors.WrongState("an ended case is opened again with a reason, see reopen")
    if new not in _BY_HAND[DelayCause(case.cause)]:
        raise errors.WrongState(f"a case about {case.reason.replace('_', ' ')} does not become {new.replace('_', ' ')}")
    case.state = states.check(states.DELAY, case.state, new)
    if new == DelayState.VERIFIED:
        verifications.keep(change.session, change.office.settings, case, proof, change.actor)
    if new in ENDED:
        case.closed_on = calendar.today()
    _keep(change, case, note)
    if new == DelayState.COMPLETED:
        _complete(change)


def _complete(change: Change) -> None:
    """Once nothing is missing its letters stop; a return that waited for nothing else is reviewed again."""
    found = of_document(change.session, change.document.id)
    if any(case.cause != DelayCause.IDENTITY and case.state not in ENDED for case in found):
        return
    notices.stop(change.session, change.document.id, NoticeKind.INCOMPLETE, change.actor.name, "completed")
    if all(case.state in ENDED for case in found) and change.document.state == DocumentState.DECIDED:
        latest.undo_decision(change.session, change.document, change.actor.name)
        change.move(DocumentState.IN_REVIEW, "what was missing came in")


def _unsettled(found: Sequence[Delay]) -> list[str]:
    """The cases that a release waits for: none for a single flagged signer, otherwise those not settled yet."""
    if len(found) == 1 and found[0].cause == DelayCause.IDENTITY:
        return []
    waiting = [case for case in found if case.state not in (DelayState.VERIFIED, *ENDED)]
    return [f"{case.role}, {case.reason.replace('_', ' ')}" for case in waiting]


def _release(change: Change, found: Sequence[Delay], note: str) -> None:
    """Release the return; each case must be settled first."""
    unsettled = _unsettled(found)
    if unsettled:
        raise errors.WrongState(f"the return is released when each case is settled: not yet {'; '.join(unsettled)}")
    verifications.demand(change.session, found, change.actor)
    _leave(change, found, DelayState.RELEASED, {}, note)


def _pass_on(change: Change, found: Sequence[Delay], case: Delay, note: str) -> None:
    """Pass the return on as an identity-theft case, with the other signer's case, because somebody used a signer's
    number.
    """
    theft.pass_on(change, case.role)
    others = {_key(other): f"passed on with the {case.role}'s case" for other in found if other is not case}
    _leave(change, found, DelayState.IDENTITY_THEFT, others, note)


def _leave(change: Change, found: Sequence[Delay], new: str, texts: Mapping[Key, str], note: str) -> None:
    for case in found:
        if case.state not in ENDED:
            case.state, case.closed_on = states.check(states.DELAY, case.state, new), calendar.today()
            _keep(change, case, texts.get(_key(case), note))
    _stop(change.session, change.document, new, change.actor.name)
    change.move(DocumentState.CLOSED, new)


def _stop(session: Session, document: Document, why: str, actor: str) -> None:
    for kind in kinds.OF_CASES:
        notices.stop(session, document.id, kind, actor, why)


def _key(case: Delay) -> Key:
    return case.role, DelayCause(case.cause)


def _end(session: Session, case: Delay, how: str, actor: str, note: str) -> None:
    case.state, case.closed_on = states.check(states.DELAY, case.state, how), calendar.today()
    record(session, case, actor, note)


def _keep(change: Change, case: Delay, note: str) -> None:
    """Record a case as this change leaves it."""
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
            cause=case.cause,
            reply_due=case.reply_due,
            processable_date=case.processable_date,
            on=calendar.today(),
            at=calendar.now(),
            by=actor,
            note=note,
        )
    )

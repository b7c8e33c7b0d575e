"""Delay cases: what a flag opens on a return, until the return is released or becomes an identity-theft case.

The list of all delayed returns, flagged or not, is made by desk/delays/aging.py.
"""

from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desk import errors
from desk.delays import backlog
from desk.documents import notes
from desk.lifecycle import audit, latest, notices, states
from desk.lifecycle.history import ENDED
from desk.models import Delay, DelayEvent, Document, Notice, Person
from desk.models.states import DelayState, DocumentState, NoticeState
from desk.notices.kinds import NoticeKind
from desk.office.accounts import Actor
from desk.office.opening import Office
from desk.program.settings import REPLY_DAYS
from desk.recommendation import changes
from desk.recommendation.changes import Change
from desk.system import calendar


def open_case(session: Session, document: Document, reason: str, role: str, actor: str) -> Delay:
    """Make a flagged return's delay a case; a case closed before is opened again with its history."""
    case = session.scalar(select(Delay).where(Delay.document_id == document.id))
    if case is None:
        case = Delay(
            document_id=document.id, state=DelayState.OPEN, opened_on=document.received_date, reason="", role=""
        )
        session.add(case)
    case.reason, case.role, case.state = reason, role, DelayState.OPEN
    case.closed_on, case.letter_on, case.reply_due = None, None, None
    _note(session, case, actor, reason)
    return case


def move(office: Office, document_id: int, new: str, actor: Actor, note: str = "", version: int | None = None) -> None:
    """Bring a delay case into ``new``; released and identity_theft end the delay."""
    notes.demand_no_number(note)
    with _changing(office, document_id, actor, version) as change:
        case = _of_document(change.session, document_id)
        if case.state in ENDED and new == DelayState.OPEN:
            raise errors.WrongState("an ended case is opened again with a reason, see reopen")
        case.state = states.check(states.DELAY, case.state, new)
        if new in ENDED:
            case.closed_on = calendar.today()
            notices.stop(change.session, document_id, NoticeKind.VERIFICATION, actor.name, new)
            change.move(DocumentState.CLOSED, new)
        _keep(change, case, note)


def reopen(office: Office, document_id: int, actor: Actor, reason: str, version: int | None = None) -> None:
    """Take up an ended case again: its decision is undone, its history stays."""
    if not reason.strip():
        raise errors.InvalidInput("say why the case is opened again")
    notes.demand_no_number(reason)
    with _changing(office, document_id, actor, version) as change:
        case = _of_document(change.session, document_id)
        if case.state not in ENDED:
            raise errors.WrongState("this case is not ended")
        latest.undo_decision(change.session, change.document, actor.name)
        case.state, case.closed_on = states.check(states.DELAY, case.state, DelayState.OPEN), None
        case.letter_on, case.reply_due = None, None
        _keep(change, case, reason.strip())
        change.move(DocumentState.IN_REVIEW, "reopened")


def set_processable(office: Office, document_id: int, day: date, actor: Actor, version: int | None = None) -> None:
    """The day on which the return was complete; the received date never changes (domain.md 4.2)."""
    with _changing(office, document_id, actor, version) as change:
        case = _of_document(change.session, document_id)
        if not change.document.received_date <= day <= calendar.today():
            raise errors.InvalidInput("a return becomes processable between its received date and today")
        case.processable_date = day
        change.record("delay.processable", day=day.isoformat())


def mark_no_reply(office: Office, actor: str) -> int:
    """Cases whose answer did not come in time are marked; how many. Done by the clock each day."""
    with office.database.transaction() as session:
        late = select(Delay).where(backlog.late(), Delay.state == DelayState.LETTER_SENT)
        cases = session.scalars(late.order_by(Delay.id).with_for_update()).all()
        for case in cases:
            case.state = states.check(states.DELAY, case.state, DelayState.NO_REPLY)
            _note(session, case, actor, "no reply")
        return len(cases)


def remind(office: Office, document_id: int, actor: Actor, version: int | None = None) -> bool:
    """Draft a second letter for a case; whether one was drafted.

    None is for a case with a letter on its way, and for one whose letter came back: it waits for a better address.
    """
    with _changing(office, document_id, actor, version) as change:
        case = _of_document(change.session, document_id)
        if case.state not in (DelayState.LETTER_SENT, DelayState.NO_REPLY):
            raise errors.WrongState(f"{change.document.number}: a reminder follows a letter that was sent")
        drafted = _remind(change, case)
        if not drafted:
            change.leave()
        return drafted


def history_of(session: Session, document_id: int) -> list[DelayEvent]:
    """Everything that happened to a case, oldest first."""
    return list(
        session.scalars(select(DelayEvent).where(DelayEvent.document_id == document_id).order_by(DelayEvent.id))
    )


def close(session: Session, document: Document, how: str, actor: str) -> None:
    """End a delay case if there is one."""
    case = session.scalar(select(Delay).where(Delay.document_id == document.id))
    if case is not None and case.state not in ENDED:
        case.state, case.closed_on = states.check(states.DELAY, case.state, how), calendar.today()
        notices.stop(session, document.id, NoticeKind.VERIFICATION, actor, how)
        _note(session, case, actor, how)


def withdraw(session: Session, document: Document, actor: Actor) -> None:
    """Take a flag back: the case ends without having been one."""
    close(session, document, DelayState.RELEASED, actor.name)


def resume(session: Session, document: Document, actor: Actor, released: datetime) -> None:
    """A release is taken back: the case that it ended at that moment goes on."""
    rows = select(DelayEvent).where(DelayEvent.document_id == document.id).order_by(DelayEvent.id.desc())
    last = session.scalar(rows.limit(1))
    case = session.scalar(select(Delay).where(Delay.document_id == document.id))
    if case is None or last is None or case.state != DelayState.RELEASED or last.at < released:
        return
    case.state, case.closed_on = states.check(states.DELAY, case.state, DelayState.OPEN), None
    _note(session, case, actor.name, "release taken back")


def letter_mailed(session: Session, notice: Notice, actor: str) -> None:
    """The verification letter, or a reminder of it, is out: the answer is due in thirty days."""
    case = session.scalar(select(Delay).where(Delay.document_id == notice.document_id))
    if case is None or case.state not in (DelayState.OPEN, DelayState.LETTER_SENT, DelayState.NO_REPLY):
        return
    case.state = DelayState.LETTER_SENT
    case.letter_on, case.reply_due = calendar.today(), calendar.today() + timedelta(days=REPLY_DAYS)
    _note(session, case, actor, "letter sent")


def letter_returned(session: Session, notice: Notice, actor: str) -> None:
    """The letter came back: its address is looked up, and no answer is due to it (domain 1.5, 4.4).

    What is mailed again is due anew; a case whose reminder is out already waits for that one's answer.
    """
    case = session.scalar(select(Delay).where(Delay.document_id == notice.document_id))
    newest = select(func.max(Notice.id)).where(Notice.document_id == notice.document_id, Notice.kind == notice.kind)
    if (
        case is None
        or case.state not in (DelayState.LETTER_SENT, DelayState.NO_REPLY)
        or session.scalar(newest) != notice.id
    ):
        return
    case.state, case.reply_due = DelayState.LETTER_SENT, None
    _note(session, case, actor, "letter came back")


def letter_given_up(session: Session, notice: Notice, actor: str) -> None:
    """No better address was found: the case waits for a person, as one to which no reply came."""
    case = session.scalar(select(Delay).where(Delay.document_id == notice.document_id))
    if case is not None and case.state == DelayState.LETTER_SENT and case.reply_due is None:
        case.state = states.check(states.DELAY, case.state, DelayState.NO_REPLY)
        _note(session, case, actor, "no address found")


def _changing(office: Office, document_id: int, actor: Actor, version: int | None) -> AbstractContextManager[Change]:
    """The door to a return with a delay case, in whatever state the return is."""
    return changes.changing(office, document_id, actor, version, demand=_demand_case)


def _demand_case(session: Session, document: Document) -> None:
    _of_document(session, document.id)


def _of_document(session: Session, document_id: int) -> Delay:
    case = session.scalar(select(Delay).where(Delay.document_id == document_id))
    if case is None:
        raise errors.NotFound("this return has no delay case")
    return case


def _remind(change: Change, case: Delay) -> bool:
    session, document, actor = change.session, change.document, change.actor
    letters = session.scalars(
        select(Notice)
        .where(Notice.document_id == document.id, Notice.kind == NoticeKind.VERIFICATION)
        .order_by(Notice.id)
    ).all()
    if any(
        letter.state
        in (NoticeState.DRAFT, NoticeState.GATHERED, NoticeState.PRINTED, NoticeState.SPOILED, NoticeState.RETURNED)
        for letter in letters
    ):
        return False
    if letters and _in_vain(letters[-1]):
        return False
    person = session.scalars(select(Person).where(Person.document_id == document.id, Person.role == case.role)).one()
    if person.taxpayer_id is None:
        return False
    notices.draft(
        session,
        NoticeKind.VERIFICATION,
        actor.name,
        taxpayer_id=person.taxpayer_id,
        document_id=document.id,
        language=letters[-1].language if letters else "en",
        details={"role": case.role, "reminder": len(letters)},
    )
    change.record("delay.reminded", reminder=len(letters))
    return True


def _in_vain(letter: Notice) -> bool:
    """Whether a letter was given up after it came back, and the address of record is still that one."""
    if letter.state != NoticeState.CANCELLED or letter.mailed_on is None:
        return False
    moved = letter.addressee.address_changed_on
    return moved is None or moved < letter.mailed_on


def _keep(change: Change, case: Delay, note: str) -> None:
    """The case as an act at the door leaves it."""
    _enter(change.session, case, change.actor.name, note)
    change.record(f"delay.{case.state}", reason=case.reason)


def _note(session: Session, case: Delay, actor: str, note: str) -> None:
    """The case as something else leaves it: a decision, a letter, the clock."""
    _enter(session, case, actor, note)
    audit.record(session, actor, f"delay.{case.state}", "document", case.document_id, reason=case.reason)


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

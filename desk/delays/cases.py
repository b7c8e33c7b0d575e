"""Delay cases: what a flag opens on a return, until the return is released or becomes an identity-theft case.

The list of all delayed returns, flagged or not, is made by desk/delays/aging.py.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desk import errors
from desk.delays import backlog
from desk.documents import notes
from desk.lifecycle import audit, latest, notices, states
from desk.lifecycle.history import ENDED
from desk.models import Delay, DelayEvent, Document, Notice, Person
from desk.office.accounts import Actor
from desk.office.opening import Office
from desk.program.settings import REPLY_DAYS
from desk.recommendation import making
from desk.system import calendar


def open_case(session: Session, document: Document, reason: str, role: str, actor: str) -> Delay:
    """Make a flagged return's delay a case; a case closed before is opened again with its history."""
    case = session.scalar(select(Delay).where(Delay.document_id == document.id))
    if case is None:
        case = Delay(document_id=document.id, state="open", opened_on=document.received_date, reason="", role="")
        session.add(case)
    case.reason, case.role, case.state = reason, role, "open"
    case.closed_on, case.letter_on, case.reply_due = None, None, None
    _note(session, case, actor, reason)
    return case


def move(office: Office, document_id: int, new: str, actor: Actor, note: str = "") -> None:
    """Bring a delay case into ``new``; released and identity_theft end the delay."""
    notes.demand_no_number(note)
    with office.database.transaction() as session:
        document, case = _case(session, document_id)
        if case.state in ENDED and new == "open":
            raise errors.WrongState("an ended case is opened again with a reason, see reopen")
        case.state = states.check(states.DELAY, case.state, new)
        if new in ENDED:
            case.closed_on = calendar.today()
            notices.stop(session, document.id, "verification", actor.name, new)
            states.move(session, document, "closed", actor.name, new)
        _note(session, case, actor.name, note)


def reopen(office: Office, document_id: int, actor: Actor, reason: str) -> None:
    """Take up an ended case again: its decision is undone, its history stays."""
    if not reason.strip():
        raise errors.InvalidInput("say why the case is opened again")
    notes.demand_no_number(reason)
    with office.database.transaction() as session:
        document, case = _case(session, document_id)
        if case.state not in ENDED:
            raise errors.WrongState("this case is not ended")
        latest.undo_decision(session, document, actor.name)
        case.state, case.closed_on = states.check(states.DELAY, case.state, "open"), None
        case.letter_on, case.reply_due = None, None
        _note(session, case, actor.name, reason.strip())
        states.move(session, document, "in_review", actor.name, "reopened")
        making.give(session, office.settings, document, actor.name)


def set_processable(office: Office, document_id: int, day: date, actor: Actor) -> None:
    """The day on which the return was complete; the received date never changes (domain.md 4.2)."""
    with office.database.transaction() as session:
        document, case = _case(session, document_id)
        if not document.received_date <= day <= calendar.today():
            raise errors.InvalidInput("a return becomes processable between its received date and today")
        case.processable_date = day
        audit.record(session, actor.name, "delay.processable", "document", document.id, day=day.isoformat())


def mark_no_reply(office: Office, actor: str) -> int:
    """Cases whose answer did not come in time are marked; how many. Done by the clock each day."""
    with office.database.transaction() as session:
        late = select(Delay).where(backlog.late(), Delay.state == "letter_sent")
        cases = session.scalars(late.order_by(Delay.id).with_for_update()).all()
        for case in cases:
            case.state = states.check(states.DELAY, case.state, "no_reply")
            _note(session, case, actor, "no reply")
        return len(cases)


def remind(office: Office, document_ids: Sequence[int], actor: Actor) -> int:
    """Draft a second letter for each of these cases; how many.

    Those with a letter on its way are left out, and those whose letter came back: they wait for a better address.
    """
    done = 0
    with office.database.transaction() as session:
        for number in document_ids:
            document, case = _case(session, number)
            if case.state not in ("letter_sent", "no_reply"):
                raise errors.WrongState(f"{document.number}: a reminder follows a letter that was sent")
            done += _remind(session, document, case, actor)
    return done


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
        notices.stop(session, document.id, "verification", actor, how)
        _note(session, case, actor, how)


def withdraw(session: Session, document: Document, actor: Actor) -> None:
    """Take a flag back: the case ends without having been one."""
    close(session, document, "released", actor.name)


def resume(session: Session, document: Document, actor: Actor, released: datetime) -> None:
    """A release is taken back: the case that it ended at that moment goes on."""
    rows = select(DelayEvent).where(DelayEvent.document_id == document.id).order_by(DelayEvent.id.desc())
    last = session.scalar(rows.limit(1))
    case = session.scalar(select(Delay).where(Delay.document_id == document.id))
    if case is None or last is None or case.state != "released" or last.at < released:
        return
    case.state, case.closed_on = states.check(states.DELAY, case.state, "open"), None
    _note(session, case, actor.name, "release taken back")


def letter_mailed(session: Session, notice: Notice, actor: str) -> None:
    """The verification letter, or a reminder of it, is out: the answer is due in thirty days."""
    case = session.scalar(select(Delay).where(Delay.document_id == notice.document_id))
    if case is None or case.state not in ("open", "letter_sent", "no_reply"):
        return
    case.state = "letter_sent"
    case.letter_on, case.reply_due = calendar.today(), calendar.today() + timedelta(days=REPLY_DAYS)
    _note(session, case, actor, "letter sent")


def letter_returned(session: Session, notice: Notice, actor: str) -> None:
    """The letter came back: its address is looked up, and no answer is due to it (domain 1.5, 4.4).

    What is mailed again is due anew; a case whose reminder is out already waits for that one's answer.
    """
    case = session.scalar(select(Delay).where(Delay.document_id == notice.document_id))
    newest = select(func.max(Notice.id)).where(Notice.document_id == notice.document_id, Notice.kind == notice.kind)
    if case is None or case.state not in ("letter_sent", "no_reply") or session.scalar(newest) != notice.id:
        return
    case.state, case.reply_due = "letter_sent", None
    _note(session, case, actor, "letter came back")


def letter_given_up(session: Session, notice: Notice, actor: str) -> None:
    """No better address was found: the case waits for a person, as one to which no reply came."""
    case = session.scalar(select(Delay).where(Delay.document_id == notice.document_id))
    if case is not None and case.state == "letter_sent" and case.reply_due is None:
        case.state = states.check(states.DELAY, case.state, "no_reply")
        _note(session, case, actor, "no address found")


def _case(session: Session, document_id: int) -> tuple[Document, Delay]:
    document = session.get(Document, document_id, with_for_update=True)
    case = session.scalar(select(Delay).where(Delay.document_id == document_id))
    if document is None or case is None:
        raise errors.NotFound("this return has no delay case")
    return document, case


def _remind(session: Session, document: Document, case: Delay, actor: Actor) -> int:
    letters = session.scalars(
        select(Notice).where(Notice.document_id == document.id, Notice.kind == "verification").order_by(Notice.id)
    ).all()
    if any(letter.state in ("draft", "gathered", "printed", "spoiled", "returned") for letter in letters):
        return 0
    rows = select(Person).where(Person.document_id == document.id, Person.role == case.role)
    person = session.scalar(rows)
    if letters and _in_vain(letters[-1]):
        return 0
    notices.draft(
        session,
        "verification",
        actor.name,
        taxpayer_id=person.taxpayer_id,
        document_id=document.id,
        language=letters[-1].language if letters else "en",
        details={"role": case.role, "reminder": len(letters)},
    )
    audit.record(session, actor.name, "delay.reminded", "document", document.id, reminder=len(letters))
    return 1


def _in_vain(letter: Notice) -> bool:
    """Whether a letter was given up after it came back, and the address of record is still that one."""
    moved = letter.taxpayer.address_changed_on
    given_up = letter.state == "cancelled" and letter.mailed_on is not None
    return given_up and (moved is None or moved < letter.mailed_on)


def _note(session: Session, case: Delay, actor: str, note: str) -> None:
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
    audit.record(session, actor, f"delay.{case.state}", "document", case.document_id, reason=case.reason)

"""The letters of delay cases: mailed, come back, given up, and reminders; each belongs to one signer's case."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk import errors
from desk.delays import cases
from desk.lifecycle import notices, states
from desk.models import Delay, Notice, Person
from desk.models.states import DelayState, NoticeState
from desk.notices.kinds import NoticeKind
from desk.office.accounts import Actor
from desk.office.opening import Office
from desk.program.settings import REPLY_DAYS
from desk.recommendation.changes import Change
from desk.system import calendar

_ASKED = (DelayState.LETTER_SENT, DelayState.NO_REPLY)
_ON_ITS_WAY = (
    NoticeState.DRAFT,
    NoticeState.GATHERED,
    NoticeState.PRINTED,
    NoticeState.SPOILED,
    NoticeState.RETURNED,
)


def mailed(session: Session, notice: Notice, actor: str) -> None:
    """The verification letter, or a reminder of it, is out: the answer is due in thirty days."""
    case = _case(session, notice)
    if case is None or case.state not in (DelayState.OPEN, *_ASKED):
        return
    case.state = DelayState.LETTER_SENT
    case.letter_on, case.reply_due = calendar.today(), calendar.today() + timedelta(days=REPLY_DAYS)
    cases.record(session, case, actor, "letter sent")


def came_back(session: Session, notice: Notice, actor: str) -> None:
    """The letter came back: its address is looked up, and no answer is due to it (domain 1.5, 4.4).

    What is mailed again is due anew; a case whose reminder is out already waits for that one's answer.
    """
    case = _case(session, notice)
    if case is None or case.state not in _ASKED or _letters(session, case)[-1] is not notice:
        return
    case.state, case.reply_due = DelayState.LETTER_SENT, None
    cases.record(session, case, actor, "letter came back")


def given_up(session: Session, notice: Notice, actor: str) -> None:
    """No better address was found: the case waits for a person, as one to which no reply came."""
    case = _case(session, notice)
    if case is not None and case.state == DelayState.LETTER_SENT and case.reply_due is None:
        case.state = states.check(states.DELAY, case.state, DelayState.NO_REPLY)
        cases.record(session, case, actor, "no address found")


def remind(
    office: Office, document_id: int, actor: Actor, version: int | None = None, roles: Sequence[str] = ()
) -> int:
    """Draft a second letter to each signer of a return whose answer is awaited, or to those ``roles``; how many.

    None is for a case with a letter on its way, and for one whose letter came back: it waits for a better address.
    Raises :class:`errors.WrongState` where no letter was sent yet.
    """
    with cases.changing(office, document_id, actor, version) as change:
        wanted = [case for case in cases.of_document(change.session, document_id) if not roles or case.role in roles]
        asked = [case for case in wanted if case.state in _ASKED]
        if not asked:
            raise errors.WrongState(f"{change.document.number}: a reminder follows a letter that was sent")
        drafted = sum(_remind(change, case) for case in asked)
        if not drafted:
            change.leave()
        return drafted


def _case(session: Session, notice: Notice) -> Delay | None:
    """The case of the signer to whom a letter goes."""
    rows = select(Delay).where(Delay.document_id == notice.document_id, Delay.role == notice.details["role"])
    return session.scalar(rows)


def _letters(session: Session, case: Delay) -> list[Notice]:
    """The letters of one case, oldest first."""
    about = (Notice.document_id == case.document_id) & (Notice.kind == NoticeKind.VERIFICATION)
    rows = session.scalars(select(Notice).where(about).order_by(Notice.id))
    return [notice for notice in rows if notice.details["role"] == case.role]


def _remind(change: Change, case: Delay) -> bool:
    session, document, actor = change.session, change.document, change.actor
    letters = _letters(session, case)
    if any(letter.state in _ON_ITS_WAY for letter in letters) or (letters and _in_vain(letters[-1])):
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
    change.record("delay.reminded", reminder=len(letters), role=case.role)
    return True


def _in_vain(letter: Notice) -> bool:
    """Whether a letter was given up after it came back, and the address of record is still that one."""
    if letter.state != NoticeState.CANCELLED or letter.mailed_on is None:
        return False
    moved = letter.addressee.address_changed_on
    return moved is None or moved < letter.mailed_on

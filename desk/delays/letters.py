"""The letters of delay cases: mailed, returned, given up, reminders. Each asks one signer about their cases."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk import errors
from desk.delays import cases
from desk.lifecycle import notices, states
from desk.models import Delay, Notice, Person
from desk.models.states import DelayCause, DelayState, NoticeState
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


def kind_of(cause: str) -> NoticeKind:
    """Return the kind of letter that asks about a cause of delay."""
    return NoticeKind.VERIFICATION if cause == DelayCause.IDENTITY else NoticeKind.INCOMPLETE


def details(role: str, causes: Sequence[str]) -> dict:
    """Return what a letter to one signer stores about its cases."""
    items = [cause for cause in causes if cause != DelayCause.IDENTITY]
    return {"role": role, "items": items} if items else {"role": role}


def grouped(found: Sequence[Delay]) -> dict[tuple[str, NoticeKind], list[Delay]]:
    """Return cases by the letter that asks about them: the role of the signer, and the kind."""
    letters: dict[tuple[str, NoticeKind], list[Delay]] = {}
    for case in found:
        letters.setdefault((case.role, kind_of(case.cause)), []).append(case)
    return letters


def mailed(session: Session, notice: Notice, actor: str) -> None:
    """Record that the letter, or a reminder, was mailed: the answer is due in thirty days."""
    for case in _asking(session, notice):
        if case.state in (DelayState.OPEN, *_ASKED):
            case.state = DelayState.LETTER_SENT
            case.letter_on, case.reply_due = calendar.today(), calendar.today() + timedelta(days=REPLY_DAYS)
            cases.record(session, case, actor, "letter sent")


def came_back(session: Session, notice: Notice, actor: str) -> None:
    """Record that the letter was returned: no answer to it is due until another address is found (domain 1.5, 4.4).

    A letter that is mailed again has a new due date. A case whose reminder is already mailed waits for that answer.
    """
    for case in _asking(session, notice):
        if case.state in _ASKED and _letters(session, case)[-1] is notice:
            case.state, case.reply_due = DelayState.LETTER_SENT, None
            cases.record(session, case, actor, "letter came back")


def given_up(session: Session, notice: Notice, actor: str) -> None:
    """Record that no better address was found: the case waits for a person, like a case without a reply."""
    for case in _asking(session, notice):
        if case.state == DelayState.LETTER_SENT and case.reply_due is None:
            case.state = states.check(states.DELAY, case.state, DelayState.NO_REPLY)
            cases.record(session, case, actor, "no address found")


def remind(
    office: Office, document_id: int, actor: Actor, version: int | None = None, roles: Sequence[str] = ()
) -> int:
    """Draft a second letter to each signer whose answer is awaited, or only to ``roles``; return how many.

    Cases with a letter on its way, or with a returned letter that waits for a better address, get none. Raises
    :class:`errors.WrongState` if no letter was sent yet.
    """
    with cases.changing(office, document_id, actor, version) as change:
        wanted = [case for case in cases.of_document(change.session, document_id) if not roles or case.role in roles]
        asked = [case for case in wanted if case.state in _ASKED]
        if not asked:
            raise errors.WrongState(f"{change.document.number}: a reminder follows a letter that was sent")
        drafted = sum(_remind(change, letter, about) for letter, about in grouped(asked).items())
        if not drafted:
            change.leave()
        return drafted


def _asking(session: Session, notice: Notice) -> list[Delay]:
    """The cases that a letter asks its signer about."""
    found = cases.of_document(session, notice.document_id or 0)
    return [case for case in found if _asks(notice, case)]


def _asks(notice: Notice, case: Delay) -> bool:
    causes = notice.details.get("items", [DelayCause.IDENTITY])
    return notice.kind == kind_of(case.cause) and notice.details["role"] == case.role and case.cause in causes


def _letters(session: Session, case: Delay) -> list[Notice]:
    """The letters about one case, oldest first."""
    about = (Notice.document_id == case.document_id) & (Notice.kind == kind_of(case.cause))
    return [
        notice for notice in session.scalars(select(Notice).where(about).order_by(Notice.id)) if _asks(notice, case)
    ]


def _remind(change: Change, letter: tuple[str, NoticeKind], about: Sequence[Delay]) -> bool:
    session, document, actor = change.session, change.document, change.actor
    role, kind = letter
    letters = sorted({one for case in about for one in _letters(session, case)}, key=lambda one: one.id)
    if any(one.state in _ON_ITS_WAY for one in letters) or (letters and _in_vain(letters[-1])):
        return False
    person = session.scalars(select(Person).where(Person.document_id == document.id, Person.role == role)).one()
    if person.taxpayer_id is None:
        return False
    notices.draft(
        session,
        kind,
        actor.name,
        taxpayer_id=person.taxpayer_id,
        document_id=document.id,
        language=letters[-1].language if letters else "en",
        details=details(role, [case.cause for case in about]) | {"reminder": len(letters)},
    )
    change.record("delay.reminded", reminder=len(letters), role=role)
    return True


def _in_vain(letter: Notice) -> bool:
    """Whether a letter was given up after it was returned, and the address of record is still the same."""
    if letter.state != NoticeState.CANCELED or letter.mailed_on is None:
        return False
    moved = letter.addressee.address_changed_on
    return moved is None or moved < letter.mailed_on

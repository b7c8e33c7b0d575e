"""Notices as rows: drafts them and moves them from state to state, each with its history.

A name or address that cannot be printed is refused here, when the letter is drafted, not weeks later at the printer.
"""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk import errors
from desk.lifecycle import states
from desk.models import Notice, NoticeEvent, Taxpayer
from desk.models.states import NoticeState
from desk.notices import kinds, layout, typefaces
from desk.notices.kinds import NoticeKind
from desk.notices.letter import Address
from desk.system import calendar, db


def draft(
    session: Session, kind: NoticeKind, actor: str, *, taxpayer_id: int, not_before: date | None = None, **columns
) -> Notice:
    """Create a letter, to the address of record unless it has its own; ``columns`` are those of :class:`Notice`.

    Raises :class:`errors.InvalidInput` if the name or that address cannot be printed; then nothing is drafted.
    """
    if why := unprintable(db.get(session, Taxpayer, taxpayer_id), columns.get("address")):
        raise errors.InvalidInput(f"no letter can be printed for this taxpayer: {why}")
    day = max(not_before or calendar.today(), calendar.today())
    notice = Notice(kind=kind, taxpayer_id=taxpayer_id, not_before=day, approved_by=actor, **columns)
    session.add(notice)
    enter(session, notice, actor)
    return notice


def unprintable(person: Taxpayer, place: dict[str, str] | None = None) -> str:
    """Return why no letter to this person can be printed, without personal data, or "" if one can.

    ``place``: the letter's own address by its columns; by default the address of record.
    """
    try:
        layout.fit_address(Address(name=person.addressed, **(place or person.home)))
        typefaces.require(person.name)
    except (errors.InvalidInput, errors.LetterDoesNotFit) as bad:
        return str(bad)
    return ""


def move(session: Session, notice: Notice, new: str, actor: str, note: str = "") -> None:
    """Move a notice to ``new``; raises :class:`errors.WrongState` if that is not allowed."""
    notice.state = states.check(states.NOTICE, notice.state, new)
    enter(session, notice, actor, note)


def redraft(session: Session, notice: Notice, actor: str, note: str) -> None:
    """Draft a returned letter again; it can be printed from today on."""
    notice.notice_date, notice.mailed_on, notice.not_before = None, None, calendar.today()
    move(session, notice, NoticeState.DRAFT, actor, note)


def language(session: Session, taxpayer_id: int) -> str:
    """Return the language of a person's latest letter. A letter about a return does not count: Form 1040 asks no
    language.
    """
    chosen = (Notice.taxpayer_id == taxpayer_id) & Notice.kind.not_in(kinds.OF_CASES)
    rows = select(Notice.language).where(chosen).order_by(Notice.id.desc())
    return session.scalar(rows.limit(1)) or "en"


def stop(session: Session, document_id: int, kind: NoticeKind, actor: str, why: str) -> None:
    """Cancel the letters of a kind about a document that are not printed yet or were spoiled.

    Raises :class:`errors.WrongState` while one is gathered, because its print batch would change after its release.
    """
    open_states = (NoticeState.DRAFT, NoticeState.GATHERED, NoticeState.SPOILED)
    rows = select(Notice).where(Notice.document_id == document_id, Notice.kind == kind, Notice.state.in_(open_states))
    for notice in session.scalars(rows.order_by(Notice.id).with_for_update()).all():
        if notice.state == NoticeState.GATHERED:
            raise errors.WrongState(
                "its letter is gathered for printing: have it taken out of its print batch first, then do it again"
            )
        move(session, notice, NoticeState.CANCELED, actor, why)


def enter(session: Session, notice: Notice, actor: str, note: str = "") -> None:
    """Record the state that a notice now has (also its first one)."""
    session.flush()
    session.add(
        NoticeEvent(
            notice_id=notice.id, state=notice.state, on=calendar.today(), at=calendar.now(), by=actor, note=note
        )
    )

"""Notices as rows: drafted, moved from state to state, each with its history."""

from datetime import date

from sqlalchemy.orm import Session

from desk import calendar, states
from desk.models import Notice, NoticeEvent


def draft(
    session: Session, kind: str, actor: str, *, taxpayer_id: int, not_before: date | None = None, **columns
) -> Notice:
    """A new letter to the address of record; ``columns`` are those of :class:`Notice`."""
    day = max(not_before or calendar.today(), calendar.today())
    notice = Notice(kind=kind, taxpayer_id=taxpayer_id, not_before=day, approved_by=actor, **columns)
    session.add(notice)
    enter(session, notice, actor)
    return notice


def move(session: Session, notice: Notice, new: str, actor: str, note: str = "") -> None:
    """Bring a notice into ``new``; :class:`errors.WrongState` when it cannot be."""
    notice.state = states.check(states.NOTICE, notice.state, new)
    enter(session, notice, actor, note)


def enter(session: Session, notice: Notice, actor: str, note: str = "") -> None:
    """Record the state that a notice now has (also its first)."""
    session.flush()
    session.add(
        NoticeEvent(
            notice_id=notice.id, state=notice.state, on=calendar.today(), at=calendar.now(), by=actor, note=note
        )
    )

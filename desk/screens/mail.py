"""The letters for the mail page: waiting, in a print batch, for later, mailed."""

from collections.abc import Sequence

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from desk.models import Document, MailBatch, Notice, Printing, Taxpayer
from desk.models.states import NoticeState
from desk.system import calendar

SHOWN = 50
_NAMED = (Taxpayer.first_name, Taxpayer.middle_initial, Taxpayer.last_name)
_WITH = (joinedload(Notice.taxpayer).load_only(*_NAMED), joinedload(Notice.document).load_only(Document.id))


def ready(session: Session, kind: str | None = None, limit: int | None = None) -> list[Notice]:
    """The letters that may be printed today (also spoiled ones), oldest first; only one kind if named."""
    rows = _ready(select(Notice.id))
    return _whole(session, rows.where(Notice.kind == kind) if kind else rows, limit)


def by_kind(session: Session) -> dict[str, int]:
    """How many letters may be printed today, by kind, most first."""
    found = session.execute(_ready(select(Notice.kind, func.count())).group_by(Notice.kind)).all()
    return dict(sorted(((kind, number) for kind, number in found), key=lambda one: (-one[1], one[0])))


def later(session: Session, limit: int | None = None) -> list[Notice]:
    """Drafts whose day has not come, soonest first."""
    return _whole(session, _later(select(Notice.id)), limit)


def count_later(session: Session) -> int:
    """How many drafts wait for a later day."""
    return session.scalar(_later(select(func.count()).select_from(Notice))) or 0


def listed(session: Session, state: str, limit: int = SHOWN) -> list[Notice]:
    """Letters of one state, newest first."""
    rows = select(Notice).where(Notice.state == state).order_by(Notice.id.desc()).options(*_WITH)
    return list(session.scalars(rows.limit(limit)))


def count(session: Session, state: str) -> int:
    """How many letters are in one state."""
    return session.scalar(select(func.count()).select_from(Notice).where(Notice.state == state)) or 0


def batches(session: Session, state: str, limit: int | None = None) -> Sequence[MailBatch]:
    """Print batches of one state, newest first, with their letters and whom these go to."""
    letters = selectinload(MailBatch.printings).joinedload(Printing.notice)
    document = letters.joinedload(Notice.document).load_only(Document.id)
    named = (letters.joinedload(Notice.taxpayer).load_only(*_NAMED), document)
    rows = select(MailBatch).where(MailBatch.state == state).order_by(MailBatch.id.desc()).limit(limit)
    return session.scalars(rows.options(*named)).all()


def _whole(session: Session, numbers: Select, limit: int | None) -> list[Notice]:
    """Letters in their order: first the numbers, which an index answers, then only those rows."""
    first = numbers.order_by(Notice.not_before, Notice.id).limit(limit)
    rows = select(Notice).where(Notice.id.in_(first)).order_by(Notice.not_before, Notice.id)
    return list(session.scalars(rows.options(*_WITH)))


def _ready(rows: Select) -> Select:
    return rows.where(Notice.state.in_((NoticeState.DRAFT, NoticeState.SPOILED)), Notice.not_before <= calendar.today())


def _later(rows: Select) -> Select:
    return rows.where(Notice.state == NoticeState.DRAFT, Notice.not_before > calendar.today())

"""Letters that leave the office: drafts printed on demand, confirmed as mailed.

The print file is made in memory from the ledger and never stored in clear; a second person
prints, never the one who approved; each printing is counted and recorded.
"""

import io
from collections.abc import Sequence

from pypdf import PdfReader, PdfWriter
from sqlalchemy import select
from sqlalchemy.orm import Session

from desk import applications, audit, calendar, delays, errors, letters, states
from desk.models import Notice
from desk.office import Office
from desk.users import Actor

_CLOSED_BY_MAIL = ("cp01a", "rejection")


def drafts(session: Session) -> list[Notice]:
    """Notices that may be printed today, oldest first."""
    rows = select(Notice).where(Notice.state == "draft", Notice.not_before <= calendar.today())
    return list(session.scalars(rows.order_by(Notice.not_before, Notice.id)))


def later(session: Session) -> list[Notice]:
    """Drafts whose day has not come, soonest first."""
    rows = select(Notice).where(Notice.state == "draft", Notice.not_before > calendar.today())
    return list(session.scalars(rows.order_by(Notice.not_before, Notice.id)))


def one(session: Session, notice_id: int) -> Notice:
    """One notice; :class:`errors.NotFound`."""
    notice = session.get(Notice, notice_id)
    if notice is None:
        raise errors.NotFound("there is no such letter")
    return notice


def listed(session: Session, state: str | None = None) -> list[Notice]:
    """All notices, newest first."""
    rows = select(Notice).order_by(Notice.id.desc())
    return list(session.scalars(rows.where(Notice.state == state) if state else rows))


def print_batch(office: Office, notice_ids: Sequence[int], actor: Actor) -> bytes:
    """The print file of these drafts as one PDF; they are printed from now on.

    Raises :class:`errors.NotAllowed` for one's own approvals, :class:`errors.WrongState` for
    a notice that is printed already, and whatever the letter check finds.
    """
    with office.database.transaction() as session:
        notices = [_get(session, number) for number in notice_ids]
        if not notices:
            raise errors.InvalidInput("choose at least one letter to print")
        sheets = [_print_one(session, notice, actor) for notice in notices]
        return _join(sheets)


def confirm(office: Office, notice_ids: Sequence[int], actor: Actor) -> None:
    """These printed letters are in the mail; what waited for that goes on."""
    with office.database.transaction() as session:
        for notice in [_get(session, number) for number in notice_ids]:
            notice.state = states.check(states.NOTICE, notice.state, "mailed")
            notice.mailed_on = calendar.today()
            audit.record(session, actor.name, "notice.mailed", "notice", notice.id, kind=notice.kind)
            _go_on(session, notice, actor)


def _get(session: Session, number: int) -> Notice:
    notice = session.get(Notice, number, with_for_update=True)
    if notice is None:
        raise errors.NotFound("there is no such letter")
    return notice


def _print_one(session: Session, notice: Notice, actor: Actor) -> bytes:
    if notice.approved_by == actor.name:
        raise errors.NotAllowed("a second person prints: somebody other than the one who approved")
    if notice.not_before > calendar.today():
        raise errors.WrongState(f"this letter may be printed from {notice.not_before} on")
    notice.state = states.check(states.NOTICE, notice.state, "printed")
    notice.notice_date = calendar.today()
    notice.copies += 1
    pdf = letters.render(session, notice)
    audit.record(session, actor.name, "notice.printed", "notice", notice.id, kind=notice.kind, copy=notice.copies)
    return pdf


def _go_on(session: Session, notice: Notice, actor: Actor) -> None:
    if notice.kind == "verification":
        delays.letter_mailed(session, notice, actor.name)
    document = notice.document
    if document is None or notice.kind not in _CLOSED_BY_MAIL:
        return
    if notice.kind == "cp01a":
        case = applications.of(session, document)
        case.state = states.check(states.APPLICATION, case.state, "mailed")
    if document.state == "decided":
        states.move(session, document, "closed", actor.name, "mailed")


def _join(sheets: list[bytes]) -> bytes:
    writer = PdfWriter()
    for sheet in sheets:
        writer.append(PdfReader(io.BytesIO(sheet)))
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()

"""Marks printed letters as mailed or spoiled; the print file is destroyed when that is done for all its letters."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desk import errors
from desk.delays import letters
from desk.lifecycle import applications, audit, notices, states
from desk.mail import print_batches
from desk.models import MailBatch, Notice, Printing
from desk.models.states import ApplicationState, DocumentState, NoticeState, PrintBatchState, PrintingState
from desk.notices.kinds import NoticeKind
from desk.office.accounts import Actor
from desk.office.opening import Office
from desk.program import free_text
from desk.program.words import FormKind
from desk.system import calendar, db, faults


def confirm(office: Office, notice_ids: Sequence[int], actor: Actor) -> None:
    """Mark these printed letters as mailed, with everything that follows.

    Raises :class:`errors.WrongState` if nobody has opened their print file, because then none is on paper.
    """
    with office.database.transaction() as session:
        for notice in [print_batches.locked_notice(session, number) for number in notice_ids]:
            notices.move(session, notice, NoticeState.MAILED, actor.name)
            if not _printing(session, notice).batch.opened:
                raise errors.WrongState("the print file has not been opened: print the letters, then record them")
            notice.mailed_on = calendar.today()
            audit.record(session, actor.name, "notice.mailed", "notice", notice.id, kind=notice.kind)
            _go_on(session, notice, actor)
            _end_printing(session, office, notice, PrintingState.MAILED, "")
        faults.point("mail.confirming")


def spoil(office: Office, notice_ids: Sequence[int], actor: Actor, reason: str) -> None:
    """Mark these printed letters as spoiled and destroyed; they are counted and may be printed again."""
    if not reason.strip():
        raise errors.InvalidInput("say how the letter was spoiled")
    free_text.demand_no_number(reason)
    with office.database.transaction() as session:
        for notice in [print_batches.locked_notice(session, number) for number in notice_ids]:
            if notice.state != NoticeState.PRINTED:
                raise errors.WrongState("only a printed letter that is not mailed yet can be spoiled")
            notices.move(session, notice, NoticeState.SPOILED, actor.name, reason.strip())
            notice.notice_date = None
            audit.record(session, actor.name, "notice.spoiled", "notice", notice.id, copy=notice.copies)
            _end_printing(session, office, notice, PrintingState.SPOILED, reason.strip())


def destroy_leftovers(office: Office) -> int:
    """Destroy print files of confirmed batches that a crash left behind; return how many."""
    with office.database.reading() as session:
        rows = select(MailBatch.id).where(MailBatch.state == PrintBatchState.CONFIRMED, MailBatch.blob.is_not(None))
        found = list(session.scalars(rows))
    for number in found:
        _destroy(office, number)
    return len(found)


def _printing(session: Session, notice: Notice) -> Printing:
    printed = (Printing.notice_id == notice.id) & (Printing.state == PrintingState.PRINTED)
    return session.scalars(select(Printing).where(printed)).one()


def _end_printing(session: Session, office: Office, notice: Notice, state: str, reason: str) -> None:
    """End a letter's current printing; if it was the last of its batch, destroy the print file."""
    printing = _printing(session, notice)
    printing.state, printing.reason = state, reason
    session.flush()
    batch = printing.batch
    open_rows = select(func.count()).where(Printing.mail_batch_id == batch.id, Printing.state == PrintingState.PRINTED)
    if session.scalar(open_rows) == 0 and batch.state == PrintBatchState.RELEASED:
        batch.state = PrintBatchState.CONFIRMED
        audit.record(session, "desk", "print_batch.confirmed", "mail_batch", batch.id)
        db.after_commit(session, lambda: _destroy(office, batch.id))


def _destroy(office: Office, batch_id: int) -> None:
    with office.database.transaction() as session:
        batch = print_batches.batch_of(session, batch_id)
        if batch.blob is None:
            return
        office.store.delete(batch.blob)
        batch.blob, batch.destroyed_at = None, calendar.now()
        audit.record(session, "desk", "print_batch.destroyed", "mail_batch", batch.id)


def _go_on(session: Session, notice: Notice, actor: Actor) -> None:
    does = NoticeKind(notice.kind).does
    if does.of_case:
        letters.mailed(session, notice, actor.name)
    document = notice.document
    if document is None or not does.closes:
        return
    if document.kind == FormKind.PIN_APPLICATION:
        application = applications.of_document(session, document)
        if application.state == ApplicationState.ISSUED:
            applications.move(session, application, ApplicationState.MAILED, actor.name)
    if document.state == DocumentState.DECIDED:
        states.move(session, document, DocumentState.CLOSED, actor.name, "mailed")

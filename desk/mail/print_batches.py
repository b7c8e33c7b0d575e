"""Print batches: one person gathers the letters, another releases them, then they are printed.

A person who approved a letter or gathered the batch never releases it. The print file is sealed, and each opening is
counted. desk/mail/mailing.py handles the printed letters. A letter has at most one current printing (a constraint of
the database).
"""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desk import errors
from desk.lifecycle import audit, notices
from desk.mail import held, print_file, rendering
from desk.models import MailBatch, Notice, NoticeEvent, Printing
from desk.models.states import NoticeState, PrintBatchState, PrintingState
from desk.office import policy
from desk.office.accounts import Actor
from desk.office.opening import Office
from desk.program import free_text
from desk.system import calendar, db, faults

LARGEST = 200
"""The most letters in one print batch: a number that two people can count on a table."""
TAKEN_OUT = "taken out"
_MISSING = "there is no such print batch"


def one(session: Session, notice_id: int) -> Notice:
    """Return one notice; raises :class:`errors.NotFound`."""
    return db.get(session, Notice, notice_id, "there is no such letter")


def locked_notice(session: Session, notice_id: int) -> Notice:
    """Return one notice with its row locked; raises :class:`errors.NotFound`."""
    return db.get(session, Notice, notice_id, "there is no such letter", lock=True)


def batch_of(session: Session, batch_id: int) -> MailBatch:
    """Return one print batch; raises :class:`errors.NotFound`."""
    return db.get(session, MailBatch, batch_id, _MISSING)


def gather(office: Office, notice_ids: Sequence[int], actor: Actor) -> int:
    """Put drafts into a new print batch and return its id. Each letter gets a copy number.

    A letter that cannot be printed from its present record stays a draft. Raises :class:`errors.InvalidInput` if no
    letter is left.
    """
    if not notice_ids:
        raise errors.InvalidInput("choose at least one letter to print")
    if len(set(notice_ids)) > LARGEST:
        raise errors.InvalidInput(f"a print batch holds at most {LARGEST} letters: put the rest in the next one")
    with office.database.transaction() as session:
        batch = MailBatch(gathered_by=actor.name, gathered_at=calendar.now(), totals={})
        session.add(batch)
        session.flush()
        letters = [locked_notice(session, number) for number in sorted(set(notice_ids))]
        whys = [rendering.unprintable(letter) for letter in letters]
        if all(whys):
            raise errors.InvalidInput(f"none of these letters can be printed: {whys[0]}")
        chosen = [letter for letter, why in zip(letters, whys, strict=True) if not why]
        for position, letter in enumerate(chosen, 1):
            _put_in(session, batch, position, letter, actor)
        audit.record(session, actor.name, "print_batch.gathered", "mail_batch", batch.id, letters=len(chosen))
        return batch.id


def take_out(office: Office, batch_id: int, notice_id: int, actor: Actor) -> None:
    """Take a letter out of a batch that is not released yet; an empty batch is canceled."""
    with office.database.transaction() as session:
        batch = _locked(session, batch_id, PrintBatchState.GATHERED)
        found = [row for row in batch.printings if row.notice_id == notice_id and row.state == PrintingState.GATHERED]
        printing = found[0] if found else None
        if printing is None:
            raise errors.NotFound("that letter is not in this batch")
        held.take_out(session, batch, printing, actor, TAKEN_OUT)
        if not batch.printings:
            batch.state = PrintBatchState.DISSOLVED
            db.after_commit(session, lambda: office.store.delete(_blob(batch_id)))  # from a release that a crash ended
        audit.record(session, actor.name, "notice.taken_out", "notice", notice_id, batch=batch.id)


def release(office: Office, batch_id: int, actor: Actor) -> list[str]:
    """Render, check, and seal the batch's print file; its letters then count as printed.

    Letters that cannot be printed from their present record, and letters that wait (desk/mail/held: a recent change of
    address, an open identity-theft case), stay drafts; the answer names each one and why. Raises
    :class:`errors.NotAllowed` for a person who approved or gathered, :class:`errors.WrongState` if all its letters
    wait, and :class:`errors.LetterRefused` with the faults that the letter checks found; then nothing is released.
    """
    settings = policy.load(office.settings)
    with office.database.transaction() as session:
        batch = _locked(session, batch_id, PrintBatchState.GATHERED)
        _demand_second(session, batch, actor)
        waiting = held.leave_out(session, batch, actor, settings)
    with office.database.reading() as session:
        batch = _in_state(session, batch_id, PrintBatchState.GATHERED)
        made = print_file.make(session, batch, actor.name, settings)
    with office.database.transaction() as session:
        batch = _locked(session, batch_id, PrintBatchState.GATHERED)
        _demand_second(session, batch, actor)
        if print_file.fingerprint(batch) != made.fingerprint or held.victims(session, batch):
            raise errors.ChangedMeanwhile("the batch or an address in it changed meanwhile: release it again")
        blob = _blob(batch_id)
        office.store.put(blob, made.pdf)
        faults.point("mail.stored")
        batch.state, batch.blob, batch.totals = PrintBatchState.RELEASED, blob, made.totals
        batch.released_by, batch.released_at = actor.name, calendar.now()
        for printing in print_file.live(batch):
            if printing.id in made.left_out:
                held.take_out(session, batch, printing, actor, TAKEN_OUT)
                audit.record(session, actor.name, "notice.taken_out", "notice", printing.notice_id, batch=batch.id)
            else:
                _mark_printed(session, printing, actor)
        audit.record(
            session, actor.name, "print_batch.released", "mail_batch", batch.id, letters=made.totals["letters"]
        )
        faults.point("mail.written")
    faults.point("mail.committed")
    return [*waiting, *made.left_out.values()]


def why_not(session: Session, batch: MailBatch, actor: Actor) -> str:
    """Return why this person may not release the batch, or ""."""
    if actor.name == batch.gathered_by:
        return "somebody other than the person who prepared the batch"
    if actor.name in _approvers(session, batch):
        return "somebody other than the one who approved a letter in it"
    return ""


def releasable(session: Session, actor: Actor) -> int:
    """Return how many gathered batches this person may release, having neither gathered nor approved them."""
    own = (
        select(Printing.mail_batch_id)
        .join(Notice)
        .where(Notice.state == NoticeState.GATHERED, Notice.approved_by == actor.name)
    )
    rows = select(func.count()).select_from(MailBatch).where(MailBatch.state == PrintBatchState.GATHERED)
    return session.scalar(rows.where(MailBatch.gathered_by != actor.name, MailBatch.id.not_in(own))) or 0


def open_file(office: Office, batch_id: int, actor: Actor, reason: str = "") -> bytes:
    """Return the print file of a released batch; opening it again takes a reason and is counted."""
    free_text.demand_no_number(reason)
    with office.database.transaction() as session:
        batch = _locked(session, batch_id, PrintBatchState.RELEASED)
        if actor.name in _approvers(session, batch):
            raise errors.NotAllowed("who approved a letter does not print it")
        if batch.opened and not reason.strip():
            raise errors.InvalidInput("this batch was printed before: say why it is printed again")
        if batch.blob is None:
            raise errors.WrongState("the print file of this batch is gone: its letters were confirmed")
        batch.opened += 1
        audit.record(
            session, actor.name, "print_batch.opened", "mail_batch", batch.id, time=batch.opened, reason=reason.strip()
        )
        blob = batch.blob
    return office.store.get(blob)


def dissolve(office: Office, batch_id: int, actor: Actor) -> None:
    """Cancel a batch that is not released; its letters may be gathered again."""
    with office.database.reading() as session:
        numbers = [row.notice_id for row in print_file.live(_in_state(session, batch_id, PrintBatchState.GATHERED))]
    for number in numbers:
        take_out(office, batch_id, number, actor)


def _put_in(session: Session, batch: MailBatch, position: int, notice: Notice, actor: Actor) -> None:
    if notice.not_before > calendar.today():
        raise errors.WrongState(f"this letter may be printed from {notice.not_before} on")
    notices.move(session, notice, NoticeState.GATHERED, actor.name)
    notice.copies += 1
    session.add(Printing(mail_batch_id=batch.id, notice_id=notice.id, copy=notice.copies, position=position))
    session.flush()


def _mark_printed(session: Session, printing: Printing, actor: Actor) -> None:
    notice = printing.notice
    printing.state, printing.address = PrintingState.PRINTED, rendering.destination(notice)
    notice.notice_date = calendar.today()
    notices.move(session, notice, NoticeState.PRINTED, actor.name)
    audit.record(session, actor.name, "notice.printed", "notice", notice.id, kind=notice.kind, copy=printing.copy)


def _blob(batch_id: int) -> str:
    return f"print/{batch_id:08d}"


def _locked(session: Session, batch_id: int, state: str) -> MailBatch:
    """The batch in that state, locked by this transaction, so that two people cannot both print it."""
    db.get(session, MailBatch, batch_id, _MISSING, lock=True)
    return _in_state(session, batch_id, state)


def _in_state(session: Session, batch_id: int, state: str) -> MailBatch:
    batch = batch_of(session, batch_id)
    if batch.state != state:
        raise errors.WrongState(f"this print batch is {batch.state}: reload it")
    return batch


def _approvers(session: Session, batch: MailBatch) -> set[str]:
    """All people who approved a letter of the batch or its second mailing."""
    numbers = [row.notice_id for row in print_file.live(batch)]
    redrafted = select(NoticeEvent.by).where(NoticeEvent.notice_id.in_(numbers), NoticeEvent.state == NoticeState.DRAFT)
    again = redrafted.where(NoticeEvent.note.not_in((TAKEN_OUT, *held.NOTES)))
    return {row.notice.approved_by for row in print_file.live(batch)} | set(session.scalars(again))


def _demand_second(session: Session, batch: MailBatch, actor: Actor) -> None:
    objection = why_not(session, batch, actor)
    if objection:
        raise errors.NotAllowed(f"a second person releases: {objection}")

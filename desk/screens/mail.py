"""The letters for the mail page: waiting, in a print batch, for later, mailed, returned."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from desk.documents import masking
from desk.lifecycle import theft
from desk.mail import held, print_batches, print_file, rendering
from desk.models import Document, MailBatch, Notice, Printing, Taxpayer
from desk.models.states import NoticeState, PrintBatchState
from desk.office.accounts import Actor
from desk.program.settings import ProgramSettings
from desk.system import calendar

SHOWN = 50
_TO_PRINT = (NoticeState.DRAFT, NoticeState.SPOILED)
_NAMED = (
    Taxpayer.first_name, Taxpayer.middle_initial, Taxpayer.last_name, Taxpayer.street, Taxpayer.apartment,
    Taxpayer.city, Taxpayer.state, Taxpayer.zip, Taxpayer.country, Taxpayer.address_changed_on,
    Taxpayer.date_of_death,
)  # fmt: skip
_WITH = (joinedload(Notice.taxpayer).load_only(*_NAMED), joinedload(Notice.document).load_only(Document.id))


@dataclass(frozen=True)
class LetterShown:
    """A letter: the name of its addressee, the number of its document, and whether it has a PIN.

    ``place`` is the masked address of a letter that does not go to the address of record, otherwise "".
    ``unprintable``: why a letter that waits to be printed cannot be; "" for every other letter.
    """

    id: int
    number: str
    kind: str
    state: str
    to: str
    place: str
    document_id: int | None
    document: str
    approved_by: str
    with_pin: bool
    copies: int
    not_before: date
    notice_date: date | None
    mailed_on: date | None
    unprintable: str


@dataclass(frozen=True)
class HeldShown:
    """A letter with a PIN that waits after a change of address; both addresses masked, ``old`` is "" if unknown."""

    number: str
    to: str
    old: str
    new: str
    changed_on: date
    until: date


@dataclass(frozen=True)
class PrintBatchShown:
    """Letters printed together. ``totals``: counted now, and after the release, as they were released.

    ``held``: its letters that a release leaves out after a change of address; ``stolen``: the numbers of those that it
    leaves out because of an open identity-theft case. ``who_else``: who must release it instead of this person. Both
    are empty after the release.
    """

    id: int
    number: str
    gathered_by: str
    gathered_at: datetime
    released_by: str | None
    released_at: datetime | None
    opened: int
    destroyed_at: datetime | None
    letters: list[LetterShown]
    totals: dict
    held: list[HeldShown]
    stolen: list[str]
    who_else: str


def ready(session: Session, kind: str | None = None, limit: int | None = None) -> list[LetterShown]:
    """Return the letters that may be printed today (spoiled ones too), oldest first; only one kind if given."""
    rows = _ready(select(Notice.id))
    return _whole(session, rows.where(Notice.kind == kind) if kind else rows, limit)


def by_kind(session: Session) -> dict[str, int]:
    """Return how many letters may be printed today, by kind, largest first."""
    found = session.execute(_ready(select(Notice.kind, func.count())).group_by(Notice.kind)).all()
    return dict(sorted(((kind, number) for kind, number in found), key=lambda one: (-one[1], one[0])))


def later(session: Session, limit: int | None = None) -> list[LetterShown]:
    """Return the drafts whose day has not come, soonest first."""
    return _whole(session, _later(select(Notice.id)), limit)


def count_later(session: Session) -> int:
    """Return how many drafts wait for a later day."""
    return session.scalar(_later(select(func.count()).select_from(Notice))) or 0


def listed(session: Session, state: str, limit: int = SHOWN) -> list[LetterShown]:
    """Return the letters in one state, newest first."""
    rows = select(Notice).where(Notice.state == state).order_by(Notice.id.desc()).options(*_WITH)
    return [_letter(row) for row in session.scalars(rows.limit(limit))]


def returned(session: Session) -> list[LetterShown]:
    """Return the returned letters that wait for address research, oldest first."""
    rows = select(Notice).where(Notice.state == NoticeState.RETURNED).order_by(Notice.id).options(*_WITH)
    return [_letter(row) for row in session.scalars(rows)]


def of_document(session: Session, document_id: int) -> list[LetterShown]:
    """Return the letters about one document, oldest first."""
    rows = select(Notice).where(Notice.document_id == document_id).order_by(Notice.id).options(*_WITH)
    return [_letter(row) for row in session.scalars(rows)]


def count(session: Session, state: str) -> int:
    """Return how many letters are in one state."""
    return session.scalar(select(func.count()).select_from(Notice).where(Notice.state == state)) or 0


def batches(
    session: Session, state: str, actor: Actor, settings: ProgramSettings, limit: int | None = None
) -> list[PrintBatchShown]:
    """Return the print batches in one state as ``actor`` may see them, newest first, with letters and addressees."""
    letters = selectinload(MailBatch.printings).joinedload(Printing.notice)
    document = letters.joinedload(Notice.document).load_only(Document.id)
    named = (letters.joinedload(Notice.taxpayer).load_only(*_NAMED), document)
    rows = select(MailBatch).where(MailBatch.state == state).order_by(MailBatch.id.desc()).limit(limit)
    return [_batch(session, row, actor, settings) for row in session.scalars(rows.options(*named)).all()]


def _whole(session: Session, numbers: Select, limit: int | None) -> list[LetterShown]:
    """Letters in their order: first their ids, which an index answers, then only those rows."""
    first = numbers.order_by(Notice.not_before, Notice.id).limit(limit)
    rows = select(Notice).where(Notice.id.in_(first)).order_by(Notice.not_before, Notice.id)
    return [_letter(row) for row in session.scalars(rows.options(*_WITH))]


def _ready(rows: Select) -> Select:
    """Leaves out PIN letters to people with an open identity-theft case; they wait until the case has ended."""
    stolen = Notice.ip_pin_id.is_not(None) & Notice.taxpayer_id.in_(theft.victims())
    waits = Notice.state.in_(_TO_PRINT) & (Notice.not_before <= calendar.today())
    return rows.where(waits, ~func.coalesce(stolen, False))


def _later(rows: Select) -> Select:
    return rows.where(Notice.state == NoticeState.DRAFT, Notice.not_before > calendar.today())


def _letter(row: Notice) -> LetterShown:
    return LetterShown(
        id=row.id,
        number=row.number,
        kind=row.kind,
        state=row.state,
        to=row.taxpayer.addressed if row.taxpayer else "",
        place=masking.address(row.address) if row.address else "",
        document_id=row.document_id,
        document=row.document.number if row.document else "",
        approved_by=row.approved_by,
        with_pin=row.ip_pin_id is not None,
        copies=row.copies,
        not_before=row.not_before,
        notice_date=row.notice_date,
        mailed_on=row.mailed_on,
        unprintable=rendering.unprintable(row) if row.state in _TO_PRINT else "",
    )


def _held(row: held.Held) -> HeldShown:
    old = masking.address(row.old) if row.old else ""
    to = row.notice.addressee.name
    return HeldShown(row.notice.number, to, old, masking.address(row.new), row.changed_on, row.until)


def _batch(session: Session, row: MailBatch, actor: Actor, settings: ProgramSettings) -> PrintBatchShown:
    gathered = row.state == PrintBatchState.GATHERED
    return PrintBatchShown(
        id=row.id,
        number=row.number,
        gathered_by=row.gathered_by,
        gathered_at=row.gathered_at,
        released_by=row.released_by,
        released_at=row.released_at,
        opened=row.opened,
        destroyed_at=row.destroyed_at,
        letters=[_letter(printing.notice) for printing in print_file.live(row)],
        totals=dict(row.totals or print_file.count(print_file.live(row))),
        held=[_held(one) for one in held.letters(session, row, settings)] if gathered else [],
        stolen=[one.notice.number for one in held.victims(session, row)] if gathered else [],
        who_else=print_batches.why_not(session, row, actor) if gathered else "",
    )

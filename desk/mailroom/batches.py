"""Batches: opened with a received date, counted, closed once they balance; and the files that were refused."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from desk import errors
from desk.lifecycle import audit
from desk.mailroom import balance
from desk.models import Batch, Refusal, Scan
from desk.models.states import ScanState
from desk.office.accounts import Actor
from desk.office.opening import Office
from desk.program import free_text
from desk.system import calendar, db

_MOST = 100_000
_FIRST_YEAR = 2011
_CLOSED = "that batch is closed: choose another batch name"


def demand_plausible(received: date) -> None:
    """Raise :class:`errors.InvalidInput` for a received date that must be mistyped; nobody can change it later."""
    if received > calendar.today():
        raise errors.InvalidInput("the received date lies in the future: give the day on which the paper came in")
    if received.year < _FIRST_YEAR:
        raise errors.InvalidInput(f"no IP PIN existed before {_FIRST_YEAR}: look at the year of the received date")


def open_batch(session: Session, name: str, received: date, actor: str, site: str = "main") -> Batch:
    """Return the open batch of this name, or make one; raises :class:`errors.WrongState` if it is closed.

    :class:`errors.InvalidInput` if the name or the site holds a taxpayer number or an IP PIN.
    """
    for told in (name, site):
        free_text.demand_none_in_name(told)
    here = select(Batch).where(Batch.name == name).with_for_update()
    batch = session.scalar(here)
    if batch is None:
        batch = Batch(name=name, received_date=received, operator=actor, site=site, created_at=calendar.now())
        try:
            with session.begin_nested():
                session.add(batch)
            audit.record(session, actor, "batch.opened", "batch", batch.id, received=received.isoformat())
        except IntegrityError:  # another process opened it at the same time
            batch = session.scalars(here).one()
    if batch.closed_at:
        raise errors.WrongState(_CLOSED)
    return batch


def start(office: Office, name: str, received: date, actor: str, expected: int | None = None) -> Batch:
    """Return the open batch of this name and date for its cover sheet; ``expected`` is the hand count of its pages.

    Raises :class:`errors.InvalidInput` if the batch has another received date, which cannot be changed, and
    :class:`errors.WrongState` if it is closed.
    """
    demand_plausible(received)
    with office.database.transaction() as session:
        batch = open_batch(session, clean(name), received, actor, office.settings.site)
        if batch.received_date != received:
            raise errors.InvalidInput(
                f"that batch was received on {batch.received_date}, and the date is kept: choose another batch name"
            )
        if expected is not None:
            _count(session, batch, expected, actor)
        return batch


def one(session: Session, batch_id: int) -> Batch:
    """Return a batch; raises :class:`errors.NotFound`."""
    return db.get(session, Batch, batch_id, "there is no such batch")


def clean(name: str) -> str:
    """Return a batch name without control characters; :class:`errors.InvalidInput` if it may not be one."""
    plain = " ".join("".join(c if c.isprintable() else " " for c in name).split())
    if not 1 <= len(plain) <= 60:
        raise errors.InvalidInput("a batch name has 1 to 60 characters")
    free_text.demand_none_in_name(plain)
    return plain


def still_open(session: Session, wanted: str) -> tuple[str, Batch | None]:
    """Return the first name of ``wanted``, ``wanted (2)``, … that is not closed, and its batch if it exists."""
    number = 1
    while True:
        name = wanted if number == 1 else f"{wanted} ({number})"
        batch = session.scalar(select(Batch).where(Batch.name == name))
        if batch is None or batch.closed_at is None:
            return name, batch
        number += 1


def refuse(
    office: Office, name: str, file_name: str, reason: str, actor: str, received: date, site: str = "main"
) -> None:
    """Record a refused file, once until a person settles it."""
    with office.database.transaction() as session:
        batch = open_batch(session, name, received, actor, site)
        same = select(Refusal.id).where(
            Refusal.batch_id == batch.id,
            Refusal.file_name == file_name,
            Refusal.reason == reason,
            Refusal.pages.is_(None),
        )
        if session.scalar(same) is None:
            session.add(Refusal(batch_id=batch.id, file_name=file_name, reason=reason, at=calendar.now(), by=actor))
            audit.record(session, actor, "file.refused", "batch", batch.id, reason=reason)


def expect(office: Office, batch_id: int, pages: int | None, actor: Actor) -> None:
    """Record the hand count of a batch's written pages; ``None`` removes it."""
    with office.database.transaction() as session:
        _count(session, _open(session, batch_id), pages, actor.name)


def settle_scan(office: Office, scan_id: int, pages: int, actor: Actor) -> None:
    """Record the page count of an unreadable file's paper; those pages count as rejected.

    Raises :class:`errors.WrongState` if the file is not unreadable or its batch is closed.
    """
    with office.database.transaction() as session:
        scan = db.get(session, Scan, scan_id, "there is no such scan", lock=True)
        _open(session, scan.batch_id)
        if scan.state != ScanState.EXCEPTION:
            raise errors.WrongState("only the paper of a file that cannot be read is counted by hand")
        scan.page_count, scan.settled_by = _checked(pages), actor.name
        audit.record(session, actor.name, "scan.counted", "scan", scan.id, pages=pages)


def settle_refusal(office: Office, refusal_id: int, pages: int, actor: Actor) -> int:
    """Record how many pages of the batch a refused file held, 0 if they came in another way; return the batch's id.

    Raises :class:`errors.WrongState` if the batch is closed.
    """
    with office.database.transaction() as session:
        row = db.get(session, Refusal, refusal_id, "there is no such file", lock=True)
        _open(session, row.batch_id)
        row.pages, row.settled_by = _checked(pages), actor.name
        audit.record(session, actor.name, "refusal.counted", "batch", row.batch_id, pages=pages)
        return row.batch_id


def close(office: Office, batch_id: int, actor: Actor) -> None:
    """Close a batch to further files; raises :class:`errors.WrongState` with the reasons if it does not balance."""
    with office.database.transaction() as session:
        batch = _open(session, batch_id)
        sheet = balance.count(session, batch)
        if sheet.troubles:
            raise errors.WrongState("the batch cannot be closed: " + "; ".join(sheet.troubles))
        batch.closed_at, batch.closed_by = calendar.now(), actor.name
        audit.record(session, actor.name, "batch.closed", "batch", batch.id, **sheet.totals())


def _open(session: Session, batch_id: int) -> Batch:
    batch = db.get(session, Batch, batch_id, "there is no such batch", lock=True)
    if batch.closed_at:
        raise errors.WrongState("that batch is closed: its figures stay as they are")
    return batch


def _count(session: Session, batch: Batch, pages: int | None, actor: str) -> None:
    batch.expected_pages = None if pages is None else _checked(pages)
    audit.record(session, actor, "batch.counted", "batch", batch.id, pages=pages)


def _checked(pages: int) -> int:
    if not 0 <= pages <= _MOST:
        raise errors.InvalidInput(f"give a number of pages from 0 to {_MOST:,}")
    return pages

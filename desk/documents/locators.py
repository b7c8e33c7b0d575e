"""Document Locator Numbers: assigned to paper returns, one block for one batch, and checked against the batch.

A number is assigned when the desk knows that a paper is a return whose form has a document code (domain.md 6.1), and
never changes or passes to another paper, whatever the paper turns out to be.
"""

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from desk.models import Document, Locator, Scan
from desk.program.dln import BLOCKS, CODES, SERIALS, Dln, parse
from desk.program.settings import ProgramSettings
from desk.program.words import FormKind
from desk.system import calendar

_TRIES = 20


def assign(session: Session, document: Document, settings: ProgramSettings) -> None:
    """Give a return the next number of its batch, unless it has one; a day without a free block gives none."""
    code = CODES.get(document.form or "")
    if document.kind != FormKind.TAX_RETURN or code is None or session.get(Locator, document.id) is not None:
        return
    batch_id = session.scalars(select(Scan.batch_id).where(Scan.id == document.scan_id)).one()
    for _ in range(_TRIES):
        row = _next(session, document.id, batch_id, code, settings.file_location)
        if row is None:
            return
        try:
            with session.begin_nested():
                session.add(row)
            return
        except IntegrityError:  # another reader took this number or block at the same time
            continue


def number(session: Session, document_id: int) -> str:
    """Return the number of a document; "" if it has none."""
    row = session.get(Locator, document_id)
    return row.number if row else ""


def every(session: Session, as_of: date) -> dict[int, str]:
    """Return the numbers of all documents that had one by the end of a day."""
    rows = select(Locator.document_id, Locator.number).where(Locator.on <= as_of)
    return dict(session.execute(rows).all())


def numbered(session: Session, as_of: date) -> set[int]:
    """Return the documents that had a number by the end of a day."""
    return set(session.scalars(select(Locator.document_id).where(Locator.on <= as_of)))


def sound(session: Session, as_of: date) -> set[int]:
    """Return those whose number is well formed, in a block of their own batch, and in its place in the block."""
    rows = session.execute(
        select(Locator, Scan.batch_id)
        .join(Document, Locator.document_id == Document.id)
        .join(Scan, Document.scan_id == Scan.id)
        .where(Locator.on <= as_of)
        .order_by(Locator.year, Locator.number)
    )
    found, filled, owners = set(), {}, {}
    for row, home in rows:
        block = (row.year, row.number[:11])
        place = filled[block] = filled.get(block, -1) + 1
        owner = owners.setdefault(block, home)
        if _is_well_formed(row) and home == row.batch_id == owner and place == row.serial:
            found.add(row.document_id)
    return found


def _is_well_formed(row: Locator) -> bool:
    day = row.on.timetuple().tm_yday
    parts = Dln(row.location, row.code, row.on.year, day, row.block, row.serial)
    return parse(row.number, row.on) == parts and row.year == row.on.year


def _next(session: Session, document_id: int, batch_id: int, code: str, location: str) -> Locator | None:
    """The next serial of the batch's newest block of today, or the first of a new block; None if no block is free."""
    today = calendar.today()
    day = (Locator.on == today) & (Locator.code == code) & (Locator.location == location)
    mine = select(Locator.block, func.max(Locator.serial)).where(day, Locator.batch_id == batch_id)
    newest = session.execute(mine.group_by(Locator.block).order_by(Locator.block.desc()).limit(1)).first()
    block, serial = (newest[0], newest[1] + 1) if newest else (-1, SERIALS)
    if serial >= SERIALS:
        last = session.scalar(select(func.max(Locator.block)).where(day))
        block, serial = (-1 if last is None else last) + 1, 0
    if block >= BLOCKS:
        return None
    parts = Dln(location, code, today.year, today.timetuple().tm_yday, block, serial)
    return Locator(
        document_id=document_id,
        batch_id=batch_id,
        number=parts.text,
        location=location,
        code=code,
        year=today.year,
        on=today,
        block=block,
        serial=serial,
    )

"""A document's pages, their images, and the place of each field on them."""

import hashlib

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk import errors
from desk.documents import masking
from desk.forms.boxes import EVERYWHERE, Box
from desk.models import Document, Page, Reading, Scan
from desk.office.opening import Office


def page(session: Session, document_id: int, number: int) -> Page:
    """Return one page of a document by its number in the file; raises :class:`errors.NotFound`."""
    row = session.scalar(select(Page).where(Page.document_id == document_id, Page.number == number))
    if row is None:
        raise errors.NotFound("that document has no such page")
    return row


def image(office: Office, row: Page) -> bytes:
    """Return the file of a page's upright image: PNG or JPEG, up to 300 dpi."""
    return office.store.get(row.blob)


def blob(scan: Scan, number: int) -> str:
    """The name of an upright page's image; it follows from the scan, so a second try at reading replaces it."""
    name = hashlib.sha256(f"{scan.sha256}:{number}".encode()).hexdigest()
    return f"page/{name[:2]}/{name}"


def place(session: Session, document_id: int, field: str) -> tuple[Page, Box]:
    """Return the page of a field and its box as shares of the page: as read, else as the form definition has it.

    Raises :class:`errors.NotFound` if neither is known.
    """
    reading = session.scalar(select(Reading).where(Reading.document_id == document_id, Reading.field == field))
    if reading is not None and reading.page and reading.box:
        return page(session, document_id, reading.page), tuple(reading.box)
    document = session.get(Document, document_id)
    printed = _printed(document, field) if document else None
    if printed is None:
        raise errors.NotFound("nobody knows where that field stands on this paper")
    return printed


def places(session: Session, document_id: int, field: str) -> list[tuple[Page, Box]]:
    """Return where to look for a field: its place, or every whole page if its place is unknown."""
    try:
        return [place(session, document_id, field)]
    except errors.NotFound:
        pages = select(Page).where(Page.document_id == document_id).order_by(Page.number)
        return [(row, EVERYWHERE) for row in session.scalars(pages)]


def _printed(document: Document, field: str) -> tuple[Page, Box] | None:
    definition = masking.definition_of(document)
    if definition is None:
        return None
    known = {one.name: one for one in definition.fields}
    if field not in known:
        return None
    rows = [row for row in document.pages if row.form_page == known[field].page]
    if not rows:
        return None
    size = definition.page(known[field].page)
    x0, y0, x1, y1 = known[field].box
    return rows[0], (x0 / size.width, y0 / size.height, x1 / size.width, y1 / size.height)

"""Corrects wrong grouping of pages: a person splits a document, or joins it to another one of its scan.

Page 2 of a return has no name on it, so the order alone sometimes groups pages wrongly. Readings move with their pages;
nothing is read again and nothing is lost: an emptied document is closed with a note.
"""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desk import errors
from desk.lifecycle import audit, origins, states
from desk.models import Document, Page, Reading
from desk.models.states import DocumentState
from desk.office.accounts import Actor
from desk.office.opening import Office
from desk.recommendation import changes
from desk.review import overrides
from desk.system import calendar


def split(office: Office, document_id: int, first_page: int, actor: Actor, version: int | None = None) -> int:
    """Make the pages from ``first_page`` (its number in the file) on a document of their own; return its id."""
    with changes.changing(office, document_id, actor, version) as change:
        session, document = change.session, change.document
        moving = [page for page in document.pages if page.number >= first_page]
        if not moving or len(moving) == len(document.pages):
            raise errors.InvalidInput("choose a page after the first: the paper before it stays as it is")
        new = _document_like(session, document)
        _move_pages(session, moving, document, new)
        states.enter(session, new, actor.name, f"split from {document.number}")
        change.record(origins.SPLIT, into=new.id, pages=len(moving))
        change.also(new)
        return new.id


def join(office: Office, document_id: int, other_id: int, actor: Actor, version: int | None = None) -> None:
    """Move all pages of a document to another one of the same scan, and close the emptied one."""
    with changes.changing(office, document_id, actor, version) as change:
        document, other = change.document, change.enter(other_id)
        if document.id == other.id or document.scan_id != other.scan_id:
            raise errors.InvalidInput("choose another paper of the same file")
        _demand_part(change.session, document, other, actor)
        pages = list(document.pages)
        _move_pages(change.session, pages, document, other)
        note = f"joined to {other.number}"
        document.kind = document.form = document.revision = document.tax_year = None
        if document.state != DocumentState.EXCEPTION:
            change.move(DocumentState.EXCEPTION, note)
        change.move(DocumentState.CLOSED, note)
        change.record("document.joined", to=other.id, pages=len(pages))
        audit.record(change.session, actor.name, "document.pages_added", "document", other.id, pages=len(pages))


def _demand_part(session: Session, document: Document, other: Document, actor: Actor) -> None:
    """Refuse to empty a document that stands by itself: it is decided or set aside, not joined away.

    Anybody may put together again what was split: the rule for the original document applies to the whole.
    """
    came_of = origins.traced(session, document.id)
    together = other.id in came_of or document.id in origins.traced(session, other.id)
    part = not together and (len(came_of) > 1 or origins.divided(session, document.id))
    if document.kind in overrides.HELD and (part or _whole(document)):
        raise errors.WrongState("this is no later page of another paper: decide it, or say first that it is none")
    overrides.demand_no_case(session, document)
    if not together:
        overrides.demand_second(session, document, actor)


def _whole(document: Document) -> bool:
    """Whether it has a first page, or no page that is known to be a later one."""
    pages = {page.form_page or 0 for page in document.pages}
    return 1 in pages or not any(pages)


def siblings(session: Session, document: Document) -> list[Document]:
    """Return the other open documents of the same scan."""
    rows = select(Document).where(
        Document.scan_id == document.scan_id, Document.id != document.id, Document.state.in_(states.OPEN)
    )
    return list(session.scalars(rows.order_by(Document.ordinal)))


def _document_like(session: Session, document: Document) -> Document:
    last = session.scalar(select(func.max(Document.ordinal)).where(Document.scan_id == document.scan_id))
    new = Document(
        scan_id=document.scan_id,
        ordinal=(last or 0) + 1,
        state=DocumentState.EXCEPTION,
        received_date=document.received_date,
        postmark_date=document.postmark_date,
        created_at=calendar.now(),
    )
    session.add(new)
    session.flush()
    return new


def _move_pages(session: Session, pages: list[Page], old: Document, new: Document) -> None:
    """Move pages with their readings; a field that the new document already has keeps its reading."""
    numbers = {page.number for page in pages}
    taken = set(session.scalars(select(Reading.field).where(Reading.document_id == new.id)))
    for reading in session.scalars(select(Reading).where(Reading.document_id == old.id)):
        if reading.page in numbers and reading.field not in taken:
            reading.document_id = new.id
    for page in pages:
        page.document_id = new.id
    session.flush()
    session.expire_all()

"""Pages that were grouped wrongly: a person splits a document, or joins it to another of its scan.

Page 2 of a return carries no name, so order alone sometimes groups wrongly. Readings go with
their pages; nothing is read again and nothing is lost: an emptied document is closed with a note.
"""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desk import errors
from desk.lifecycle import audit, states
from desk.models import Document, Page, Reading
from desk.models.states import DocumentState
from desk.office.accounts import Actor
from desk.office.opening import Office
from desk.recommendation import changes, making
from desk.review import overrides
from desk.system import calendar


def split(office: Office, document_id: int, first_page: int, actor: Actor, version: int | None = None) -> int:
    """The pages from ``first_page`` (its number in the file) on become a document of their own; its id."""
    with changes.changing(office, document_id, actor, version) as change:
        session, document = change.session, change.document
        moving = [page for page in document.pages if page.number >= first_page]
        if not moving or len(moving) == len(document.pages):
            raise errors.InvalidInput("choose a page after the first: the paper before it stays as it is")
        new = _document_like(session, document)
        _move_pages(session, moving, document, new)
        states.enter(session, new, actor.name, f"split from {document.number}")
        change.record("document.split", into=new.id, pages=len(moving))
        change.also(new)
        return new.id


def join(office: Office, document_id: int, other_id: int, actor: Actor, version: int | None = None) -> None:
    """All pages of a document go to another document of the same scan; the emptied one is closed."""
    with changes.changing(office, document_id, actor, version) as change:
        document, other = change.document, change.enter(other_id)
        if document.id == other.id or document.scan_id != other.scan_id:
            raise errors.InvalidInput("choose another paper of the same file")
        _demand_part(change.session, document, actor)
        pages = list(document.pages)
        _move_pages(change.session, pages, document, other)
        note = f"joined to {other.number}"
        document.kind = document.form = document.revision = document.tax_year = None
        if document.state != DocumentState.EXCEPTION:
            change.move(DocumentState.EXCEPTION, note)
        change.move(DocumentState.CLOSED, note)
        change.record("document.joined", to=other.id, pages=len(pages))
        audit.record(change.session, actor.name, "document.pages_added", "document", other.id, pages=len(pages))


def _demand_part(session: Session, document: Document, actor: Actor) -> None:
    """Refuse to empty a return or an application that is one by itself: it is decided, not joined away."""
    whole = document.kind in making.DECIDED and any(page.form_page == 1 for page in document.pages)
    if whole:
        raise errors.WrongState("this paper has its own first page: decide it, or say first that it is something else")
    overrides.demand_no_case(session, document)
    overrides.demand_second(session, document, actor)


def siblings(session: Session, document: Document) -> list[Document]:
    """The other open documents of the same scan."""
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
    """Hand pages over with their readings; a field that the new document has already stays with it."""
    numbers = {page.number for page in pages}
    taken = set(session.scalars(select(Reading.field).where(Reading.document_id == new.id)))
    for reading in session.scalars(select(Reading).where(Reading.document_id == old.id)):
        if reading.page in numbers and reading.field not in taken:
            reading.document_id = new.id
    for page in pages:
        page.document_id = new.id
    session.flush()
    session.expire_all()

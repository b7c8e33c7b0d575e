"""Checks that every paper is in exactly one state, and that its history explains it."""

from collections.abc import Callable, Iterable, Iterator

from sqlalchemy import Select, and_, func, or_, select

from desk.inspection.finding import Finding
from desk.models import (
    Application,
    ApplicationEvent,
    Decision,
    Delay,
    DelayEvent,
    Document,
    DocumentEvent,
    Notice,
    NoticeEvent,
    Page,
    Scan,
    numbers,
)
from desk.models.states import ApplicationState, DelayState, DocumentState, NoticeState, ScanState
from desk.office.opening import Office

_TELL = "no command of the desk does this: compare with a backup, and tell the security officer"
_DECIDED = (DocumentState.DECIDED, DocumentState.CLOSED)
_UNREAD = (DocumentState.RECEIVED, DocumentState.READING)


def unexplained(office: Office) -> Iterator[Finding]:
    """A document, letter, application, or delay case in a state that is none, or is not the last of its history."""
    with office.database.reading() as session:
        for what, states, rows in _histories():
            for number, state, last in session.execute(rows):
                if state not in set(states):
                    yield Finding("state.unknown", what(number), f"is in no state that there is ({state})", _TELL)
                elif state != last:
                    wrong = f"is {state}, but the last step of its history is {last or 'missing'}"
                    yield Finding("state.unexplained", what(number), wrong, _TELL)


def astray(office: Office) -> Iterator[Finding]:
    """Papers between two states: read without a document, waiting without being read, decided without a decision."""
    standing = select(Decision.document_id).where(Decision.undone_at.is_(None))
    read = and_(Scan.state == ScanState.READ, Scan.read_at.is_not(None))
    empty = select(Scan.id).where(Scan.id.not_in(select(Document.scan_id)))
    unread = select(Document.id).join(Scan, Document.scan_id == Scan.id).where(read, Document.state.in_(_UNREAD))
    undecided = select(Document.id).where(Document.state == DocumentState.DECIDED, Document.id.not_in(standing))
    open_yet = select(Document.id).where(Document.id.in_(standing), Document.state.not_in(_DECIDED))
    with office.database.reading() as session:
        for number in session.scalars(empty):
            yield Finding("scan.no_document", f"scan {number}", "holds no document: its paper is in no state", _TELL)
        for number in session.scalars(unread):
            yield Finding("document.unread", numbers.document(number), "waits to be read, but its scan was read", _TELL)
        for number in session.scalars(undecided):
            yield Finding("document.undecided", numbers.document(number), "is decided, but no decision stands", _TELL)
        for number in session.scalars(open_yet):
            wrong = "waits for a person, but a decision stands"
            yield Finding("document.decided_twice", numbers.document(number), wrong, _TELL)


def loose_pages(office: Office) -> Iterator[Finding]:
    """Pages of no document or of another scan's, and scans with more or fewer pages than their file says."""
    kept = select(func.count(Page.id)).where(Page.scan_id == Scan.id).correlate(Scan).scalar_subquery()
    uneven = select(Scan.id).where(Scan.state == ScanState.READ, func.coalesce(Scan.page_count, 0) != kept)
    used = Page.use == "document"
    loose = (
        select(Page.scan_id, Page.number)
        .outerjoin(Document, Page.document_id == Document.id)
        .where(or_(used != Page.document_id.is_not(None), Document.scan_id != Page.scan_id))
    )
    with office.database.reading() as session:
        for number in session.scalars(uneven.order_by(Scan.id)):
            wrong = "has more or fewer pages on record than its file says"
            yield Finding("scan.pages", f"scan {number}", wrong, "compare its paper with its pages; restore a backup")
        for scan, number in session.execute(loose):
            wrong = "belongs to no document of its scan"
            yield Finding("page.loose", f"page {number} of scan {scan}", wrong, _TELL)


def _histories() -> Iterator[tuple[Callable[[int], str], Iterable[str], Select[int, str, str]]]:
    """Per kind of row with a history: how it is called, its states, and rows of number, state, and last step."""
    yield numbers.document, DocumentState, _last(Document.id, Document.state, DocumentEvent, DocumentEvent.document_id)
    yield numbers.letter, NoticeState, _last(Notice.id, Notice.state, NoticeEvent, NoticeEvent.notice_id)
    applications = _last(Application.document_id, Application.state, ApplicationEvent, ApplicationEvent.document_id)
    yield (lambda number: f"application {numbers.document(number)}"), ApplicationState, applications
    of_case = (
        (DelayEvent.document_id == Delay.document_id)
        & (DelayEvent.role == Delay.role)
        & (DelayEvent.cause == Delay.cause)
    )
    newest = select(func.max(DelayEvent.id)).where(of_case).correlate(Delay).scalar_subquery()
    cases = select(Delay.document_id, Delay.state, DelayEvent.state).outerjoin(DelayEvent, DelayEvent.id == newest)
    yield (lambda number: f"delay case of {numbers.document(number)}"), DelayState, cases


def _last(number, state, event, owner) -> Select[int, str, str]:
    newest = select(func.max(event.id)).where(owner == number).correlate(number.table).scalar_subquery()
    return select(number, state, event.state).outerjoin(event, event.id == newest)

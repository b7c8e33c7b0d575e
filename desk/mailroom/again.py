"""Paper that is scanned again, and files that are read again: what it means for their rows.

A new scan is announced first and replaces a document only when it is known to be the same paper
(`desk/reading/rescans` compares them, `desk/reading/same_paper` keeps what a person says). The document is closed then
and never deleted. The received date is that of the paper, so the new scan takes over the old one's. A file that could
not be read is read again from what was stored, where the desk had failed and not the paper.
"""

from sqlalchemy.orm import Session

from desk import errors
from desk.lifecycle import audit, releases, states
from desk.models import Application, Document, Recommendation, Scan
from desk.models.states import DocumentState, ReleaseState, ScanState
from desk.office.accounts import Actor
from desk.office.opening import Office
from desk.program.words import Action
from desk.system import calendar, db

SHEETS_ONLY = "batch sheets only"
_READER = "reader"


def announce(session: Session, document_id: int, scan: Scan, actor: Actor) -> None:
    """Say that ``scan`` was made of a document's paper again; it replaces nothing before it is read and compared.

    Raises :class:`errors.WrongState` when that document is decided, being read or scanned again already, and
    :class:`errors.InvalidInput` when the file is the old one or was received on another day.
    """
    document = rescannable(session, document_id)
    if scan.id == document.scan_id:
        raise errors.InvalidInput("this is the same file: scan the paper again")
    if scan.received_date != document.received_date:
        raise errors.InvalidInput(
            f"this file was taken in before as scan {scan.id}, received on {scan.received_date}: scan the paper again"
        )
    closed = all(one.state == DocumentState.CLOSED for one in scan.documents)
    if closed or document.scan_id in _stand_ins(session, scan):
        raise errors.InvalidInput(
            f"this file was taken in before as scan {scan.id}, whose papers are closed or were scanned again: "
            "scan this paper again"
        )
    document.rescan_id = scan.id
    audit.record(session, actor.name, "document.rescanned", "document", document.id, scan=scan.id)


def replace(session: Session, old: Document, new: Document, actor: str, reason: str = "") -> None:
    """Close a document because another one is on record for its paper, which takes over the findings about it."""
    old.replaced_by_id, old.successor_id, old.rescan_id = new.scan_id, new.id, None
    why = f": {reason}" if reason else ""
    _end(session, old, actor, f"replaced by scan {new.scan_id}{why}")
    audit.record(session, actor, "document.replaced", "document", old.id, by=new.scan_id, document=new.id)
    request = releases.standing(session, old.id)
    if request is not None:
        releases.end(session, request, ReleaseState.ENDED, actor)
    application = session.get(Application, old.id)
    if application:
        application.phone_index = application.address_index = None


def read_again(office: Office, scan_id: int, actor: Actor) -> None:
    """Queue an unreadable file again, as if it had just been received.

    Raises :class:`errors.WrongState` if the file is not unreadable, if its paper was handled in another way, or if its
    batch is closed.
    """
    with office.database.transaction() as session:
        scan = db.get(session, Scan, scan_id, "there is no such scan", lock=True)
        if scan.state != ScanState.EXCEPTION:
            raise errors.WrongState("only a file that cannot be read is read again")
        waiting = [document for document in scan.documents if document.state == DocumentState.EXCEPTION]
        if not waiting:
            raise errors.WrongState("the paper of this file was scanned again or set aside: there is nothing to read")
        if scan.batch.closed_at:
            raise errors.WrongState("that batch is closed: its figures stay as they are. Scan the paper again")
        scan.state, scan.attempts = ScanState.RECEIVED, 0
        scan.error_code = scan.error_message = scan.page_count = scan.settled_by = None
        for document in waiting:
            document.recommendation = None
            states.move(session, document, DocumentState.RECEIVED, actor.name, "read again")
        audit.record(session, actor.name, "scan.read_again", "scan", scan.id)
        db.after_commit(session, lambda: office.wake_reader(scan.id))


def set_aside(session: Session, scan: Scan) -> None:
    """Close the document of a scan that holds only batch sheets."""
    for document in scan.documents:
        _end(session, document, _READER, SHEETS_ONLY)


def _stand_ins(session: Session, scan: Scan) -> set[int]:
    """The scans that replaced this one's documents, and the scans that replaced those, and so on."""
    found: set[int] = set()
    todo = [scan]
    while todo:
        numbers = {one.replaced_by_id for one in todo.pop().documents if one.replaced_by_id} - found
        found |= numbers
        todo += [db.get(session, Scan, number) for number in numbers]
    return found


def rescannable(session: Session, document_id: int) -> Document:
    """A document whose paper may be scanned again now, its row locked; raises like :func:`announce`."""
    document = db.get(session, Document, document_id, "there is no such document", lock=True)
    if document.replaced_by_id:
        raise errors.WrongState(f"this paper was scanned again already, as scan {document.replaced_by_id}")
    if document.rescan_id:
        raise errors.WrongState(
            f"this paper was scanned again already, as scan {document.rescan_id}, which waits to be compared with it"
        )
    if document.state in (DocumentState.RECEIVED, DocumentState.READING):
        raise errors.WrongState("this paper is still being read: wait for the end, then scan it again")
    if document.state in (DocumentState.DECIDED, DocumentState.CLOSED):
        raise errors.WrongState("this document is decided: its decision must be taken back first")
    return document


def _end(session: Session, document: Document, actor: str, note: str) -> None:
    """Close a document that no longer counts, so that reports stop counting it as a return or an application."""
    if document.state != DocumentState.EXCEPTION:
        states.move(session, document, DocumentState.EXCEPTION, actor, note)
    states.move(session, document, DocumentState.CLOSED, actor, note)
    document.recommendation = Action.REVIEW
    session.add(
        Recommendation(
            document_id=document.id, action=Action.REVIEW, kind=None, form="", reasons=[note], findings=[], codes=[],
            keys=[], outcomes={}, on=calendar.today(), at=calendar.now(),
        )
    )  # fmt: skip

"""Paper that is scanned again, and files that are read again.

A new scan replaces a document, which is closed and never deleted. The received date belongs to the paper, so the new
scan keeps the old one's. A stored file that could not be read can be read again if the desk had failed, not the paper.
"""

from sqlalchemy.orm import Session

from desk import errors
from desk.lifecycle import audit, states
from desk.mailroom import batches, receive
from desk.mailroom.receive import Receipt
from desk.models import Application, Document, Recommendation, Scan
from desk.models.states import DocumentState, ScanState
from desk.office.accounts import Actor
from desk.office.opening import Office
from desk.program.words import Action
from desk.system import calendar, db

SHEETS_ONLY = "batch sheets only"
_READER = "reader"


def rescan(office: Office, document_id: int, data: bytes, file_name: str, actor: Actor) -> Receipt:
    """Receive a file as the replacement of a document.

    Raises :class:`errors.WrongState` if that document is decided, being read or replaced already, and
    :class:`errors.InvalidInput` if the file is the old one or was received on another day.
    """
    with office.database.reading() as session:
        old = _replaceable(session, document_id)
        scan = old.scan
        name, _ = batches.still_open(session, scan.batch.name)
        site = scan.batch.site
    receipt = receive.receive(
        office, data, file_name, batch=name, actor=actor.name, received=old.received_date,
        postmark=old.postmark_date, site=site, follow=lambda session, new: replace(session, document_id, new, actor),
    )  # fmt: skip
    if receipt.duplicate:
        with office.database.transaction() as session:
            replace(session, document_id, db.get(session, Scan, receipt.scan_id), actor)
    return receipt


def replace(session: Session, document_id: int, scan: Scan, actor: Actor) -> None:
    """Close a document because its paper is now in ``scan``; raises like :func:`rescan`."""
    document = _replaceable(session, document_id)
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
    document.replaced_by_id = scan.id
    _end(session, document, actor.name, f"replaced by scan {scan.id}")
    audit.record(session, actor.name, "document.replaced", "document", document.id, by=scan.id)
    case = session.get(Application, document.id)
    if case:
        case.phone_index = case.address_index = None


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


def _replaceable(session: Session, document_id: int) -> Document:
    document = db.get(session, Document, document_id, "there is no such document", lock=True)
    if document.replaced_by_id:
        raise errors.WrongState(f"this paper was scanned again already, as scan {document.replaced_by_id}")
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

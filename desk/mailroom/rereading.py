"""A file that could not be read, read again from what was stored: where the desk had failed and not the paper."""

from desk import errors
from desk.lifecycle import audit, states
from desk.models import Scan
from desk.office.accounts import Actor
from desk.office.opening import Office
from desk.system import db


def read_again(office: Office, scan_id: int, actor: Actor) -> None:
    """Put an unreadable file in line once more, as if it had just come in.

    Raises :class:`errors.WrongState` when it is not unreadable, when its paper was dealt with in another way, and
    when its batch is closed.
    """
    with office.database.transaction() as session:
        scan = session.get(Scan, scan_id, with_for_update=True)
        if scan is None:
            raise errors.NotFound("there is no such scan")
        if scan.state != "exception":
            raise errors.WrongState("only a file that cannot be read is read again")
        waiting = [document for document in scan.documents if document.state == "exception"]
        if not waiting:
            raise errors.WrongState("the paper of this file was scanned again or set aside: there is nothing to read")
        if scan.batch.closed_at:
            raise errors.WrongState("that batch is closed: its figures stay as they are. Scan the paper again")
        scan.state, scan.attempts = "received", 0
        scan.error_code = scan.error_message = scan.page_count = scan.settled_by = None
        for document in waiting:
            document.recommendation = None
            states.move(session, document, "received", actor.name, "read again")
        audit.record(session, actor.name, "scan.read_again", "scan", scan.id)
        db.after_commit(session, lambda: office.wake_reader(scan.id))

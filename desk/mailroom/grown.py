"""Files that grew after they were taken in: the whole file becomes a new scan that stands for the shorter one."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk import errors
from desk.lifecycle import audit, states
from desk.mailroom import again, batches, receive
from desk.mailroom.receive import Receipt
from desk.models import Document, Scan
from desk.models.states import ScanState
from desk.office.accounts import Actor
from desk.office.opening import Office
from desk.system import db


def take(office: Office, data: bytes, file_name: str, shorter: int, actor: str) -> Receipt | None:
    """Receive the whole file of a scan that was taken in too early; None while that one is not read yet.

    The new scan has its received date. Each document of the shorter one that waits for a person is replaced if the new
    scan holds the same paper; otherwise a person says which it is, as with paper that was scanned again.
    """
    with office.database.reading() as session:
        old = db.get(session, Scan, shorter, "there is no such scan")
        if old.state not in (ScanState.READ, ScanState.EXCEPTION):
            return None
        batch, site = batches.still_open(session, old.batch.name)[0], old.batch.site
    return receive.receive(
        office, data, file_name, batch=batch, actor=actor, received=old.received_date, postmark=old.postmark_date,
        site=site, follow=lambda session, new: _stand_for(session, old.id, new, actor),
    )  # fmt: skip


def recorded_size(office: Office, scan_id: int) -> int | None:
    """Return the size in bytes of the file of a scan as it was taken in; None if there is no such scan."""
    with office.database.reading() as session:
        return session.scalar(select(Scan.size).where(Scan.id == scan_id))


def _stand_for(session: Session, shorter: int, new: Scan, actor: str) -> None:
    """Announce the new scan for each document of the shorter one that may be replaced."""
    audit.record(session, actor, "scan.grown", "scan", shorter, scan=new.id)
    waiting = select(Document.id).where(Document.scan_id == shorter, Document.state.in_(states.OPEN))
    for number in session.scalars(waiting.order_by(Document.id)).all():
        try:
            again.announce(session, number, new, Actor(actor, "mailroom"))
        except (errors.WrongState, errors.InvalidInput):
            continue  # scanned again already: the new scan stands beside it

"""Leases of scans: one reader at a time has a scan, and only while it says that it is still at work.

The result of a reading counts only while its lease does: a reader that was given up for dead
and comes back finds its token gone and writes nothing.
"""

from secrets import token_hex

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from desk.lifecycle import states
from desk.models import Document, Scan
from desk.models.states import DocumentState, ScanState
from desk.office.opening import Office
from desk.system import calendar, db

READER = "reader"
"""Who reads, in the history of a document."""


def take(office: Office, scan_id: int) -> str | None:
    """Lease a scan for reading; the lease's token, or ``None`` when it is not one's turn."""
    token, now = token_hex(16), calendar.ticks()
    free = or_(Scan.state == ScanState.RECEIVED, (Scan.state == ScanState.READING) & (Scan.lease_until < now))
    with office.database.transaction() as session:
        taken = db.changed(
            session,
            update(Scan)
            .where(Scan.id == scan_id, free)
            .values(
                state=ScanState.READING,
                lease_token=token,
                lease_until=now + office.settings.lease_seconds,
                attempts=Scan.attempts + 1,
                progress=[],
            ),
        )
        if not taken:
            return None
        for document in session.scalars(select(Document).where(Document.scan_id == scan_id)):
            if document.state == DocumentState.RECEIVED:
                states.move(session, document, DocumentState.READING, READER)
    return token


def keep(office: Office, scan_id: int, token: str) -> bool:
    """Renew a lease; False when it was lost."""
    with office.database.transaction() as session:
        done = db.changed(
            session,
            update(Scan)
            .where(Scan.id == scan_id, Scan.lease_token == token)
            .values(lease_until=calendar.ticks() + office.settings.lease_seconds),
        )
        return done > 0


def tell(office: Office, scan_id: int, token: str, count: int, progress: list[list]) -> bool:
    """Say how far a reading is: pages in the file, ``[page, use, [codes]]`` so far; False when the lease is lost."""
    with office.database.transaction() as session:
        done = db.changed(
            session,
            update(Scan)
            .where(Scan.id == scan_id, Scan.lease_token == token)
            .values(page_count=count or None, progress=progress),
        )
        return done > 0


def release(office: Office, scan_id: int, token: str) -> None:
    """Give a scan back unread, for another attempt."""
    with office.database.transaction() as session:
        scan = held(session, scan_id, token)
        if scan is not None:
            scan.lease_until = 0


def put_back(office: Office, scan_id: int, token: str) -> None:
    """Give a scan back for a reason that is not its own (a full disk, a store that is away): no attempt is counted.

    Its lease is left to run out, so that it is tried again after a pause.
    """
    with office.database.transaction() as session:
        scan = held(session, scan_id, token)
        if scan is not None:
            scan.attempts -= 1


def held(session: Session, scan_id: int, token: str) -> Scan | None:
    """The scan, its row locked, while that lease of it counts; ``None`` when the lease was lost."""
    return session.scalar(select(Scan).where(Scan.id == scan_id, Scan.lease_token == token).with_for_update())

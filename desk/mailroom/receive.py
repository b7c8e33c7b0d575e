"""Receives files: hashes, stores and records them; used by the web, the command line, and the watcher.

The order matters: the blob is on disk before the row exists, the row is committed before the caller gets the receipt,
and only then is a worker woken (domain.md 6.2: protect the received date).
"""

import hashlib
from collections.abc import Callable
from datetime import date
from pathlib import PurePath
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from desk import errors
from desk.lifecycle import audit, states
from desk.mailroom import batches
from desk.models import Document, Scan
from desk.office.opening import Office
from desk.program import free_text
from desk.system import calendar, db, faults, media

Follow = Callable[[Session, Scan], None]


class Receipt(NamedTuple):
    """The receipt for a file: its scan, and whether the same bytes had been received before."""

    scan_id: int
    duplicate: bool


def receive(
    office: Office,
    data: bytes,
    file_name: str,
    *,
    batch: str,
    actor: str,
    received: date | None = None,
    postmark: date | None = None,
    site: str | None = None,
    follow: Follow | None = None,
) -> Receipt:
    """Receive one file. Raises :class:`errors.InvalidInput` for dates and sizes that are not allowed.

    ``follow`` runs in the transaction of the new scan's row; it does not run for bytes that were received before.
    """
    received = checked_dates(received, postmark)
    site = site or office.settings.site
    if len(data) > office.settings.max_file_bytes:
        reason = too_large(office)
        batches.refuse(office, batch, clean_name(file_name), reason, actor, received, site)
        raise errors.InvalidInput(reason)
    digest = hashlib.sha256(data).hexdigest()
    if known := _known(office, digest):
        return Receipt(known, True)
    blob = f"scan/{digest[:2]}/{digest}"
    office.store.put(blob, data)
    faults.point("receive.stored")
    scan = Scan(
        sha256=digest,
        file_name=clean_name(file_name),
        media_type=media.sniff(data),
        size=len(data),
        blob=blob,
        received_date=received,
        postmark_date=postmark,
        taken_by=actor,
        created_at=calendar.now(),
    )
    return _write(office, scan, (batch, site), actor, follow)


def too_large(office: Office) -> str:
    """Return the message about a file that is too large."""
    return f"the file is larger than {office.settings.max_file_bytes // 1_000_000} MB: scan it in parts"


def _write(office: Office, scan: Scan, into: tuple[str, str], actor: str, follow: Follow | None) -> Receipt:
    """Add the row of a stored file; if another process was faster with the same bytes, use its scan."""
    try:
        with office.database.transaction() as session:
            batch, site = into
            scan.batch = batches.open_batch(session, batch, scan.received_date, actor, site)
            _open_document(session, scan, actor)
            if follow:
                follow(session, scan)
            db.after_commit(session, lambda: faults.point("receive.committed"))
            db.after_commit(session, lambda: office.wake_reader(scan.id))
    except IntegrityError:
        if known := _known(office, scan.sha256):
            return Receipt(known, True)
        raise
    return Receipt(scan.id, False)


def clean_name(file_name: str) -> str:
    """Return a file name for display: without folders, control characters, and secret numbers, of limited length."""
    plain = "".join(c if c.isprintable() else "_" for c in PurePath(file_name.replace("\\", "/")).name)
    return free_text.masked(plain)[-120:] or "unnamed"


def checked_dates(received: date | None, postmark: date | None) -> date:
    """Return the received date, by default today; raises :class:`errors.InvalidInput` if the dates are impossible."""
    received = received or calendar.today()
    batches.demand_plausible(received)
    if postmark and postmark > received:
        raise errors.InvalidInput("the postmark is later than the received date: correct one of them")
    return received


def _known(office: Office, digest: str) -> int | None:
    with office.database.reading() as session:
        return session.scalar(select(Scan.id).where(Scan.sha256 == digest))


def _open_document(session: Session, scan: Scan, actor: str) -> None:
    """Open the scan's first document, so that every page is in exactly one state from now on."""
    document = Document(
        scan=scan,
        ordinal=1,
        received_date=scan.received_date,
        postmark_date=scan.postmark_date,
        created_at=scan.created_at,
    )
    session.add(document)
    session.flush()
    audit.record(session, actor, "scan.received", "scan", scan.id, sha256=scan.sha256, batch=scan.batch_id)
    states.enter(session, document, actor)

"""The jobs: each takes a row's id, checks the row's state first, and may safely run twice."""

import contextlib

import numpy as np
import structlog

from desk import errors
from desk.documents import pages
from desk.models import Scan
from desk.office.opening import Office
from desk.reading import lease, turns, writing
from desk.system import db, faults
from intake import picture, pipeline
from intake.opening import limits
from workers import context, heartbeat

log = structlog.get_logger()
_TRIES = 8  # scans that other workers may have taken in the same moment


def read_scan(scan_id: int) -> bool:
    """Read the scan whose turn it is, or this one if there is none; nothing if others are reading them.

    There is a job for each waiting scan, and it does not matter which job reads which. Returns as :func:`read_with`.
    """
    office = context.desk()
    with office.database.reading() as session:
        first = turns.waiting(session, _TRIES)
    for number in dict.fromkeys([*first, scan_id]):
        if token := lease.take(office, number):
            return _read_leased(office, number, token)
    return False


def read_with(office: Office, scan_id: int) -> bool:
    """Read one scan of ``office``; return whether this call finished it, as read or as unreadable."""
    token = lease.take(office, scan_id)
    return token is not None and _read_leased(office, scan_id, token)


def _read_leased(office: Office, scan_id: int, token: str) -> bool:
    faults.point("read.leased")
    scan = _scan(office, scan_id)
    if scan.attempts > office.settings.read_attempts:
        message = f"the reader stopped {office.settings.read_attempts} times at this file: key it from the paper"
        return _fail(office, scan, token, "reader_stopped", message)
    with heartbeat.beating(office, scan_id, token):
        try:
            return _read(office, scan, token)
        except (OSError, errors.StoreAway, errors.DatabaseAway, errors.SettingsRefused) as bad:
            log.error("scan.desk_failed", scan=scan_id, kind=type(bad).__name__)
            with contextlib.suppress(errors.DatabaseAway):
                lease.put_back(office, scan_id, token)
        except errors.DeskError as bad:
            log.info("scan.unreadable", scan=scan_id, code=bad.code)
            return _fail(office, scan, token, bad.code, str(bad))
        except Exception as bad:
            log.error("scan.reader_failed", scan=scan_id, kind=type(bad).__name__, attempt=scan.attempts)
            lease.release(office, scan_id, token)
        return False


def _read(office: Office, scan: Scan, token: str) -> bool:
    """Read a leased scan and store the reading; return whether the lease was still valid."""
    allowed = limits.from_settings(office.settings)
    result = pipeline.read(office.store.get(scan.blob), allowed, seen=_keeper(office, scan, token))
    faults.point("read.stored")
    return writing.write(office, scan.id, token, result)


def _fail(office: Office, scan: Scan, token: str, code: str, message: str) -> bool:
    """Mark a scan as unreadable and delete the pages of it that are stored already; whether the lease was valid."""
    if not writing.fail(office, scan.id, token, code, message):
        return False
    with contextlib.suppress(OSError, errors.StoreAway):
        for number in range(1, (_scan(office, scan.id).page_count or 0) + 1):
            office.store.delete(pages.blob(scan, number))
    return True


def _keeper(office: Office, scan: Scan, token: str) -> pipeline.Seen:
    """A callback that stores each page as soon as it is read and shows the progress to the mailroom."""
    progress: list[list] = []

    def keep(count: int, page: pipeline.PageImage, image: np.ndarray) -> None:
        office.store.put(pages.blob(scan, page.number), picture.encoded(image))
        faults.point("read.read")
        progress.append([page.number, page.use, list(page.quality)])
        lease.tell(office, scan.id, token, count, progress)

    return keep


def _scan(office: Office, scan_id: int) -> Scan:
    with office.database.reading() as session:
        return db.get(session, Scan, scan_id, "there is no such scan")

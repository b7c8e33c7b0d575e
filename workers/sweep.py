"""The sweep: queues every scan again whose wake-up was lost or whose reader died."""

from sqlalchemy import select, update

from desk.models import Scan
from desk.models.states import ScanState
from desk.office.opening import Office
from desk.reading import turns
from desk.system import calendar

_BURST = 500
CLOCK = "clock"


def sweep(office: Office) -> int:
    """End expired leases and queue the waiting scans; return how many were queued."""
    freed = _free(office)
    waiting = freed or ([] if _busy(office) else _waiting(office))
    return sum(office.wake_reader(scan_id) for scan_id in waiting)


def next_waiting(office: Office) -> int | None:
    """Return the id of the scan whose turn it is to be read, or None."""
    _free(office)
    return next(iter(_waiting(office, 1)), None)


def _free(office: Office) -> list[int]:
    with office.database.reading() as session:
        dead = (Scan.state == ScanState.READING) & (Scan.lease_until < calendar.ticks())
        found = list(session.scalars(select(Scan.id).where(dead).limit(_BURST)))
    if not found:
        return []
    with office.database.transaction() as session:
        session.execute(update(Scan).where(Scan.id.in_(found), dead).values(state=ScanState.RECEIVED, lease_token=None))
    return found


def _waiting(office: Office, limit: int = _BURST) -> list[int]:
    with office.database.reading() as session:
        return turns.waiting(session, limit)


def _busy(office: Office) -> bool:
    """Whether the job queue still holds wake-ups, or Redis does not answer."""
    return not office.wakeups.alive() or office.wakeups.queue.count > 0

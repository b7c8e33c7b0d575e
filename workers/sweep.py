"""The sweep: wakes every row that a lost wake-up or a dead reader left behind."""

from sqlalchemy import select, update

from desk.models import Scan
from desk.models.states import ScanState
from desk.office.opening import Office
from desk.system import calendar

_BURST = 500
CLOCK = "clock"


def sweep(office: Office) -> int:
    """Give up dead readers' leases and wake what waits; how many scans were woken."""
    freed = _free(office)
    waiting = freed or ([] if _busy(office) else _waiting(office))
    return sum(office.wake_reader(scan_id) for scan_id in waiting)


def next_waiting(office: Office) -> int | None:
    """The oldest scan that anyone may read now."""
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
        return list(
            session.scalars(select(Scan.id).where(Scan.state == ScanState.RECEIVED).order_by(Scan.id).limit(limit))
        )


def _busy(office: Office) -> bool:
    """Whether the job list still holds wake-ups (or cannot be asked)."""
    return not office.wakeups.alive() or office.wakeups.queue.count > 0

"""Whose file is read next: small files first, and everybody's first file before anybody's second.

Nobody's stack, however long or large, keeps the files of others waiting; and since a file falls back by its size only,
not by what comes after it, none waits forever.
"""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desk import errors
from desk.models import Scan
from desk.models.states import ScanState
from desk.office.opening import Office

_STEP = 500_000  # bytes for which a file lets one that came later pass: twenty pages in black and white


def waiting(session: Session, limit: int) -> list[int]:
    """Return the ids of scans that are free to be read, the next one first."""
    place = Scan.id + Scan.size // _STEP
    turn = func.row_number().over(partition_by=Scan.taken_by, order_by=(place, Scan.id))
    free = select(Scan.id).where(Scan.state == ScanState.RECEIVED)
    return list(session.scalars(free.order_by(turn, place, Scan.id).limit(limit)))


def demand_room(office: Office, actor: str) -> None:
    """Raise :class:`errors.WrongState` if too many files, or too many bytes, of this person wait to be read."""
    settings = office.settings
    unread = Scan.state.in_([ScanState.RECEIVED, ScanState.READING])
    with office.database.reading() as session:
        mine = select(func.count(), func.coalesce(func.sum(Scan.size), 0)).where(unread, Scan.taken_by == actor)
        files, size = session.execute(mine).one()
    if files >= settings.waiting_files or size >= settings.waiting_bytes:
        raise errors.WrongState(f"{files} of your files wait to be read: wait until some are, then go on with this one")

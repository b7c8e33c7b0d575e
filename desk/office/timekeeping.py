"""The clock of leases, lock-outs, and sessions: it counts on, whatever becomes of the system's time of day.

The kernel counts the seconds since the machine was started, for all processes alike, and nobody can set that count. A
desk's processes add the same number to it (``desk/system/calendar``), which the first of them writes down for each
start of the machine. Processes on several machines take the time of day from the database that they share.
"""

import time
from pathlib import Path

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from desk.models import MachineStart
from desk.system import calendar
from desk.system.db import Database

_START = Path("/proc/sys/kernel/random/boot_id")
_NOTED_EACH = 60  # seconds


def agree(database: Database) -> None:
    """Let this process count the seconds as the other processes of the desk do."""
    this = _start()
    with database.reading() as session:
        row = session.get(MachineStart, this)
    calendar.count(row.ahead if row else _begin(database, this))


def note(database: Database) -> None:
    """Write down, once a minute, how far the clock is, so that it never goes back at the next start of the machine."""
    now, this = calendar.ticks(), _start()
    late = (MachineStart.name == this) & (MachineStart.seen < now - _NOTED_EACH)
    with database.reading() as session:
        if session.scalar(select(MachineStart.name).where(late)) is None:
            return
    with database.transaction() as session:
        session.execute(update(MachineStart).where(late).values(seen=now))


def _begin(database: Database, this: str) -> float:
    """Begin with the time of day, or where the clock was last seen if that is later; the first process decides."""
    try:
        with database.transaction() as session:
            now = max(_time_of_day(session), session.scalar(select(func.max(MachineStart.seen))) or 0)
            row = MachineStart(name=this, ahead=now - calendar.since_start(), seen=now)
            session.add(row)
        return row.ahead
    except IntegrityError:
        with database.reading() as session:
            return session.get_one(MachineStart, this).ahead


def _time_of_day(session: Session) -> float:
    """The seconds since 1970 by the clock of the database's server, or of this machine if the database is a file."""
    if session.get_bind().dialect.name == "postgresql":
        return float(session.scalar(select(func.extract("epoch", func.clock_timestamp()))) or 0)
    return time.time()


def _start() -> str:
    """The name that the kernel gave to this start of the machine."""
    return _START.read_text(encoding="ascii").strip()

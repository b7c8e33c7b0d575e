"""The only place that reads today's date and the time.

A practice desk (demo, tests) may fix the office date with ``IPPIN_TODAY``; the time of day
then still runs, so that events keep their order.
"""

import time
from datetime import UTC, date, datetime
from datetime import time as time_of_day

_fixed: date | None = None


def fix(day: date | None) -> None:
    """Make ``day`` the office date of this process; ``None`` means the real calendar."""
    global _fixed
    _fixed = day


def today() -> date:
    """The office date (local calendar)."""
    return _fixed or datetime.now().date()


def now() -> datetime:
    """The time to write on a record: office date, current time of day, in UTC."""
    moment = datetime.now(UTC)
    return datetime.combine(_fixed, moment.timetz()) if _fixed else moment


def told(moment: datetime) -> str:
    """A time as people say it, in the office's time zone: 10:04 today, 2 Mar 2026, 10:04 otherwise."""
    local = moment.astimezone()
    hour = f"{local:%H:%M}"
    return hour if local.date() == today() else f"{local.day} {local:%b %Y}, {hour}"


def start_of(day: date) -> datetime:
    """The first moment of an office day, in UTC as on records."""
    first = datetime.combine(day, time_of_day.min, UTC if _fixed else None)
    return first.astimezone(UTC)


def end_of(day: date) -> datetime:
    """The last moment of an office day, in UTC as on records."""
    last = datetime.combine(day, time_of_day.max, UTC if _fixed else None)
    return last.astimezone(UTC)


def ticks() -> float:
    """Real seconds since the epoch, for leases and timeouts; never the office date."""
    return time.time()

"""The only place that reads today's date and the time.

A practice desk (demo, tests) may fix the office date with ``IPPIN_TODAY``; the time of day still runs, so that events
keep their order.
"""

import time
from datetime import UTC, date, datetime
from datetime import time as time_of_day

_fixed: date | None = None


def fix(day: date | None) -> None:
    """Fix the office date of this process at ``day``; ``None`` means the real calendar."""
    global _fixed
    _fixed = day


def today() -> date:
    """Return the office date (local calendar)."""
    return _fixed or datetime.now().date()


def now() -> datetime:
    """Return the time for a record, in UTC: the office date with the current time of day."""
    moment = datetime.now(UTC)
    return datetime.combine(_fixed, moment.timetz()) if _fixed else moment


def written(day: date) -> str:
    """Return a date as people in the office write it: "Mar 2, 2026"."""
    return f"{day:%b} {day.day}, {day.year}"


def told(moment: datetime) -> str:
    """Return a time for display in the office's time zone: "10:04" for today, else "Mar 2, 2026, 10:04"."""
    local = moment.astimezone()
    hour = f"{local:%H:%M}"
    return hour if local.date() == today() else f"{written(local)}, {hour}"


def start_of(day: date) -> datetime:
    """Return the first moment of an office day, in UTC as in records."""
    first = datetime.combine(day, time_of_day.min, UTC if _fixed else None)
    return first.astimezone(UTC)


def end_of(day: date) -> datetime:
    """Return the last moment of an office day, in UTC as in records."""
    last = datetime.combine(day, time_of_day.max, UTC if _fixed else None)
    return last.astimezone(UTC)


def day_of(moment: datetime) -> date:
    """Return the office day on which a recorded moment lies."""
    return moment.astimezone(UTC if _fixed else None).date()


def ticks() -> float:
    """Return the real seconds since the epoch, for leases and timeouts; the office date does not affect it."""
    return time.time()

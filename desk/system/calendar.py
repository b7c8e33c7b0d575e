"""The only place that reads today's date and the time, and that counts seconds.

A practice desk (demo, tests) may fix the office date with ``IPPIN_TODAY``; the time of day still runs, so that events
keep their order.
"""

import time
from datetime import UTC, date, datetime
from datetime import time as time_of_day

_fixed: date | None = None
_ahead = time.time() - time.clock_gettime(time.CLOCK_BOOTTIME)


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
    """Return the seconds for leases, lock-outs, and sessions; setting a date or a clock does not affect them.

    They began as seconds since 1970 and count on, whatever time of day somebody sets (desk/office/timekeeping).
    """
    return since_start() + _ahead


def since_start() -> float:
    """Return the seconds since this machine was started, times of sleep included."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


def count(ahead: float) -> None:
    """Let :func:`ticks` be so many seconds ahead of :func:`since_start` in this process."""
    global _ahead
    _ahead = ahead


def unix_time() -> float:
    """Return the seconds since 1970 as the system tells them now, for one-time codes, which other clocks count too."""
    return time.time()

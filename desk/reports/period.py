"""The period that a report covers."""

from datetime import date, timedelta

WEEKS = 12


def holds(day: date, first: date | None, last: date | None) -> bool:
    """Return whether a day lies in a period that may be open at either end."""
    return (first is None or first <= day) and (last is None or day <= last)


def weeks(as_of: date, first: date | None, last: date | None) -> list[tuple[date, date]]:
    """Return the weeks (Monday to Sunday, cut at the ends) of a period; by default the last twelve."""
    last = min(last or as_of, as_of)
    first = first or last - timedelta(days=last.weekday() + 7 * (WEEKS - 1))
    found, monday = [], first - timedelta(days=first.weekday())
    while monday <= last:
        found.append((max(monday, first), min(monday + timedelta(days=6), last)))
        monday += timedelta(days=7)
    return found

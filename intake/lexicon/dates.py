"""Dates as people write them on U.S. forms: month, day, year; and tax years."""

import re
from datetime import date

_PARTS = re.compile(r"\s*(\d{1,2})\s*[/.\- ]\s*(\d{1,2})\s*[/.\- ]\s*(\d{4}|\d{2})\s*")
_WHOLE = re.compile(r"\s*(\d{2})(\d{2})(\d{4}|\d{2})\s*")
_MONTH = re.compile(r"\s*([A-Za-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})\s*")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ISO = re.compile(r"\s*(\d{4})-(\d{2})-(\d{2})\s*")


_TAX_YEARS = range(1990, 2100)
_ODD = 0.01  # the prior of any other text, relative to a plausible date


def usual(said: str) -> float:
    """Return the prior of a text in a date field, from 1 down: 1 for a day of this century or the last."""
    return 1.0 if _ISO.fullmatch(said) and said[:2] in ("19", "20") else _ODD


def tax_year(written: str) -> bool:
    """Return whether a return can be filed for that year."""
    return written.isdigit() and int(written) in _TAX_YEARS


def iso(written: str) -> str | None:
    """Return the date as YYYY-MM-DD; None unless it is complete and valid. Two-digit years are in this century."""
    if found := _ISO.fullmatch(written):
        year, month, day = map(int, found.groups())
    elif found := _PARTS.fullmatch(written) or _WHOLE.fullmatch(written):
        month, day, year = map(int, found.groups())
    elif (found := _MONTH.fullmatch(written)) and found[1][:3].lower() in _MONTHS:
        month, day, year = _MONTHS.index(found[1][:3].lower()) + 1, int(found[2]), int(found[3])
    else:
        return None
    try:
        return date(year + 2000 if year < 100 else year, month, day).isoformat()
    except ValueError:
        return None

"""The rows of a CSV file: a file that is not CSV is refused as a whole, an invalid row by itself.

A complaint names column and reason, never the value.
"""

import csv
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from desk import errors
from desk.system import calendar

_LONGEST = 200  # characters of a text; what is longer is a heap of rows behind a quotation mark that was never closed
_RICHEST = 10**12
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_WHOLE = re.compile(r"(-?[$]?|[$]-)(\d{1,3}(,\d{3})+|\d+)", re.ASCII)


class Refused(Exception):
    """A row that cannot be taken over: the column and the reason, never the value."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(reason)
        self.column = column


def count(path: Path) -> int:
    """Rows in the file, for a progress bar; :class:`errors.InvalidInput` when it is not UTF-8 text that can be read."""
    try:
        with path.open(encoding="utf-8-sig") as file:
            return max(0, sum(1 for _ in file) - 1)
    except UnicodeDecodeError:
        raise errors.InvalidInput("the file is not UTF-8 text: save it as “CSV UTF-8”") from None
    except OSError as bad:
        raise errors.InvalidInput(f"the file cannot be read: {bad.strerror}") from None


def rows(path: Path, required: tuple[str, ...], optional: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    """Line number and cells of each row; :class:`errors.InvalidInput` when the heading is not of these columns."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        try:
            heading = [name.strip().lower() for name in reader.fieldnames or ()]
            _check_heading(heading, required, optional)
            reader.fieldnames = heading
            for row in reader:
                yield reader.line_num, {k: (v or "").strip() if k else v for k, v in row.items()}
        except csv.Error:
            raise errors.InvalidInput(
                f"the file is not CSV from line {reader.line_num} on (is a quotation mark left open?): the rows before "
                "it were looked at, the others not; mend it and import it again"
            ) from None


def demand_plain(row: dict[str, str]) -> None:
    """Refuse a row that no list of people or numbers holds: too many columns, control characters, endless texts."""
    if None in row:
        raise Refused("(all)", "the row has more columns than the heading")
    for column, text in row.items():
        if len(text) > _LONGEST or not text.isprintable():
            raise Refused(
                column, "is too long or holds a line break or control character: is a quotation mark left open?"
            )


def _check_heading(heading: list[str], required: tuple[str, ...], optional: tuple[str, ...]) -> None:
    missing = [name for name in required if name not in heading]
    strange = [name for name in heading if name not in required + optional]
    if missing:
        raise errors.InvalidInput(
            f"the heading lacks: {', '.join(missing)} (the columns are parted by commas, their names stand in line 1)"
        )
    if len(set(heading)) < len(heading):
        raise errors.InvalidInput("the heading names a column twice: take one of them out")
    if strange:
        raise errors.InvalidInput(f"the heading has unknown columns: {', '.join(repr(name) for name in strange)}")


def digits(text: str) -> bool:
    """Whether a text is of the digits 0 to 9 alone; other scripts have digits of their own."""
    return text.isascii() and text.isdigit()


def choice(row: dict[str, str], column: str, legal: tuple[str, ...]) -> str:
    """One of the legal words, in small letters; "" where the file has no such column."""
    value = row.get(column, "").lower()
    if value not in legal:
        raise Refused(column, f"must be one of: {', '.join(one for one in legal if one)}")
    return value


def day(row: dict[str, str], column: str) -> date | None:
    """A date as YYYY-MM-DD; None for an empty cell."""
    text = row.get(column)
    if not text:
        return None
    try:
        when = date.fromisoformat(text) if _DATE.fullmatch(text) else None
    except ValueError:
        when = None
    if when is None:
        raise Refused(column, "is not a date as YYYY-MM-DD")
    return when


def past(row: dict[str, str], column: str) -> date | None:
    """A day of somebody's life: it has come."""
    when = day(row, column)
    if when and when > calendar.today():
        raise Refused(column, "is a date that has not come yet")
    return when


def whole(row: dict[str, str], column: str, least: int = -_RICHEST, most: int = _RICHEST) -> int | None:
    """A whole number, with or without dollar sign and commas; None for an empty cell."""
    text = row.get(column)
    if not text:
        return None
    number = int(re.sub(r"[$,]", "", text)) if _WHOLE.fullmatch(text) else None
    if number is None or not least <= number <= most:
        raise Refused(column, "is not a whole number that can be")
    return number

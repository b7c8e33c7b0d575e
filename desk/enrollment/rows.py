"""The rows of a CSV file: a file that is not CSV is refused as a whole, an invalid row by itself.

An error names the column and the reason, never the value.
"""

import csv
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from desk import errors
from desk.system import calendar

_LONGEST = 200  # characters in a cell; a longer cell means that a quotation mark was never closed
_RICHEST = 10**12
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_WHOLE = re.compile(r"(-?[$]?|[$]-)(\d{1,3}(,\d{3})+|\d+)", re.ASCII)


class Refused(Exception):
    """A row cannot be imported: the column and the reason, never the value."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(reason)
        self.column = column


def count(path: Path) -> int:
    """Return the number of rows in the file; raises :class:`errors.InvalidInput` if it is not readable UTF-8 text."""
    try:
        with path.open(encoding="utf-8-sig") as file:
            return max(0, sum(1 for _ in file) - 1)
    except UnicodeDecodeError:
        raise errors.InvalidInput("the file is not UTF-8 text: save it as “CSV UTF-8”") from None
    except OSError as bad:
        raise errors.InvalidInput(f"the file cannot be read: {bad.strerror}") from None


def rows(path: Path, required: tuple[str, ...], optional: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the line number and cells of each row; raises :class:`errors.InvalidInput` for a wrong heading."""
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
    """Raise :class:`Refused` for a row with too many columns, control characters, or an overlong cell."""
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
    """Return whether a text consists only of the digits 0 to 9, which ``str.isdigit`` does not tell."""
    return text.isascii() and text.isdigit()


def choice(row: dict[str, str], column: str, legal: tuple[str, ...]) -> str:
    """Return the cell as one of the ``legal`` words in lower case; "" if the file lacks the column. Raises Refused."""
    value = row.get(column, "").lower()
    if value not in legal:
        raise Refused(column, f"must be one of: {', '.join(one for one in legal if one)}")
    return value


def day(row: dict[str, str], column: str) -> date | None:
    """Return a date from a cell as YYYY-MM-DD; None for an empty cell. Raises :class:`Refused`."""
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
    """Return a date that is not in the future; None for an empty cell. Raises :class:`Refused`."""
    when = day(row, column)
    if when and when > calendar.today():
        raise Refused(column, "is a date that has not come yet")
    return when


def whole(row: dict[str, str], column: str, least: int = -_RICHEST, most: int = _RICHEST) -> int | None:
    """Return a whole number, with or without dollar sign and commas; None for an empty cell. Raises Refused."""
    text = row.get(column)
    if not text:
        return None
    number = int(re.sub(r"[$,]", "", text)) if _WHOLE.fullmatch(text) else None
    if number is None or not least <= number <= most:
        raise Refused(column, "is not a whole number that can be")
    return number

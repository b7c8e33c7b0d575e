"""The Document Locator Number of a paper return: 14 digits, composed and checked (domain 6.1).

`FF T DD JJJ BBB SS Y`: file location, tax class, document code, day of the year, block, serial, last digit of the year.
A number is unique only within ten years.
"""

from dataclasses import dataclass
from datetime import date, timedelta

TAX_CLASS = "2"
"""Individual income tax."""
BLOCKS, SERIALS = 1000, 100
"""How many blocks a day has, and how many documents a block (domain 10, item 6: the technical limit)."""
LENGTH = 14
CODES = {"f1040": "11", "f1040sr": "11", "f1040nr": "72"}
"""The document code of each form [R]; a form that is not listed gets no number."""
_PARTS = (2, 1, 2, 3, 3, 2, 1)


@dataclass(frozen=True)
class Dln:
    """A number in its parts; ``day`` is the day of the year, ``year`` the whole year of processing."""

    location: str
    code: str
    year: int
    day: int
    block: int
    serial: int

    @property
    def text(self) -> str:
        """The 14 digits."""
        place = f"{self.location}{TAX_CLASS}{self.code}"
        return f"{place}{self.day:03d}{self.block:03d}{self.serial:02d}{self.year % 10}"


def spoken(text: str) -> str:
    """Return a number as people write it: 28-2-11-105-600-25-4; "" for ""."""
    if not text:
        return ""
    parts, rest = [], text
    for length in _PARTS:
        parts.append(rest[:length])
        rest = rest[length:]
    return "-".join(parts)


def parse(text: str, by: date) -> Dln | None:
    """Return the parts of 14 digits assigned by the day ``by``, in the last ten years; None if they cannot be a DLN."""
    if len(text) != LENGTH or not (text.isascii() and text.isdigit()) or text[2] != TAX_CLASS:
        return None
    year = by.year - (by.year - int(text[13])) % 10
    day = int(text[5:8])
    first = date(year, 1, 1)
    if day < 1 or (first + timedelta(days=day - 1)).year != year or first + timedelta(days=day - 1) > by:
        return None
    return Dln(text[:2], text[3:5], year, day, int(text[8:11]), int(text[11:13]))

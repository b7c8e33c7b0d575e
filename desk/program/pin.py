"""The value of an IP PIN (domain 3.1): six digits as text, leading zeros legal, never 000000."""

import re
from collections.abc import Callable, Collection
from datetime import date

_PUNCTUATION = re.compile(r"[\s\-.,/_|']+")
_SIX = re.compile(r"[0-9]{6}")
LARGEST = 999_999


def strip(text: str) -> str:
    """The entry without spaces and punctuation, as the published IRS check does first."""
    return _PUNCTUATION.sub("", text)


def wellformed(text: str | None) -> bool:
    """Whether the entry, punctuation aside, is a possible IP PIN."""
    if text is None:
        return False
    digits = strip(text)
    return _SIX.fullmatch(digits) is not None and digits != "000000"


def five_digits(text: str | None) -> bool:
    """Whether the entry looks like the five-digit e-file signature PIN, a common mix-up."""
    return text is not None and re.fullmatch(r"[0-9]{5}", strip(text)) is not None


def counts(calendar_year: int, filed: date) -> bool:
    """Whether a PIN of a calendar year counts for a return filed that day (domain 3.2).

    It counts for a return of any tax year and dies on 1 January.
    """
    return filed.year == calendar_year


def draw(randbelow: Callable[[int], int], excluded: Collection[str] = ()) -> str:
    """A PIN uniform over 000001–999999 and not among `excluded` (last year's, replaced ones).

    `randbelow(n)` gives 0 … n-1 and must come from the system's CSPRNG outside tests.
    """
    while True:
        text = f"{randbelow(LARGEST) + 1:06d}"
        if text not in excluded:
            return text

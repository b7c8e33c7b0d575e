"""The value of an IP PIN (domain 3.1): six digits as text, leading zeros allowed, never 000000."""

import re
from collections.abc import Callable
from typing import TypeGuard

_PUNCTUATION = re.compile(r"[\s\-.,/_|']+")
_SIX = re.compile(r"[0-9]{6}")
LARGEST = 999_999
MASK = "•" * 6
"""Shown in place of a PIN that must stay hidden."""


def strip(text: str) -> str:
    """Return the entry without spaces and punctuation; the published IRS check begins with this step."""
    return _PUNCTUATION.sub("", text)


def wellformed(text: str | None) -> TypeGuard[str]:
    """Return whether the entry, without punctuation, is a possible IP PIN."""
    if text is None:
        return False
    digits = strip(text)
    return _SIX.fullmatch(digits) is not None and digits != "000000"


def five_digits(text: str | None) -> bool:
    """Return whether the entry looks like the five-digit e-file signature PIN, a common mix-up."""
    return text is not None and re.fullmatch(r"[0-9]{5}", strip(text)) is not None


def draw(randbelow: Callable[[int], int]) -> str:
    """Draw a PIN uniformly from 000001–999999.

    `randbelow(n)` returns 0 … n-1; outside tests it must use the system's CSPRNG.
    """
    return f"{randbelow(LARGEST) + 1:06d}"

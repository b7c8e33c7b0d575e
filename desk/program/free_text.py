"""Taxpayer numbers and IP PINs in what people type, in names of files and of batches: found, refused, or masked.

Free text goes into histories, manifests, file names, and the audit trail, where neither may stand (domain.md 9). In
notes and reasons any number as long as one is refused, also with gaps in it. Names often hold a date or a counter: in
them a taxpayer number is nine digits as people group them, and an IP PIN is six digits beside its word.
"""

import re
import unicodedata

from desk import errors

_GAP, _PARTED = r"[\W_]{0,3}", r"[\W_]{1,3}"
_TIN = re.compile(
    rf"(?<!\d)(?:\d{{9}}|\d{{3}}{_PARTED}\d\d{_PARTED}\d{{4}}|\d{{3}}{_PARTED}\d{{3}}{_PARTED}\d{{3}}"
    rf"|\d\d{_PARTED}\d{{7}}|\d{{3}}{_PARTED}\d{{6}}|\d{{5}}(?!-\d){_PARTED}\d{{4}}|\d(?:{_PARTED}\d){{8}})(?!\d)"
)
"""Together; 3-2-4, 3-3-3, or one by one; 2-7 (an employer's), 3-6, and 5 4, but not 5-4, which is a zip code."""
_WORD = r"(?<![^\W\d_])(?:ip[\W_]{0,3})?(?:pin(?:s|code|no|nr)?|nip)(?![^\W\d_])"
_SIX = rf"\d(?:{_GAP}\d){{5}}"
_BESIDE = r"\D{0,12}?"
_PIN = re.compile(
    rf"{_WORD}{_BESIDE}(?P<after>{_SIX})(?!\d|[\W_]\d)|(?<!\d)(?<!\d[\W_])(?P<before>{_SIX})(?!\d){_BESIDE}{_WORD}",
    re.IGNORECASE,
)
_MONTH = re.compile(r"(?:19|20)\d\d[\W_](?:0[1-9]|1[0-2])")
_RUN = re.compile(r"\d(?:[ .\-\u2010-\u2015]?\d)*")
_PLAIN = 10
"""Digits of a telephone number, which notes may hold."""
_SHOWN = 4  # last digits of a taxpayer number that a name keeps, as screens do
_TIN_SAYS = (
    "this text holds a nine-digit number or longer, which could be a taxpayer number: leave it out, or write its last "
    "four digits"
)
_PIN_SAYS = "this text holds a six-digit number, which could be an IP PIN: leave it out (write a date with its month)"


def demand_no_number(text: str) -> None:
    """Raise :class:`errors.InvalidInput` if a note or a reason holds a number as long as a PIN or a TIN."""
    plain = _plain(text)
    for run in _RUN.findall(plain):
        digits = sum(one.isdigit() for one in run)
        if digits == 6:
            raise errors.InvalidInput(_PIN_SAYS)
        if digits >= 9 and digits != _PLAIN:
            raise errors.InvalidInput(_TIN_SAYS)
    demand_none_in_name(text)


def demand_none_in_name(name: str) -> None:
    """Raise :class:`errors.InvalidInput` if a name or a setting holds a TIN, or a PIN beside its word."""
    plain = _plain(name)
    if _TIN.search(plain):
        raise errors.InvalidInput(_TIN_SAYS)
    if any(_pins(plain)):
        raise errors.InvalidInput(_PIN_SAYS)


def masked(name: str) -> str:
    """Return a name with an X for each digit of a PIN, and of a TIN but for its last four; others as they are."""
    plain = _plain(name)
    places = [(*found.span(), _SHOWN) for found in _TIN.finditer(plain)] + [(*span, 0) for span in _pins(plain)]
    for start, end, shown in places:
        inside = plain[start:end]
        digits = [place for place, one in enumerate(inside) if one.isdigit()]
        hidden = set(digits[: len(digits) - shown])
        inside = "".join("X" if place in hidden else one for place, one in enumerate(inside))
        plain = plain[:start] + inside + plain[end:]
    return plain if places else name


def _plain(text: str) -> str:
    """The text with its digits in one writing, and without signs that nobody sees."""
    return "".join(one for one in unicodedata.normalize("NFKC", text) if unicodedata.category(one) != "Cf")


def _pins(plain: str) -> list[tuple[int, int]]:
    """Where six digits stand beside the word PIN, a year and its month left out."""
    spans = [found.span("after" if found["after"] else "before") for found in _PIN.finditer(plain)]
    return [(start, end) for start, end in spans if not _MONTH.fullmatch(plain[start:end])]

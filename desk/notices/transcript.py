"""Checks that a printed line says what the record says, without the folding that printed it.

Numbers are compared by value and letters by order, so that a fault of `desk.program.alphabet` (``12½`` printed as ``121
2``) cannot pass on both sides.
"""

import unicodedata
from fractions import Fraction

_HALVES = "/\u2044"
_LONGEST = 3  # plain letters that one sign may stand for: & as AND
_FINEST = 100  # no street number has a larger denominator


def faithful(written: str, printed: str) -> bool:
    """Whether ``printed`` (plain capitals) holds the numbers and the plain letters of ``written`` in their order."""
    return _numbers(written) == _numbers(printed) and _letters_stand(written, printed)


def _numbers(text: str) -> list[str | Fraction]:
    """Every number in order: digits as they stand (a leading zero counts), fractions by value."""
    found: list[str | Fraction] = []
    for run in _runs(text):
        above, _, below = run.partition("/")
        found.append(Fraction(int(above), int(below)) if below.strip("0") else above)
    return found


def _runs(text: str) -> list[str]:
    """Digits that are together, a fraction as ``n/d``; anything at another height is a run of its own."""
    runs = [""]
    for sign in text:
        if sign.isdecimal():
            runs[-1] += str(unicodedata.decimal(sign))
        elif sign in _HALVES and runs[-1].isdecimal():
            runs[-1] += "/"
        elif (value := unicodedata.numeric(sign, None)) is not None:
            part = Fraction(value).limit_denominator(_FINEST)
            runs += [f"{part.numerator}/{part.denominator}" if part.denominator > 1 else str(part), ""]
        else:
            runs.append("")
    return [run.rstrip("/") for run in runs if run]


def _letters_stand(written: str, printed: str) -> bool:
    bare = unicodedata.normalize("NFD", written).upper()
    wanted = [sign for sign in bare if sign.isascii() and sign.isalpha()]
    stands = [sign for sign in printed if sign.isalpha()]
    rest = iter(stands)
    in_order = all(sign in rest for sign in wanted)
    others = sum(1 for sign in bare if not sign.isspace() and not (sign.isascii() and sign.isalnum()))
    return in_order and len(stands) - len(wanted) <= _LONGEST * others

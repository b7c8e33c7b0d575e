"""The errors that filers make in copying their IP PIN, and the probability that a box holds another number.

The shares are settings of the desk and are never learned from what it reads. No published figure says how often filers
enter a wrong IP PIN. The share of 3 % is an assumption: three times the share for SSNs (`matching/signers`), because
the PIN changes every year. The ratio of slips to swaps comes from J. Verhoeff's count of errors in six-digit numbers
(Error Detecting Decimal Codes, Amsterdam 1969): 79 % were one wrong digit, 10 % two adjacent digits swapped. Entirely
different numbers (last year's, the spouse's) are counted separately.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

_SLIPS, _SWAPS, _OTHERS = 54, 5, 999_999
"""How many PINs differ from a given one in one digit, by two adjacent digits swapped, and in any way (domain 3.1)."""
_MISSED = 0.0002
"""The least probability that the right number is not among the reader's alternatives."""


@dataclass(frozen=True)
class Filers:
    """The shares of filers who write the PIN on record, that PIN with one wrong digit, and that PIN with two digits
    swapped; the rest write another number."""

    right: float
    slip: float
    swap: float

    @property
    def other(self) -> float:
        """The share of filers who write any other number, such as that of another year or person."""
        return max(0.0, 1 - self.right - self.slip - self.swap)

    def share(self, written: str, number: str, known: Collection[str]) -> float:
        """Return the share of filers who write `written` when `number` is their PIN; for a `known` PIN (last year's or
        the spouse's) and for entries that are not six digits, this counts every filer who writes another number."""
        if written in known or len(written) != len(number):
            return self.other
        apart = [place for place, pair in enumerate(zip(written, number, strict=True)) if pair[0] != pair[1]]
        if len(apart) == 1:
            return self.slip / _SLIPS
        if _swapped(written, number, apart):
            return self.swap / _SWAPS
        return self.other / _OTHERS


def _swapped(written: str, number: str, apart: list[int]) -> bool:
    if len(apart) != 2 or apart[1] != apart[0] + 1:
        return False
    first, last = apart
    return written[first] == number[last] and written[last] == number[first]


def doubt(number: str, said: Mapping[str, float], known: Collection[str], filers: Filers) -> float:
    """Return the probability that a box holds a number other than `number`, the PIN on record.

    said: the possible readings with their probabilities from the image alone; known: those among them that are this
    person's PIN of last year or the other spouse's PIN. The rest of the probability goes to the most likely slips.
    """
    unsaid = max(_MISSED, 1 - sum(said.values()))
    wrong = unsaid * max(filers.slip / _SLIPS, filers.swap / _SWAPS) + _MISSED * filers.other
    wrong += sum(chance * filers.share(text, number, known) for text, chance in said.items() if text != number)
    right = said.get(number, 0.0) * filers.right
    return wrong / (wrong + right) if right else 1.0

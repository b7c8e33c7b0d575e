"""How filers err when they copy their IP PIN, and how likely another number stands in a box that seems to hold it.

The shares are settings of the desk, never learned from what it reads. No published figure says how often filers enter
another IP PIN than theirs. That 3 in 100 do is an assumption, three times what is assumed of SSNs (`matching/signers`),
because the number is new every year. The ratio of slips to swaps is from J. Verhoeff's count of errors that people made
in six-digit numbers (Error Detecting Decimal Codes, Amsterdam 1969): 79 % were one wrong digit, 10 % two neighbors
swapped. Numbers that are simply others (last year's, the spouse's) count beside them.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

_SLIPS, _SWAPS, _OTHERS = 54, 5, 999_999
"""How many numbers differ from one in a digit, in two neighbors swapped, and at all (domain 3.1)."""
_MISSED = 0.0002
"""What the reader may have missed altogether."""


@dataclass(frozen=True)
class Filers:
    """The share of filers who write the number on record, the same with a digit slipped, and with two swapped; the
    rest writes another number."""

    right: float
    slip: float
    swap: float

    @property
    def other(self) -> float:
        """The share that writes a number of another year or person, or any."""
        return max(0.0, 1 - self.right - self.slip - self.swap)

    def share(self, written: str, number: str, known: Collection[str]) -> float:
        """The share that writes exactly this where that is their number; all who write another number are taken to
        write one that is `known` to be last year's or the spouse's, and what is not six digits."""
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
    """The probability that another number stands in a box than `number`, which is the one on record.

    said: what the image may say, with the probability that it has by the image alone; known: those of them that are
    this person's number of last year or that of the other spouse. What the image leaves unsaid is taken for the
    likeliest slips.
    """
    unsaid = max(_MISSED, 1 - sum(said.values()))
    wrong = unsaid * max(filers.slip / _SLIPS, filers.swap / _SWAPS) + _MISSED * filers.other
    wrong += sum(chance * filers.share(text, number, known) for text, chance in said.items() if text != number)
    right = said.get(number, 0.0) * filers.right
    return wrong / (wrong + right) if right else 1.0

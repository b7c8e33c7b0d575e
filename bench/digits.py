"""More hand-printed digits from the NIST pages, in their own parts, with corrections of their labels.

Labels that are clearly wrong were corrected by eye. Digits that people may read in two ways keep their labels and are
marked, so that figures can be given with and without them.
"""

from functools import cache
from typing import NamedTuple

import numpy as np

from bench import places
from bench.parts import Part

_WRONG, _AMBIGUOUS = 1, 2  # of the archive's column `doubt`
_SEEN = {
    4020: 3, 13505: 9, 15498: 5, 15677: 2, 25682: 8, 32640: 8, 35329: 7, 39601: 2, 40156: 7, 41286: 2, 41786: 1,
    43011: 6, 49167: 3, 50009: 6, 50939: 2, 52646: 3, 52891: 3, 53273: 8, 61021: 8,
}  # fmt: skip
"""The true digit by row, for wrong labels; row 9652 may be a 5 or a 9 and is left out."""


class Digits(NamedTuple):
    """Images uint8 [n, 28, 28], white on black, their labels, and whether people may read them in two ways."""

    images: np.ndarray
    labels: np.ndarray
    ambiguous: np.ndarray


@cache
def more(part: Part) -> Digits:
    """Return the digits of a part; none if the archive is missing."""
    if not (part.digits and places.more_digits().is_file()):
        return Digits(np.empty((0, 28, 28), np.uint8), np.empty(0, np.uint8), np.empty(0, bool))
    data = np.load(places.more_digits())
    labels, doubt = data["y"].copy(), data["doubt"].copy()
    for row, digit in _SEEN.items():
        labels[row], doubt[row] = digit, 0
    kept = (data["part"] == part.digits) & (doubt != _WRONG)
    return Digits(data["X"][kept], labels[kept], doubt[kept] == _AMBIGUOUS)

"""Whether two papers look alike: the writing on them laid on each other, without the print (domain.md 4.1).

The reader keeps the look of every page that it could lay on its form: where ink is that the press did not put there.
Print is left out, because two returns on one form agree in it however much they differ.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from desk.models import Page
from desk.system import bits

ALIKE = 0.8
"""How well the worst piece of two scans of one paper agrees, measured against a usual piece of them, at least.

Measured on typed and handwritten returns: 0.87 and more for one paper, also where its second scan is far paler;
0.76 and less on the page with the difference for the same person's return with other amounts or written anew.
"""
_CELL = 50  # pixels, half an inch: so large a piece of paper is looked for at once
_REACH = 3  # pixels that a piece may stand off
_LEAST = 60  # pixels of ink on both without which a piece says nothing
_USUAL = 0.65  # a usual piece of one paper agrees this well; below, nothing is the same
_ENOUGH = 0.95


def likeness(one: Sequence[Page], other: Sequence[Page]) -> float | None:
    """How alike the writing on two papers is, 0 to 1; None where no two pages of theirs can be compared.

    The page that differs most counts: another amount is another paper.
    """
    theirs = {page.form_page: page.look for page in other if page.form_page is not None and page.look}
    pairs = [(page.look, theirs[page.form_page]) for page in one if page.look and page.form_page in theirs]
    found = [_compare(bits.unpack(mine), bits.unpack(yours)) for mine, yours in pairs]
    return min((share for share in found if share is not None), default=None)


def _compare(one: np.ndarray, other: np.ndarray) -> float | None:
    """The same for two pages; None where neither has writing. Pictures of two sizes have nothing alike."""
    if one.shape != other.shape:
        return 0.0
    shares = [_best(one, other, piece) for piece in _pieces(one, other)]
    if not shares:
        return None
    usual = float(np.median(shares))
    return min(shares) / usual if usual >= _USUAL else min(shares)


def _pieces(one: np.ndarray, other: np.ndarray) -> Iterator[tuple[slice, slice]]:
    """The places of the pieces that pages are cut into, those with writing."""
    height, width = one.shape
    for top in range(0, height, _CELL):
        for left in range(0, width, _CELL):
            piece = slice(top, top + _CELL), slice(left, left + _CELL)
            if int(one[piece].sum()) + int(other[piece].sum()) >= _LEAST:
                yield piece


def _best(one: np.ndarray, other: np.ndarray, piece: tuple[slice, slice]) -> float:
    """How much of the ink of a piece agrees (Dice), at the shift at which most does."""
    mine = one[piece]
    height, width = mine.shape
    rows, columns = piece
    padded = np.pad(other, _REACH)
    wide = padded[rows.start : rows.start + height + 2 * _REACH, columns.start : columns.start + width + 2 * _REACH]
    best = 0.0
    for dy in sorted(range(2 * _REACH + 1), key=lambda shift: abs(shift - _REACH)):
        for dx in range(2 * _REACH + 1):
            yours = wide[dy : dy + height, dx : dx + width]
            total = int(mine.sum()) + int(yours.sum())
            best = max(best, 2 * int((mine & yours).sum()) / total if total else 0.0)
        if best >= _ENOUGH:
            break
    return best

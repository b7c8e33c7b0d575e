"""The ink of a line of writing, found once per crop for all readers."""

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np

from intake import picture

_SHORTEST = 13  # px: a piece smaller than this both ways is a dot or dust and does not extend the line
_LETTERS, _LEVEL = 4, 0.012  # letters needed to judge; deviation of their feet from the line as a share of their height
_CONTRAST = 36  # gray levels below the paper from which a pixel counts as ink


@dataclass(frozen=True, eq=False)
class Strokes:
    """A crop of a line, uint8 gray at 300 dpi, with a margin of `margin` px around the line, and the ink in it."""

    image: np.ndarray
    margin: int

    @cached_property
    def ink(self) -> np.ndarray:
        """1 where a pixel is darker than its paper by the contrast of a stroke, else 0."""
        paper, darkest = map(float, picture.percentiles(self.image, 85, 1))
        return (self.image < paper - max(_CONTRAST, 0.4 * (paper - darkest))).astype(np.uint8)

    @cached_property
    def _pieces(self) -> tuple[np.ndarray, np.ndarray]:
        """The connected pieces of ink after the paper, which is first: OpenCV's stats and centroids."""
        _, _, stats, centers = cv2.connectedComponentsWithStats(self.ink, connectivity=8)
        return stats, centers

    @cached_property
    def box(self) -> tuple[int, int, int, int] | None:
        """Left, top, right, bottom (px) of the writing with a little space, without specks and ink that intrudes."""
        height, width = self.image.shape
        stats, centers = self._pieces
        lefts, tops, widths, heights = (stats[:, i] for i in range(4))
        wanted = (np.maximum(widths, heights) >= _SHORTEST) & (stats[:, cv2.CC_STAT_AREA] >= 12)
        wanted &= (centers[:, 1] > self.margin - 4) & (centers[:, 1] < height - self.margin + 4)
        wanted[0] = False
        if stats[wanted, cv2.CC_STAT_AREA].sum() < 40:
            return None
        left, right = int(lefts[wanted].min()), int((lefts + widths)[wanted].max())
        top, bottom = int(tops[wanted].min()), int((tops + heights)[wanted].max())
        air = max(3, (bottom - top) // 10)
        return max(0, left - 2 * air), max(0, top - air), min(width, right + 3 * air), min(height, bottom + air)

    def typed(self) -> bool:
        """Whether the letters of the writing stand more level than handwriting ever does."""
        stats, centers = (found[1:] for found in self._pieces)
        high, feet = stats[:, 3], stats[:, 1] + stats[:, 3]
        letters = (high >= _SHORTEST) & (centers[:, 1] > self.margin)
        letters &= centers[:, 1] < self.image.shape[0] - self.margin
        if letters.sum() < _LETTERS:
            return False
        feet = feet[letters]
        return float(np.median(np.abs(feet - np.median(feet)))) < _LEVEL * float(np.median(high[letters]))

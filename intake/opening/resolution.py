"""Finds the resolution of a page: from the file if plausible, otherwise estimated from the letter page size."""

import cv2
import numpy as np

from desk import errors
from intake.opening.raw import Limits

FINEST = 300
_LETTER = (8.5, 11.0)
_LONGEST = 22.0  # inches
_SHORT, _LONG = (7.0, 9.5), (9.5, 14.6)  # the possible sides of a sheet in inches
_OF_PAGE = 9_000_000  # pixels that a page adds to its file's room: a letter page at 300 dpi has 8.4 million
_OF_BYTE = 2000
"""Pixels that a byte adds to its file's room. A page at 600 dpi with writing on it has 34 million pixels and, packed as
for a fax, 30 kB and more: about half of that."""


def check(width: int, height: int, limits: Limits) -> None:
    """Refuse a page with no pixels or too many before it is decoded; raises errors.Unreadable."""
    if width < 1 or height < 1:
        raise errors.Unreadable("damaged", "The file holds a page without pixels. Scan the paper again.")
    if width * height > limits.page_pixels:
        raise errors.Unreadable("too_large", "A page has too many pixels. Scan the paper again at 300 dpi.")


def demand_room(pixels: int, pages: int, size: int, limits: Limits) -> None:
    """Refuse a file of `size` bytes that unfolds into too many pixels, before any is decoded; errors.Unreadable."""
    if pixels > limits.file_pixels + pages * _OF_PAGE + size * _OF_BYTE:
        message = "The file unfolds into too many pixels. Scan the paper again at 300 dpi, fewer pages a file."
        raise errors.Unreadable("too_large", message)


def square(image: np.ndarray, across: float, down: float) -> tuple[np.ndarray, float]:
    """Make oblong pixels, as in a fax (204 × 98 dpi), square; return (image, dpi, or 0 if none is stated)."""
    if min(across, down) < 1:
        return image, 0.0
    if abs(across / down - 1) < 0.02:
        return image, across
    if not 0.4 < across / down < 2.5:
        return image, 0.0
    finest = max(across, down)
    size = round(image.shape[1] * finest / across), round(image.shape[0] * finest / down)
    return cv2.resize(image, size, interpolation=cv2.INTER_LINEAR), finest


def is_paper(size: tuple[int, int], across: float, down: float) -> bool:
    """Return whether a size in pixels (width, height) at these dots per inch gives an existing sheet size."""
    if min(across, down) < 1:
        return False
    short, long = sorted((size[0] / across, size[1] / down))
    return _SHORT[0] <= short <= _SHORT[1] and _LONG[0] <= long <= _LONG[1]


def estimate(width: int, height: int, stated: float) -> float:
    """Return the dpi of a page of this size in pixels: the stated one if it gives an existing sheet size."""
    short, long = sorted((width, height))
    if is_paper((width, height), stated, stated):
        return stated
    return max(short / _LETTER[0], long / (_LETTER[1] if long / short < 1.45 else _LONGEST))


def reduce(image: np.ndarray, stated: float) -> tuple[np.ndarray, float]:
    """Reduce an image to the highest resolution that reading needs; return (image, its dpi)."""
    height, width = image.shape
    dpi = estimate(width, height, stated)
    if dpi <= FINEST * 1.02:
        return image, dpi
    scale = FINEST / dpi
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return cv2.resize(image, size, interpolation=cv2.INTER_AREA), float(FINEST)

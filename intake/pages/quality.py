"""Finds the faults of a page when it arrives (blank, dark, pale, or blurred), as codes for people to act on."""

import cv2
import numpy as np

from intake import picture
from intake.pages import surround

_SMALL = 0.25  # 75 dpi
_DARK_PAPER = 110
_PALE_INK = 40
_BLURRED = 0.30
_MARK = 30  # gray levels by which a mark is darker than the paper around it
_SPECK = 5  # pixels at 75 dpi: dust, not a stroke
_WRITING = 60  # pixels at 75 dpi: a short word
_MUCH = 3000  # pixels at 75 dpi: enough writing to judge darkness and sharpness
_LINE = 15  # pixels at 75 dpi: a straight stroke this long is a fold, roller dirt or a printed rule
_HOLE = 8  # pixels at 75 dpi: a solid piece this large is not a letter
_MARGIN = 44  # pixels at 75 dpi
_BED = 0.5  # share of the page: if more of it is as dark as the scanner bed, it cannot be called blank


def faults(image: np.ndarray, printed: bool = False) -> list[str]:
    """Return the fault codes of an upright page (uint8 gray, 300 dpi): blank, or any of dark, pale and blurred.

    Dust, punch holes, staples, folds and dark margins do not count as writing. `printed`: the page certainly shows the
    print of a form, which is more than enough writing, so none is looked for.
    """
    small = picture.shrunk(image, _SMALL)
    bed = None if printed else surround.mask(small)
    written = _MUCH if bed is None else _writing(small, bed)
    paper, ink, darkest = picture.percentiles(small[::2, ::2], 75, 0.3, 0.05)
    if bed is not None and written < _WRITING:
        return ["dark"] if paper < _DARK_PAPER or bed.mean() > _BED else ["blank"]
    if written < _MUCH:
        ink = darkest
    blurred = written >= _MUCH and _sharpness(small) < _BLURRED
    checks = {"dark": paper < _DARK_PAPER, "pale": paper - ink < _PALE_INK, "blurred": blurred}
    return [code for code, wrong in checks.items() if wrong]


def _against_paper(small: np.ndarray) -> np.ndarray:
    """How much darker each pixel is than the paper around it, independent of the lighting."""
    height, width = small.shape
    paper = cv2.resize(small, (width // 16, height // 16), interpolation=cv2.INTER_AREA)
    paper = cv2.resize(cv2.dilate(paper, np.ones((3, 3), np.uint8)), (width, height), interpolation=cv2.INTER_LINEAR)
    return cv2.subtract(paper, cv2.GaussianBlur(small, (3, 3), 0))


def _writing(small: np.ndarray, bed: np.ndarray) -> int:
    """The number of ink pixels on the paper, without its margins, the scanner bed, dust, lines, and punch holes."""
    darker = np.where(bed, 0, _against_paper(np.where(bed, 255, small).astype(np.uint8)))
    ink = ((darker > _MARK) & _inside(~bed)).astype(np.uint8)
    for shape in ((1, _LINE), (_LINE, 1)):
        lines = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones(shape, np.uint8))
        ink[cv2.dilate(lines, np.ones((3, 3), np.uint8)) > 0] = 0
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink)
    wide, high, area = stats[1:, 2], stats[1:, 3], stats[1:, 4]
    hole = (np.minimum(wide, high) >= _HOLE) & (area > 0.6 * wide * high)
    return int(area[(area > _SPECK) & ~hole].sum())


def _inside(paper: np.ndarray) -> np.ndarray:
    """The pixels that lie on the paper inside its margins, which have holes, staples and torn edges."""
    framed = cv2.copyMakeBorder(paper.astype(np.uint8), 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
    return cv2.distanceTransform(framed, cv2.DIST_L1, 3)[1:-1, 1:-1] > _MARGIN


def _sharpness(small: np.ndarray) -> float:
    """The steepness of the sharpest edges as a share of the page's contrast: 1 is a full step between two pixels."""
    steps = np.maximum(cv2.absdiff(small[:, 1:], small[:, :-1])[:-1], cv2.absdiff(small[1:], small[:-1])[:, :-1])
    low, high = picture.percentiles(small[::2, ::2], 0.5, 75)
    return picture.percentiles(steps[::2, ::2], 99.5)[0] / max(20.0, high - low)

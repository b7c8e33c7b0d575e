"""What is wrong with a page at the door: blank, dark, pale, blurred. Codes for people to act on."""

import cv2
import numpy as np

_SMALL = 0.25
_BLANK_SHARE = 0.0012
_DARK_PAPER = 110
_PALE_INK = 40
_BLUR = 55.0


def faults(image: np.ndarray) -> list[str]:
    """The codes of what is wrong with an upright page (uint8 grey, 300 dpi): blank, dark, pale, blurred."""
    small = cv2.resize(image, None, fx=_SMALL, fy=_SMALL, interpolation=cv2.INTER_AREA)
    if is_blank(image):
        return ["blank"]
    paper, ink = np.percentile(small, (75, 0.1))
    found = []
    if paper < _DARK_PAPER:
        found.append("dark")
    if paper - ink < _PALE_INK:
        found.append("pale")
    if cv2.Laplacian(small, cv2.CV_64F).var() < _BLUR:
        found.append("blurred")
    return found


def is_blank(image: np.ndarray) -> bool:
    """Whether nothing stands on the page: noise, punch holes, a staple and dark margins do not count."""
    small = cv2.resize(image, None, fx=_SMALL, fy=_SMALL, interpolation=cv2.INTER_AREA)
    height, width = small.shape
    inner = small[height // 16 : -height // 16, width // 14 : -width // 14]
    level = cv2.GaussianBlur(inner, (0, 0), 25).astype(np.int16)
    marks = ((level - cv2.GaussianBlur(inner, (0, 0), 0.8)) > 28).astype(np.uint8)
    count, _, stats, _ = cv2.connectedComponentsWithStats(marks)
    area, high, wide = stats[1:, 4], stats[1:, 3], stats[1:, 2]
    strokes = area[(area >= 4) & (high < 0.25 * height) & (np.maximum(high, wide) >= 3)]
    return strokes.sum() / inner.size < _BLANK_SHARE and (strokes > 8).sum() < 40

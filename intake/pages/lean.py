"""Measures the skew of a page by its lines of print: strips are shifted until the rows stand out."""

import cv2
import numpy as np

_WIDEST = 6.0  # degrees either way
_STRIPS = 16
_SLIDE = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP


def measure(small: np.ndarray) -> tuple[float, float]:
    """Return (degrees, sharpness) of the rows of a small gray page (50 dpi).

    The degrees are counterclockwise, for cv2.getRotationMatrix2D to level the page. The sharpness tells how much the
    rows then stand out; it can be compared between a page and the same page after a quarter turn.
    """
    ink = 255.0 - small[:, : small.shape[1] // _STRIPS * _STRIPS].astype(np.float32)
    height, width = ink.shape
    strips = np.ascontiguousarray(ink.reshape(height, _STRIPS, -1).sum(axis=2).T)
    wide = np.arange(-_WIDEST, _WIDEST + 0.01, 0.5)
    best = wide[np.argmax(_sharpness(strips, width, wide))]
    near = np.arange(best - 0.5, best + 0.51, 0.1)
    scores = _sharpness(strips, width, near)
    at = int(np.argmax(scores))
    return -round(float(near[at]), 2) + 0.0, scores[at] / width**2 / height


def _sharpness(strips: np.ndarray, width: int, angles: np.ndarray) -> list[float]:
    """For each angle, the unevenness of the ink in the rows after shifting each strip by that angle.

    `strips` float32 [strips, rows] cover a page of that width from left to right.
    """
    step, first = width / _STRIPS, (width / _STRIPS - width) / 2  # from one strip's middle to the next; the first one's
    found = []
    for slope in np.tan(np.deg2rad(angles)):
        slid = cv2.warpAffine(
            strips, np.array([[1, -slope * step, -slope * first], [0, 1, 0]]), strips.shape[::-1], flags=_SLIDE,
            borderMode=cv2.BORDER_REPLICATE,
        )  # fmt: skip
        steps = np.diff(slid.sum(axis=0))
        found.append(float(steps @ steps))
    return found

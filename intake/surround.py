"""The dark surround of a page: the scanner's bed, the table under a photograph, what shows where paper is torn off."""

import cv2
import numpy as np

_DARK = 0.4  # of the brightness of paper
_LEAST = 0.002  # of the page: smaller things at the edge are punch holes and ink


def mask(small: np.ndarray) -> np.ndarray:
    """Which pixels of a small grey page (25–100 dpi) are surround: dark, large, and reaching the edge. Boolean."""
    dark = small < _DARK * np.percentile(small[::4, ::4], 90)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(dark.astype(np.uint8))
    height, width = small.shape
    x, y, wide, high, area = stats.T
    touches = (x == 0) | (y == 0) | (x + wide >= width) | (y + high >= height)
    surround = touches & (area > _LEAST * small.size)
    surround[0] = False
    return cv2.dilate(surround[labels].astype(np.uint8), np.ones((3, 3), np.uint8)) > 0


def clean(small: np.ndarray) -> np.ndarray:
    """A small grey page with its surround made white."""
    dark = mask(small)
    return np.where(dark, 255, small).astype(np.uint8) if dark.any() else small

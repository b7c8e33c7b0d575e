"""Restores the grays of pages that a scanner turned into black and white dots.

Pale ink on such a page is a cloud of single dots, which no search for strokes would find.
"""

import cv2
import numpy as np

_DARK, _STEP = 128, 100  # gray levels: the lightest dot, and the least step to the pixels beside it
_BAND, _EVERY = 32, 8  # rows in a band, and the step from one sampled band to the next
_LONE = 0.15  # share of the dark pixels: halftone dots make a quarter or more; noise with as many is softened as well
_MANY = 0.005  # share of all pixels: fewer dots are not a gray
_BESIDE = np.array([[0, 1, 0], [1, 0, 1], [0, 1, 0]], np.uint8)
_SOFT = 1.0  # px (1 sigma)


def soften(image: np.ndarray) -> np.ndarray:
    """Return the image (uint8 gray, as scanned), with its dots blurred together if it is made of dots."""
    return cv2.GaussianBlur(image, (0, 0), _SOFT) if _dotted(image) else image


def _dotted(image: np.ndarray) -> bool:
    """Whether many dark pixels have no nearly as dark pixel beside, above or below them."""
    dark = lone = pixels = 0
    for top in range(0, len(image), _BAND * _EVERY):
        band = image[top : top + _BAND]
        beside = cv2.erode(band, _BESIDE, borderValue=255)  # the darkest of the four neighbors
        pixels += band.size
        dark += np.count_nonzero(band < _DARK)
        lone += np.count_nonzero((band < _DARK) & (np.minimum(band, 255 - _STEP) + _STEP <= beside))
    return bool(lone > max(_LONE * dark, _MANY * pixels))

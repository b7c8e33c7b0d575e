"""Restores the grays of pages that a scanner made black and white with dots.

Pale ink on such a page is a cloud of lone dots, which nothing that looks for strokes would find.
"""

import cv2
import numpy as np

_DARK, _STEP = 128, 100  # grey levels: of a dot at most, and by how much the pixels beside it are lighter at least
_BAND, _EVERY = 32, 8  # rows that are looked at together, and how many such bands stand for one
_LONE = 0.15  # of the dark pixels: dots for grey make a quarter and more, and noise that makes as many is softened too
_MANY = 0.005  # of all pixels: fewer dots are no grey
_BESIDE = np.array([[0, 1, 0], [1, 0, 1], [0, 1, 0]], np.uint8)
_SOFT = 1.0  # px (1 sigma)


def soften(image: np.ndarray) -> np.ndarray:
    """The picture (uint8 grey, as scanned) with its dots run together, if it is made of dots."""
    return cv2.GaussianBlur(image, (0, 0), _SOFT) if _dotted(image) else image


def _dotted(image: np.ndarray) -> bool:
    """Whether many dark pixels have none beside, above or below them that is nearly as dark."""
    dark = lone = pixels = 0
    for top in range(0, len(image), _BAND * _EVERY):
        band = image[top : top + _BAND]
        beside = cv2.erode(band, _BESIDE, borderValue=255)  # the darkest of the four
        pixels += band.size
        dark += np.count_nonzero(band < _DARK)
        lone += np.count_nonzero((band < _DARK) & (np.minimum(band, 255 - _STEP) + _STEP <= beside))
    return bool(lone > max(_LONE * dark, _MANY * pixels))

"""Pages that a scanner made black and white with dots for the greys between: they are given their greys back.

Pale ink on such a page is a cloud of lone dots, which nothing that looks for strokes would find.
"""

import cv2
import numpy as np

_DARK = 128
_BAND, _EVERY = 32, 8  # rows that are looked at together, and how many such bands stand for one
_LONE = 0.15  # of the dark pixels: noise makes fewer of them lone, dots for grey a quarter and more
_SOFT = 1.0  # px (1 sigma)


def soften(image: np.ndarray) -> np.ndarray:
    """The picture (uint8 grey, as scanned) with its dots run together, if it is made of dots."""
    return cv2.GaussianBlur(image, (0, 0), _SOFT) if _lone(image) > _LONE else image


def _lone(image: np.ndarray) -> float:
    """The share of dark pixels with none beside, above or below them."""
    dark = lone = 0
    for top in range(0, len(image) - 1, _BAND * _EVERY):
        band = (image[top : top + _BAND] < _DARK).astype(np.uint8)
        beside = cv2.filter2D(band, cv2.CV_8U, _CROSS, borderType=cv2.BORDER_CONSTANT)
        dark += cv2.countNonZero(band)
        lone += cv2.countNonZero(band & (beside == 0))
    return lone / max(1, dark)


_CROSS = np.array([[0, 1, 0], [1, 0, 1], [0, 1, 0]], np.float32)

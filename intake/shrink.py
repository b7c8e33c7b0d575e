"""Pictures made smaller by averaging."""

import cv2
import numpy as np

_HALF = 0.5


def by(scale: float, image: np.ndarray) -> np.ndarray:
    """The image at that scale, at most 1; unchanged for scale 1."""
    while scale <= _HALF and (1 / scale) % 2 == 0:  # twice by half takes a quarter of the time of once by a quarter
        image, scale = cv2.resize(image, None, fx=_HALF, fy=_HALF, interpolation=cv2.INTER_AREA), 2 * scale
    if scale == 1:
        return image
    return cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)

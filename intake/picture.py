"""Operations on whole images: decoding a file, counting gray levels, and shrinking by averaging."""

import cv2
import numpy as np

_HALF = 0.5


def decoded(file: bytes) -> np.ndarray:
    """Decode an image file (PNG) to uint8 gray; raises ValueError if it cannot be decoded."""
    image = cv2.imdecode(np.frombuffer(file, np.uint8), cv2.IMREAD_GRAYSCALE)
    if image is None:
        raise ValueError("this is no picture that can be decoded")
    return image


def percentiles(image: np.ndarray, *shares: float) -> tuple[float, ...]:
    """Return percentiles (0–100) of an image's levels (uint8, up to 16 million pixels), interpolated as numpy does.

    Counting levels is ten times faster than sorting a whole page.
    """
    counted = np.cumsum(cv2.calcHist([image], [0], None, [256], [0, 256]).ravel())
    ranks = np.array(shares) / 100 * (image.size - 1)
    below, above = (np.searchsorted(counted, rank, side="right") for rank in (np.floor(ranks), np.ceil(ranks)))
    return tuple(below + (above - below) * (ranks - np.floor(ranks)))


def shrunk(image: np.ndarray, scale: float) -> np.ndarray:
    """Return the image shrunk by averaging to a scale of at most 1; unchanged for scale 1."""
    while scale <= _HALF and (1 / scale) % 2 == 0:  # two steps of 1/2 take a quarter of the time of one step of 1/4
        image, scale = cv2.resize(image, None, fx=_HALF, fy=_HALF, interpolation=cv2.INTER_AREA), 2 * scale
    if scale == 1:
        return image
    return cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)

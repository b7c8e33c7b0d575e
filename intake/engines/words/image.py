"""Makes the images of a line of writing that the word networks read.

`line` is for the large network, cropped close to the ink; `small` is for the small one, cropped to rows with writing.
"""

import cv2
import numpy as np

from intake import picture
from intake.engines.strokes import Strokes

HEIGHT, SMALL = 48, 36  # rows of the image for the large network and for the small one
WIDEST, _SMALL_WIDEST = 960, 720  # columns; a longer line is squeezed


def line(strokes: Strokes) -> np.ndarray | None:
    """Return float32 [3, 48, w] in −1…1 on white paper, w a multiple of 16; None if there is no writing."""
    if strokes.box is None:
        return None
    x0, y0, x1, y1 = strokes.box
    cut = _stretch(strokes.image[y0:y1, x0:x1])
    width = int(np.clip(np.ceil(cut.shape[1] * HEIGHT / cut.shape[0] / 16) * 16, 48, WIDEST))
    scaled = cv2.resize(
        cut, (width, HEIGHT), interpolation=cv2.INTER_AREA if cut.shape[0] > HEIGHT else cv2.INTER_LINEAR
    )
    return np.repeat((scaled.astype(np.float32) / 127.5 - 1)[None], 3, axis=0)


def _stretch(gray: np.ndarray) -> np.ndarray:
    low, high = picture.percentiles(gray, 2, 80)
    low = min(low, high - 40)
    return np.clip((gray.astype(np.float32) - low) * (255 / (high - low)), 0, 255)


def small(strokes: Strokes) -> np.ndarray | None:
    """Return ink float32 [36, w], 0 paper … 1 black, w a multiple of 4, of the rows with writing; None if none."""
    if strokes.box is None:
        return None
    image, (x0, y0, x1, y1) = strokes.image, strokes.box
    rows = strokes.ink[y0:y1, x0:x1].sum(axis=1).astype(np.float64)
    share = np.cumsum(rows) / max(rows.sum(), 1)
    low, high = y0 + int(np.searchsorted(share, 0.002)), y0 + int(np.searchsorted(share, 0.998)) + 1
    half = max(14.0, (high - low) * 0.56)
    scale = SMALL / (2 * half)
    width = int(np.clip(round((x1 - x0) * scale / 4) * 4, 16, _SMALL_WIDEST))
    across = width / (x1 - x0)
    move = np.array([[across, 0, -x0 * across], [0, scale, SMALL / 2 - (low + high) / 2 * scale]], np.float32)
    source = cv2.blur(image, (2, 2)) if scale < 0.75 else image
    flags = cv2.INTER_LINEAR
    cut = cv2.warpAffine(source, move, (width, SMALL), flags=flags, borderMode=cv2.BORDER_REPLICATE)
    dark, paper = picture.percentiles(cut, 1.5, 80)
    dark = min(dark, paper - 30)
    return np.clip((paper - cut.astype(np.float32)) / (paper - dark), 0, 1).astype(np.float32)

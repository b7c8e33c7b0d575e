"""From a crop of a line of writing to the pictures that the networks of words look at, and what the ink itself says.

`line` is for the large network, tight around the ink, `small` for our own, by the rows that carry the writing.
"""

import cv2
import numpy as np

from intake import levels

HEIGHT, SMALL = 48, 36  # rows of the picture for the large network and for the small one
WIDEST, _SMALL_WIDEST = 960, 720  # columns; a longer line is squeezed
_SHORTEST = 13  # px: a piece that is smaller each way is a dot or dust, and does not say where the line ends
_LETTERS, _LEVEL = 4, 0.012  # letters enough to tell, and their feet off the line as share of their height
_CONTRAST = 36  # grey levels below the paper from which a pixel counts as ink


def line(image: np.ndarray, margin: int, alone: np.ndarray | None = None) -> np.ndarray | None:
    """float32 [3, 48, w] in −1…1, white paper, w a multiple of 16; None where there is no writing.

    alone: the same crop without the print, to find the place of the writing by, where that is known.
    """
    box = ink_box(image if alone is None else alone, margin)
    if box is None:
        return None
    x0, y0, x1, y1 = box
    cut = _stretch(image[y0:y1, x0:x1])
    width = int(np.clip(np.ceil(cut.shape[1] * HEIGHT / cut.shape[0] / 16) * 16, 48, WIDEST))
    scaled = cv2.resize(
        cut, (width, HEIGHT), interpolation=cv2.INTER_AREA if cut.shape[0] > HEIGHT else cv2.INTER_LINEAR
    )
    return np.repeat((scaled.astype(np.float32) / 127.5 - 1)[None], 3, axis=0)


def ink_box(image: np.ndarray, margin: int) -> tuple[int, int, int, int] | None:
    """Left, top, right, bottom (px) of the writing with a little air; specks and what only intrudes left out."""
    height, width = image.shape
    count, labels, stats, centres = cv2.connectedComponentsWithStats(ink(image), connectivity=8)
    lefts, tops, widths, heights = (stats[:, i] for i in range(4))
    wanted = (np.maximum(widths, heights) >= _SHORTEST) & (stats[:, cv2.CC_STAT_AREA] >= 12)
    wanted &= (centres[:, 1] > margin - 4) & (centres[:, 1] < height - margin + 4)
    wanted[0] = False
    if stats[wanted, cv2.CC_STAT_AREA].sum() < 40:
        return None
    left, right = int(lefts[wanted].min()), int((lefts + widths)[wanted].max())
    top, bottom = int(tops[wanted].min()), int((tops + heights)[wanted].max())
    air = max(3, (bottom - top) // 10)
    return max(0, left - 2 * air), max(0, top - air), min(width, right + 3 * air), min(height, bottom + air)


def ink(image: np.ndarray) -> np.ndarray:
    """1 where a pixel is darker than its paper by a stroke's contrast, else 0."""
    paper, darkest = map(float, levels.percentiles(image, 85, 1))
    return (image < paper - max(_CONTRAST, 0.4 * (paper - darkest))).astype(np.uint8)


def _stretch(grey: np.ndarray) -> np.ndarray:
    low, high = levels.percentiles(grey, 2, 80)
    low = min(low, high - 40)
    return np.clip((grey.astype(np.float32) - low) * (255 / (high - low)), 0, 255)


def small(image: np.ndarray, margin: int) -> np.ndarray | None:
    """Ink float32 [36, w], 0 paper … 1 black, w a multiple of 4, of the rows with writing; None where there is none."""
    box = ink_box(image, margin)
    if box is None:
        return None
    x0, y0, x1, y1 = box
    rows = ink(image)[y0:y1, x0:x1].sum(axis=1).astype(np.float64)
    share = np.cumsum(rows) / max(rows.sum(), 1)
    low, high = y0 + int(np.searchsorted(share, 0.002)), y0 + int(np.searchsorted(share, 0.998)) + 1
    half = max(14.0, (high - low) * 0.56)
    scale = SMALL / (2 * half)
    width = int(np.clip(round((x1 - x0) * scale / 4) * 4, 16, _SMALL_WIDEST))
    across = width / (x1 - x0)
    move = np.float32([[across, 0, -x0 * across], [0, scale, SMALL / 2 - (low + high) / 2 * scale]])
    source = cv2.blur(image, (2, 2)) if scale < 0.75 else image
    flags = cv2.INTER_LINEAR
    cut = cv2.warpAffine(source, move, (width, SMALL), flags=flags, borderMode=cv2.BORDER_REPLICATE)
    dark, paper = levels.percentiles(cut, 1.5, 80)
    dark = min(dark, paper - 30)
    return np.clip((paper - cut.astype(np.float32)) / (paper - dark), 0, 1).astype(np.float32)


def looks_typed(image: np.ndarray, margin: int) -> bool:
    """Whether the letters of a line (the writing by itself) stand on one level as no hand sets them."""
    _, _, stats, centres = cv2.connectedComponentsWithStats(ink(image), connectivity=8)
    high, feet = stats[1:, 3], stats[1:, 1] + stats[1:, 3]
    letters = (high >= _SHORTEST) & (centres[1:, 1] > margin) & (centres[1:, 1] < image.shape[0] - margin)
    if letters.sum() < _LETTERS:
        return False
    feet = feet[letters]
    return float(np.median(np.abs(feet - np.median(feet)))) < _LEVEL * float(np.median(high[letters]))

"""From a crop of a line of writing to what the text network looks at: the ink alone, tight, 48 rows high."""

import cv2
import numpy as np

HEIGHT = 48
WIDEST = 960  # columns; a longer line is squeezed
_CONTRAST = 36  # grey levels below the paper from which a pixel counts as ink


def line(image: np.ndarray, margin: int) -> np.ndarray | None:
    """float32 [3, 48, w] in −1…1, white paper, w a multiple of 16; None where there is no writing."""
    box = ink_box(image, margin)
    if box is None:
        return None
    x0, y0, x1, y1 = box
    cut = _stretch(image[y0:y1, x0:x1])
    width = int(np.clip(np.ceil(cut.shape[1] * HEIGHT / cut.shape[0] / 16) * 16, 48, WIDEST))
    scaled = cv2.resize(cut, (width, HEIGHT), interpolation=cv2.INTER_AREA if cut.shape[0] > HEIGHT else cv2.INTER_LINEAR)
    return np.repeat((scaled.astype(np.float32) / 127.5 - 1)[None], 3, axis=0)


def ink_box(image: np.ndarray, margin: int) -> tuple[int, int, int, int] | None:
    """Left, top, right, bottom (px) of the writing with a little air; specks and what only intrudes left out."""
    height, width = image.shape
    inside = (slice(max(0, margin - 10), height - max(0, margin - 10)), slice(max(0, margin - 10), width - max(0, margin - 10)))
    dark = ink(image)
    count, labels, stats, centres = cv2.connectedComponentsWithStats(dark, connectivity=8)
    near = np.zeros(count, bool)
    near[np.unique(labels[inside][dark[inside] > 0])] = True
    wanted = near & (stats[:, cv2.CC_STAT_AREA] >= 12)
    wanted &= (centres[:, 1] > margin - 4) & (centres[:, 1] < height - margin + 4)
    wanted[0] = False
    if stats[wanted, cv2.CC_STAT_AREA].sum() < 60:
        return None
    lefts, tops, widths, heights = (stats[wanted, i] for i in range(4))
    left, right = int(lefts.min()), int((lefts + widths).max())
    top, bottom = int(tops.min()), int((tops + heights).max())
    air = max(3, (bottom - top) // 10)
    return max(0, left - 2 * air), max(0, top - air), min(width, right + 2 * air), min(height, bottom + air)


def ink(image: np.ndarray) -> np.ndarray:
    """1 where a pixel is darker than its paper by a stroke's contrast, else 0."""
    paper = float(np.percentile(image, 85))
    darkest = float(np.percentile(image, 1))
    return (image < paper - max(_CONTRAST, 0.4 * (paper - darkest))).astype(np.uint8)


def _stretch(grey: np.ndarray) -> np.ndarray:
    low, high = np.percentile(grey, (2, 80))
    low = min(low, high - 40)
    return np.clip((grey.astype(np.float32) - low) * (255 / (high - low)), 0, 255)

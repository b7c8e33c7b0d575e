"""Makes two different images of a crop of digits, one for each network.

Both turn a gray crop (dark on light) into ink [height, width] float32, from 0 (paper) to 1 (ink). `zone_view` keeps the
geometry of the form (the inside of the zone, its tick marks); `ink_view` follows the writing and removes uneven paper.
Networks that see different images make different mistakes, so that their disagreement reveals errors.
"""

import cv2
import numpy as np

from intake import picture

ZONE_HEIGHT, INK_HEIGHT = 40, 32
SIDE = 16  # px at 300 dpi kept left and right of the zone, because writing leaves its box
TALL = 66  # px: a taller zone has room for more than one line
WIDEST = 640  # columns; a wider image is squeezed


def zone_view(image: np.ndarray, margin: int, grow: float = 1.0, alone: np.ndarray | None = None) -> np.ndarray:
    """Return the ink [40, w] of the zone with a seventh of its height above and below, contrast stretched as a whole.

    grow: factor on that height; another value gives another look at the same ink.
    alone: only the writing, if known, to find its rows.
    """
    zone = image.shape[0] - 2 * margin
    if zone > TALL:
        low, high = ink_band(image if alone is None else alone, margin)
        center, height = (low + high) / 2, float(np.clip((high - low) * 1.5, 64, zone * 1.28))
    else:
        center, height = image.shape[0] / 2, zone * 1.28
    return _stretch(_window(image, margin, center, height * grow, ZONE_HEIGHT))


def ink_view(image: np.ndarray, margin: int, grow: float = 1.0, alone: np.ndarray | None = None) -> np.ndarray:
    """Return the ink [32, w] of the rows with writing on locally flattened paper; arguments as for `zone_view`."""
    low, high = ink_band(image if alone is None else alone, margin)
    flat = _flatten(image)
    return _stretch(_window(flat, margin, (low + high) / 2, ((high - low) * 1.45 + 4) * grow, INK_HEIGHT))


def ink_band(image: np.ndarray, margin: int) -> tuple[float, float]:
    """Return the first and last row (px) of the writing; printed rules and ink from adjacent zones count little."""
    height = image.shape[0]
    zone = height - 2 * margin
    top, bottom = max(0, margin - zone // 8), min(height, height - margin + zone // 8)
    ink = _flatten(image)[top:bottom]
    dark = (ink < 160).astype(np.uint8)
    rules = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((1, max(60, dark.shape[1] // 5)), np.uint8))
    dark = dark & (1 - cv2.dilate(rules, np.ones((3, 1), np.uint8)))
    rows = dark.sum(axis=1).astype(np.float64)
    if rows.sum() < 60:
        return float(margin), float(height - margin)
    share = np.cumsum(rows) / rows.sum()
    low, high = np.searchsorted(share, 0.03), np.searchsorted(share, 0.97)
    middle, half = (low + high) / 2 + top, max(12.0, (high - low + 1) / 2)
    return middle - half, middle + half


def _flatten(image: np.ndarray) -> np.ndarray:
    """Divide the image by its local paper (uint8): removes shadows and folds, keeps strokes."""
    small = cv2.resize(image, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    paper = cv2.blur(cv2.dilate(small, np.ones((9, 9), np.uint8)), (9, 9))
    paper = cv2.resize(paper, image.shape[::-1], interpolation=cv2.INTER_LINEAR)
    return cv2.divide(image, np.maximum(paper, 40), scale=255)


def _window(image: np.ndarray, margin: int, center: float, height: float, target: int) -> np.ndarray:
    """Cut `height` px of rows around `center`, with SIDE px more at both sides, and scale them to `target` rows."""
    side = min(margin, SIDE)
    left = margin - side
    scale = target / height
    width = min(WIDEST, int(round((image.shape[1] - 2 * left) * scale / 4)) * 4)
    across = width / (image.shape[1] - 2 * left)
    if scale < 0.75:
        image = cv2.blur(image, (2, 2), borderType=cv2.BORDER_REPLICATE)
    move = np.array([[across, 0, -left * across], [0, scale, target / 2 - center * scale]], np.float32)
    return cv2.warpAffine(image, move, (width, target), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)


def _stretch(gray: np.ndarray) -> np.ndarray:
    """Turn gray into ink by its paper (80th percentile) and its darkest 1 %, at least 30 gray levels apart."""
    dark, paper = map(np.float32, picture.percentiles(gray, 1.5, 80))
    dark = min(dark, paper - 30)
    return np.clip((paper - gray.astype(np.float32)) / (paper - dark), 0, 1).astype(np.float32)

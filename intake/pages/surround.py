"""Finds the dark area around a page: the scanner bed, the table in a photo, or the gap where paper is torn off."""

import cv2
import numpy as np

from intake import picture

_DARK = 0.4  # share of the brightness of paper
_LEAST = 0.002  # share of the page: smaller areas at the edge are punch holes and ink
_LETTER = 11 / 8.5
_SKEWED = 0.12  # share by which perspective may change a sheet's proportions


def mask(small: np.ndarray) -> np.ndarray:
    """Return a boolean mask of the surround in a small gray page (25–100 dpi): dark, large, and touching the edge."""
    dark = small < _DARK * picture.percentiles(small[::4, ::4], 90)[0]
    if not (dark[[0, -1]].any() or dark[:, [0, -1]].any()):
        return np.zeros(small.shape, bool)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(dark.astype(np.uint8))
    height, width = small.shape
    x, y, wide, high, area = stats.T
    touches = (x == 0) | (y == 0) | (x + wide >= width) | (y + high >= height)
    surround = touches & (area > _LEAST * small.size)
    surround[0] = False
    return cv2.dilate(surround[labels].astype(np.uint8), np.ones((3, 3), np.uint8)) > 0


def clean(small: np.ndarray) -> np.ndarray:
    """Return a small gray page with its surround made white."""
    dark = mask(small)
    return np.where(dark, 255, small).astype(np.uint8) if dark.any() else small


def outline(small: np.ndarray) -> np.ndarray | None:
    """Return the four corners (x, y) of a sheet on a darker ground, clockwise from the top left; None if unclear.

    The sheet must have letter-like proportions and be visible with all its corners.
    """
    height, width = small.shape
    blurred = cv2.GaussianBlur(small, (0, 0), 2)
    level, _ = cv2.threshold(blurred, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    sheet = cv2.morphologyEx((blurred > level).astype(np.uint8), cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8))
    contours, _ = cv2.findContours(sheet, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    if not contours:
        return None
    hull = cv2.convexHull(max(contours, key=cv2.contourArea))
    corners = cv2.approxPolyDP(hull, 0.03 * cv2.arcLength(hull, True), True).reshape(-1, 2).astype(float)
    area = cv2.contourArea(hull)
    if len(corners) != 4 or area < 0.3 * small.size or cv2.contourArea(corners.astype(np.float32)) < 0.97 * area:
        return None
    inside = ((corners > 1.5) & (corners < (width - 2.5, height - 2.5))).all()
    corners = _clockwise(corners)
    return corners if inside and _is_letter(corners) else None


def _clockwise(corners: np.ndarray) -> np.ndarray:
    """Sort four corners into the order top left, top right, bottom right, bottom left."""
    sums, differences = corners.sum(axis=1), corners[:, 0] - corners[:, 1]
    return corners[[sums.argmin(), differences.argmax(), sums.argmax(), differences.argmin()]]


def _is_letter(corners: np.ndarray) -> bool:
    sides = np.linalg.norm(corners - np.roll(corners, -1, axis=0), axis=1)
    one, other = sides[0] + sides[2], sides[1] + sides[3]
    return abs(max(one, other) / min(one, other) / _LETTER - 1) < _SKEWED

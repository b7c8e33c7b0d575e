"""Cuts a form's zones out of an aligned page, each with the same part of the blank form."""

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np

from desk import forms
from desk.forms import boxes, press
from desk.forms.boxes import Box
from desk.forms.definition import FormDefinition
from intake import picture

DPI = 300
POINT = DPI / 72
MARGIN = 24


@dataclass(frozen=True, eq=False)
class Zone:
    """A registered crop at 300 dpi, `margin` px around the box: `gray` from the page, `printed` from the blank form.

    `place` is the box as fractions of the page.
    """

    gray: np.ndarray
    printed: np.ndarray
    margin: int
    place: Box


def cut(image: np.ndarray, matrix: np.ndarray, printed: np.ndarray, box: Box, margin: int = MARGIN) -> Zone:
    """Cut the zone `box` (points) out of a page: `matrix` maps points to the page's pixels, `printed` is at 200 dpi."""
    width, height = round((box[2] - box[0]) * POINT) + 2 * margin, round((box[3] - box[1]) * POINT) + 2 * margin
    to_points = np.array([[1 / POINT, 0, box[0] - margin / POINT], [0, 1 / POINT, box[1] - margin / POINT], [0, 0, 1]])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    gray = cv2.warpPerspective(image, matrix @ to_points, (width, height), flags=flags, borderMode=cv2.BORDER_REPLICATE)
    scale = np.diag([press.DPI / 72, press.DPI / 72, 1.0])
    blank = cv2.warpAffine(
        printed, (scale @ to_points)[:2], (width, height), flags=flags, borderMode=cv2.BORDER_CONSTANT, borderValue=255
    )
    return Zone(gray, blank, margin, place(image.shape, matrix, box))


def place(shape: tuple[int, int], matrix: np.ndarray, box: Box) -> Box:
    """Return the place of a box in points on a page of `shape` pixels, as fractions of the page."""
    x0, y0, x1, y1 = box
    corners = np.array([[[x0, y0], [x1, y0], [x1, y1], [x0, y1]]], np.float64)
    seen = cv2.perspectiveTransform(corners, matrix.astype(np.float64))[0] / (shape[1], shape[0])
    low, high = np.clip(seen.min(axis=0), 0, 1), np.clip(seen.max(axis=0), 0, 1)
    return boxes.from_edges(round(float(side), 5) for side in (*low, *high))


def print_of(definition: FormDefinition, page: int) -> np.ndarray:
    """Return the blank page as uint8 gray at 200 dpi, decoded once."""
    return _decoded(forms.printed(definition, page))


@lru_cache(maxsize=64)
def _decoded(png: bytes) -> np.ndarray:
    return picture.decoded(png)

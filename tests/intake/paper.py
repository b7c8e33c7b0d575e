"""Sheets of paper for the tests: printed forms as a scanner sees them, to be written on by pens of any darkness."""

import functools

import cv2
import numpy as np

from desk import forms
from desk.forms.definition import FormDefinition
from intake.fields import ink, zones
from tests.intake import degrade

SCALE = 300 / 72


def printed(definition: FormDefinition, page: int) -> np.ndarray:
    """The blank page at 300 dpi as uint8 gray."""
    size = round(definition.page(page).width * SCALE), round(definition.page(page).height * SCALE)
    return _drawn(forms.printed(definition, page), size).copy()


@functools.cache
def _drawn(png: bytes, size: tuple[int, int]) -> np.ndarray:
    """The picture at that size, made once in a process."""
    drawn = cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_GRAYSCALE)
    return cv2.resize(drawn, size, interpolation=cv2.INTER_LINEAR)


def scanned(image: np.ndarray, seed: int = 0, noise: float = 4.0) -> tuple[np.ndarray, np.ndarray]:
    """(image, matrix from points to its pixels) of a sheet a little shifted and turned, blurred and noisy."""
    rng = np.random.default_rng(seed)
    height, width = image.shape
    move = cv2.getRotationMatrix2D((width / 2, height / 2), rng.uniform(-1, 1), 1.0)
    move[:, 2] += rng.uniform(-15, 15, 2)
    seen = cv2.warpAffine(image, move, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    seen = cv2.GaussianBlur(seen, (0, 0), 0.7).astype(np.float32)
    seen = cv2.addWeighted(seen, 0.9, degrade.grain(seen.shape, rng, noise), 1, 12, dtype=cv2.CV_8U)
    return seen, np.vstack([move, [0, 0, 1]]) @ np.diag([SCALE, SCALE, 1.0])


def pixels(box) -> tuple[int, int, int, int]:
    """A box in points as whole pixels of the unscanned sheet."""
    return tuple(round(side * SCALE) for side in box)


def write(image: np.ndarray, box, darkness: float = 0.8) -> None:
    """A few strokes across a box."""
    x0, y0, x1, y1 = pixels(box)
    points = [(x0 + (x1 - x0) * i // 8, y0 + (y1 - y0) * (3 + 4 * (i % 2)) // 10) for i in range(1, 8)]
    cv2.polylines(image, [np.array(points, np.int32)], False, round(255 * (1 - darkness)), 3, cv2.LINE_AA)


def cross(image: np.ndarray, box, reach: float = 0.9) -> None:
    """An X in a check box, reaching that share of the way to its corners."""
    x0, y0, x1, y1 = pixels(box)
    cx, cy, half = (x0 + x1) // 2, (y0 + y1) // 2, round((x1 - x0) / 2 * reach)
    cv2.line(image, (cx - half, cy - half), (cx + half, cy + half), 30, 3, cv2.LINE_AA)
    cv2.line(image, (cx - half, cy + half), (cx + half, cy - half), 30, 3, cv2.LINE_AA)


def ink_in(
    image: np.ndarray, matrix: np.ndarray, definition: FormDefinition, page: int, box, margin: int = zones.MARGIN
) -> ink.Ink:
    """What the reader sees of the writing in a box of a scanned sheet."""
    zone = zones.cut(image, matrix, zones.print_of(definition, page), box, margin)
    return ink.separate(zone.gray, zone.printed, ink.tone(image), zone.margin)

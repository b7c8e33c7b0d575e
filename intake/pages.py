"""Make every page alike: grey, 300 dpi, upright; how far it leans is measured and left to the alignment."""

from dataclasses import dataclass

import cv2
import numpy as np

from intake import coarse, prints, quality
from intake.raw import RawPage

DPI = 300
_LEAN_DPI = 50
_WIDEST = 4.0
_TURNS = {0: None, 90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}


@dataclass(frozen=True, eq=False)
class Page:
    """A page ready to be looked at.

    `image` is uint8 grey at 300 dpi (a letter page: 3300 × 2550). `rotation` is how far it was turned clockwise
    to stand upright (0, 90, 180, 270), `skew` how far it still leans, in degrees counter-clockwise. `matrix`
    (3 × 3) leads from pixels of the raw page to pixels of `image`. `notes` are the faults seen (see `quality`).
    """

    image: np.ndarray
    number: int
    rotation: int
    skew: float
    matrix: np.ndarray
    notes: tuple[str, ...] = ()


def upright(raw: RawPage, library: tuple[prints.Print, ...] = ()) -> Page:
    """Bring a page to 300 dpi and stand it up, by the form in `library` that it resembles most, else by its lines."""
    image = _resample(raw.image, DPI / raw.dpi)
    small = clean(prints.shrink(image, _LEAN_DPI / DPI))
    rotation = _rotation(small, library)
    turned, small = turn(image, rotation), turn(small, rotation)
    matrix = _turn_matrix(image.shape, rotation) @ np.diag([image.shape[1] / raw.image.shape[1]] * 2 + [1.0])
    return Page(turned, raw.number, rotation, lean(small), matrix, tuple(quality.faults(turned)))


def turn(image: np.ndarray, rotation: int) -> np.ndarray:
    """The image turned clockwise by a quarter's multiple."""
    return image if _TURNS[rotation] is None else np.ascontiguousarray(cv2.rotate(image, _TURNS[rotation]))


def clean(small: np.ndarray) -> np.ndarray:
    """A small grey page without the dark surround of the scanner bed."""
    dark = (small < 100).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(dark)
    height, width = small.shape
    x, y, wide, high, area = (stats[:, i] for i in range(5))
    touches = (x == 0) | (y == 0) | (x + wide >= width) | (y + high >= height)
    surround = touches & (area > 0.002 * small.size)
    surround[0] = False
    found = small.copy()
    found[cv2.dilate(surround[labels].astype(np.uint8), np.ones((3, 3), np.uint8)) > 0] = 255
    return found


def lean(small: np.ndarray) -> float:
    """How far the lines of a small upright page (50 dpi) lean, in degrees, −4 … 4."""
    ink = 255 - small
    coarse_angles = np.arange(-_WIDEST, _WIDEST + 0.1, 0.5)
    best = max(coarse_angles, key=lambda angle: _sharpness(ink, angle))
    return float(max(np.arange(best - 0.4, best + 0.41, 0.1), key=lambda angle: _sharpness(ink, angle)))


def _resample(image: np.ndarray, scale: float) -> np.ndarray:
    if abs(scale - 1) < 0.003:
        return image
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    return cv2.resize(image, None, fx=scale, fy=scale, interpolation=how)


def _sharpness(ink: np.ndarray, angle: float) -> float:
    """How unevenly the rows are inked when the page is turned by `angle`: lines of print make it large."""
    height, width = ink.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), float(angle), 1.0)
    rows = cv2.warpAffine(ink, matrix, (width, height)).sum(axis=1, dtype=np.float64)
    return float(np.square(np.diff(rows)).sum())


def _rotation(small: np.ndarray, library: tuple[prints.Print, ...]) -> int:
    """How far to turn the page clockwise: as the form that it resembles stands, else along its lines."""
    standing = _stands(small)
    tries = (0, 180) if standing else (90, 270)
    if not library:
        return tries[0]
    scores = {rotation: _likeness(turn(small, rotation), library) for rotation in tries}
    return max(scores, key=scores.get)


def _stands(small: np.ndarray) -> bool:
    """Whether the lines of print run across (and not up) the page."""
    ink = 255 - small
    across = max(_sharpness(ink, angle) / ink.shape[1] for angle in (-1.5, 0.0, 1.5))
    up = max(_sharpness(ink.T, angle) / ink.shape[0] for angle in (-1.5, 0.0, 1.5))
    return across >= up


def _likeness(small: np.ndarray, library: tuple[prints.Print, ...]) -> float:
    seen = coarse.sketch(straight(small))
    return coarse.rank(seen, [one.sketch for one in library])[0].score


def straight(small: np.ndarray) -> np.ndarray:
    """A small page (50 dpi) with its lean taken out, at 25 dpi."""
    height, width = small.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), lean(small), 1.0)
    level = cv2.warpAffine(small, matrix, (width, height), borderValue=255)
    return prints.shrink(level, coarse.DPI / _LEAN_DPI)


def _turn_matrix(shape: tuple[int, int], rotation: int) -> np.ndarray:
    """From pixels before a turn to pixels after it."""
    height, width = shape
    return {
        0: np.eye(3),
        90: np.array([[0, -1, height - 1], [1, 0, 0], [0, 0, 1]], float),
        180: np.array([[-1, 0, width - 1], [0, -1, height - 1], [0, 0, 1]], float),
        270: np.array([[0, 1, 0], [-1, 0, width - 1], [0, 0, 1]], float),
    }[rotation]

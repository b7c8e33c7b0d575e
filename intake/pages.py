"""Make every page alike: grey, 300 dpi, upright; how far it leans is measured and left to the alignment."""

from dataclasses import dataclass

import cv2
import numpy as np

from intake import coarse, lean, prints, quality, surround
from intake.prints import Print
from intake.raw import RawPage

DPI = 300
_SMALL = 50
_SURE = 3.0  # times sharper across than up: the lines of print leave no doubt which way they run
_TURNS = {0: None, 90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}


@dataclass(frozen=True, eq=False)
class Page:
    """A page ready to be looked at.

    `image` is uint8 grey at 300 dpi (a letter page: 3300 × 2550). `rotation` is how far it was turned clockwise
    to stand upright (0, 90, 180, 270), `skew` how far it would have to be turned counter-clockwise, in degrees, to
    be level. `matrix` (3 × 3) leads from pixels of the raw page to pixels of `image`. `notes` are the faults seen
    (see `quality`). `sketch` is the page levelled and cleaned, for the first look (see `coarse`).
    """

    image: np.ndarray
    number: int
    rotation: int
    skew: float
    matrix: np.ndarray
    notes: tuple[str, ...]
    sketch: np.ndarray


def upright(raw: RawPage, library: tuple[Print, ...] = ()) -> Page:
    """Bring a page to 300 dpi and stand it up, by the form in `library` that it resembles most, else by its lines."""
    small = surround.clean(prints.shrink(raw.image, _SMALL / raw.dpi))
    rotation, skew, sketch = _stand(small, library)
    image = turn(_resample(raw.image, DPI / raw.dpi), rotation)
    matrix = _matrix(raw.image.shape, image.shape, rotation)
    return Page(image, raw.number, rotation, skew, matrix, tuple(quality.faults(image)), sketch)


def turn(image: np.ndarray, rotation: int) -> np.ndarray:
    """The image turned clockwise by a quarter's multiple."""
    return image if _TURNS[rotation] is None else np.ascontiguousarray(cv2.rotate(image, _TURNS[rotation]))


def _stand(small: np.ndarray, library: tuple[Print, ...]) -> tuple[int, float, np.ndarray]:
    """How far to turn a small page clockwise, how far it leans then, and its sketch in that position."""
    across, up = lean.measure(small), lean.measure(np.ascontiguousarray(small.T))
    ways = (0, 180) if across[1] >= up[1] else (90, 270)
    if max(across[1], up[1]) < _SURE * min(across[1], up[1]):
        ways = (*ways, *({0, 90, 180, 270} - set(ways)))
    best = None
    for rotation in ways:
        skew = across[0] if rotation in (0, 180) else -up[0]
        sketch = coarse.sketch(_levelled(turn(small, rotation), skew))
        score = coarse.rank(sketch, [one.sketch for one in library])[0].score if library else 0.0
        if best is None or score > best[0]:
            best = score, rotation, skew, sketch
    return best[1:]


def _levelled(small: np.ndarray, skew: float) -> np.ndarray:
    """A small page turned by its skew, at the resolution of the first look."""
    height, width = small.shape
    matrix = cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), skew, 1.0)
    level = cv2.warpAffine(small, matrix, (width, height), borderValue=255)
    return prints.shrink(level, coarse.DPI / _SMALL)


def _resample(image: np.ndarray, scale: float) -> np.ndarray:
    if abs(scale - 1) < 0.003:
        return image
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    return cv2.resize(image, None, fx=scale, fy=scale, interpolation=how)


def _matrix(raw: tuple[int, int], made: tuple[int, int], rotation: int) -> np.ndarray:
    """From the middles of raw pixels to those of the page, which was resized and then turned."""
    height, width = made if rotation in (0, 180) else made[::-1]
    across, down = width / raw[1], height / raw[0]
    size = np.array([[across, 0, (across - 1) / 2], [0, down, (down - 1) / 2], [0, 0, 1]])
    turns = {
        0: np.eye(3),
        90: np.array([[0, -1, height - 1], [1, 0, 0], [0, 0, 1]], float),
        180: np.array([[-1, 0, width - 1], [0, -1, height - 1], [0, 0, 1]], float),
        270: np.array([[0, 1, 0], [-1, 0, width - 1], [0, 0, 1]], float),
    }
    return turns[rotation] @ size

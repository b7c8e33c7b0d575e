"""Brings all pages to one form: gray, 300 dpi, upright. Skew is measured here and corrected by the alignment."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

import cv2
import numpy as np

from intake import picture
from intake.opening.raw import RawPage
from intake.pages import halftone, lean, quality, surround
from intake.prints import coarse
from intake.prints.coarse import Guess
from intake.prints.shelf import Print

DPI = 300
_SMALL = 50
_SURE = 3.0  # ratio of sharpness across and up from which the direction of the lines of print is certain
_CERTAIN = 0.4  # likeness to a print that no upside-down page reaches; the highest measured there was 0.21
_LEAST = 2.0  # inches: a smaller image is put on a larger sheet
_LETTER = (2550, 3300)
_BENT, _SIZED = 0.02, 0.04  # shares by which a photo differs from a scan: in opposite sides, and in the sheet's size
_TURNS = {0: None, 90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}


@dataclass(frozen=True, eq=False)
class Page:
    """A page ready for reading.

    `image` is uint8 gray at 300 dpi (a letter page: 3300 × 2550). `rotation` is the clockwise turn that made it upright
    (0, 90, 180, 270 degrees), `skew` the counterclockwise turn in degrees that would make it level. `matrix` (3 × 3)
    maps pixels of the raw page to pixels of `image`. `notes` are its fault codes (see `quality`). `sketch` is the
    leveled and cleaned page for the first look (see `coarse`), `guesses` the result of that look for every print of the
    library, most likely first. `shown` is the page for people: upright and at the resolution of its scan.
    """

    image: np.ndarray
    number: int
    rotation: int
    skew: float
    matrix: np.ndarray
    notes: tuple[str, ...]
    sketch: np.ndarray
    guesses: tuple[Guess, ...]
    shown: np.ndarray

    @cached_property
    def small(self) -> np.ndarray:
        """The image at 100 dpi."""
        return picture.shrunk(self.image, 100 / DPI)


def upright(raw: RawPage, library: tuple[Print, ...] = ()) -> Page:
    """Bring a page to 300 dpi and turn it upright by the most similar form in `library`, else by its lines of print."""
    raw = replace(raw, image=_at_least(halftone.soften(raw.image), round(_LEAST * raw.dpi)))
    small = picture.shrunk(raw.image, _SMALL / raw.dpi)
    lead = _flatten(small, raw)
    flattened = lead is not None
    if lead is None:
        image, small = _resample(raw.image, DPI / raw.dpi), surround.clean(small)
        lead = _sizing(raw.image.shape, image.shape)
    else:
        size = _LETTER if raw.image.shape[0] >= raw.image.shape[1] else _LETTER[::-1]
        image = cv2.warpPerspective(raw.image, lead, size, flags=cv2.INTER_LINEAR, borderValue=255)
        small = picture.shrunk(image, _SMALL / DPI)
    rotation, skew, sketch, guesses = _stand(small, library, lambda: "blank" in quality.faults(image))
    notes = tuple(quality.faults(image, printed=bool(guesses) and guesses[0].score >= _CERTAIN))
    turned = turn(image, rotation)
    matrix = _turning(turned.shape, rotation) @ lead
    scanned = turned if flattened or image is raw.image else turn(raw.image, rotation)
    return Page(turned, raw.number, rotation, skew, matrix, notes, sketch, guesses, scanned)


def _at_least(image: np.ndarray, side: int) -> np.ndarray:
    """Put the image on white paper of at least `side` pixels both ways."""
    below, beside = max(0, side - image.shape[0]), max(0, side - image.shape[1])
    if not below and not beside:
        return image
    return cv2.copyMakeBorder(image, 0, below, 0, beside, cv2.BORDER_CONSTANT, value=255)


def _flatten(small: np.ndarray, raw: RawPage) -> np.ndarray | None:
    """The matrix that turns a photographed sheet into a flat letter page at 300 dpi; None for a scan."""
    corners = surround.outline(small)
    if corners is None:
        return None
    corners = (corners + 0.5) * raw.dpi / _SMALL - 0.5
    sides = np.linalg.norm(corners - np.roll(corners, -1, axis=0), axis=1)
    bent = max(abs(sides[0] - sides[2]) / sides[0], abs(sides[1] - sides[3]) / sides[1])
    size = np.sqrt(sides[0] * sides[1] / (8.5 * 11)) / raw.dpi
    if bent < _BENT and abs(size - 1) < _SIZED:
        return None
    wide, high = _LETTER if raw.image.shape[0] >= raw.image.shape[1] else _LETTER[::-1]
    flat = np.array([[0, 0], [wide - 1, 0], [wide - 1, high - 1], [0, high - 1]], np.float32)
    return cv2.getPerspectiveTransform(corners.astype(np.float32), flat)


def turn(image: np.ndarray, rotation: int) -> np.ndarray:
    """Return the image turned clockwise by `rotation`, a multiple of 90 degrees."""
    return image if _TURNS[rotation] is None else np.ascontiguousarray(cv2.rotate(image, _TURNS[rotation]))


def upside_down(page: Page) -> Page:
    """Return a page turned by 180 degrees, if no print showed which way is up; it has no guesses anymore."""
    matrix = _turning(page.image.shape, 180) @ page.matrix
    rotation = (page.rotation + 180) % 360
    return replace(page, image=turn(page.image, 180), rotation=rotation, matrix=matrix, shown=turn(page.shown, 180))


def _stand(
    small: np.ndarray, library: tuple[Print, ...], is_blank: Callable[[], bool]
) -> tuple[int, float, np.ndarray, tuple[Guess, ...]]:
    """The clockwise turn for a small page, its skew after that, its sketch in that position, and the guesses of the
    first look; a page that is not blank is compared at all sizes if its own size leaves a doubt."""
    across, up = lean.measure(small), lean.measure(np.ascontiguousarray(small.T))
    ways = (0, 180) if across[1] >= up[1] else (90, 270)
    if max(across[1], up[1]) < _SURE * min(across[1], up[1]):
        ways = (*ways, *({0, 90, 180, 270} - set(ways)))
    spectra, looks = [one.sketch for one in library], []
    for rotation in ways:
        skew = across[0] if rotation in (0, 180) else -up[0]
        sketch = coarse.sketch(_levelled(turn(small, rotation), skew))
        looks.append((rotation, skew, sketch, coarse.rank(sketch, spectra)))
        if looks[-1][3] and looks[-1][3][0].score >= _CERTAIN:
            break
    best = max(looks, key=lambda look: look[3][0].score if look[3] else 0.0)
    if not coarse.is_weak(best[3]) or is_blank():
        return best
    number, guesses = coarse.resized([sketch for _, _, sketch, _ in looks], spectra)
    if guesses[0].score > best[3][0].score:
        best = looks[number]
    return *best[:3], coarse.together(best[3], guesses if best is looks[number] else ())


def _levelled(small: np.ndarray, skew: float) -> np.ndarray:
    """Level a small page, at the resolution of the first look."""
    height, width = small.shape
    matrix = cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), skew, 1.0)
    level = cv2.warpAffine(small, matrix, (width, height), borderValue=255)
    return picture.shrunk(level, coarse.DPI / _SMALL)


def _resample(image: np.ndarray, scale: float) -> np.ndarray:
    if abs(scale - 1) < 0.003:
        return image
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR_EXACT  # a third faster than INTER_LINEAR
    return cv2.resize(image, None, fx=scale, fy=scale, interpolation=how)


def _sizing(raw: tuple[int, int], made: tuple[int, int]) -> np.ndarray:
    """The matrix from the centers of raw pixels to those of the resized page."""
    across, down = made[1] / raw[1], made[0] / raw[0]
    return np.array([[across, 0, (across - 1) / 2], [0, down, (down - 1) / 2], [0, 0, 1]])


def _turning(made: tuple[int, int], rotation: int) -> np.ndarray:
    """The matrix from pixels of a page before it was turned to those of the page as `made`."""
    height, width = made
    return {
        0: np.eye(3),
        90: np.array([[0, -1, width - 1], [1, 0, 0], [0, 0, 1]], float),
        180: np.array([[-1, 0, width - 1], [0, -1, height - 1], [0, 0, 1]], float),
        270: np.array([[0, 1, 0], [-1, 0, height - 1], [0, 0, 1]], float),
    }[rotation]

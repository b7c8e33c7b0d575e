"""Finds the place of a print on a page: from a first guess at the size of a stamp to a fraction of a pixel."""

from dataclasses import dataclass

import cv2
import numpy as np

from intake import picture
from intake.pages import upright
from intake.pages.upright import Page
from intake.prints import coarse, register, shelf
from intake.prints.register import Frame
from intake.prints.shelf import Print

# dpi, search distance (pixels), largest residual of a patch that agrees (pixels)
_STEPS = ((50, 8, 2.5), (100, 7, 2.5))
_FINE_REACH, _FINE_TOLERANCE = 6, 2.0
_LIKE = 0.45
_STRAY = 3.0  # pixels: if the start was off by more, the fine step is repeated from its result


@dataclass(frozen=True, eq=False)
class Placement:
    """A print aligned with a page.

    `matrix` (3 × 3) maps the print's pixels (200 dpi) to the page's (300 dpi). `share` of the print's patches on the
    page agree, `inliers` in number; `residual` is their median distance in page pixels; `covers` are the shares of the
    print's width and height over which they spread, because a page may be half empty.
    """

    print_: Print
    matrix: np.ndarray
    share: float
    inliers: int = 0
    residual: float = float("inf")
    covers: tuple[float, float] = (0.0, 0.0)


class Pictures:
    """The page at the resolutions of the search, each made when first needed."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._made: dict[int, np.ndarray] = {}

    def at(self, dpi: int) -> np.ndarray:
        """Return the softened page at 50 or 100 dpi."""
        if dpi not in self._made:
            self._made[dpi] = register.soften(picture.shrunk(self.page.small, dpi / 100))
        return self._made[dpi]

    def frame(self, placement: Placement) -> Frame:
        """Return the softened page at 200 dpi, warped into the frame of a print."""
        return Frame(self.page.image, placement.matrix, placement.print_.image.shape)


def start(print_: Print, guess: coarse.Guess, page: Page) -> Placement:
    """Turn a first guess into a placement: its shift on the level page plus the skew of the page."""
    shift = upright.DPI / coarse.DPI * guess.scale
    size = upright.DPI / shelf.DPI * guess.scale
    level = np.array([[size, 0, guess.dx * shift], [0, size, guess.dy * shift], [0, 0, 1]])
    height, width = page.image.shape
    turn = np.vstack([cv2.getRotationMatrix2D((width / 2, height / 2), page.skew, 1.0), [0, 0, 1]])
    return Placement(print_, np.linalg.inv(turn) @ level, guess.score)


def step(placement: Placement, pictures: Pictures, number: int) -> Placement | None:
    """Refine a placement at 50 (number 0) or 100 dpi (number 1); None if too little of the print is found."""
    dpi, reach, tolerance = _STEPS[number]
    patches = placement.print_.patches[dpi]
    up, to_page = np.diag([shelf.DPI / dpi] * 2 + [1.0]), np.diag([upright.DPI / dpi] * 2 + [1.0])
    seen = register.look_for(patches, pictures.at(dpi), np.linalg.inv(to_page) @ placement.matrix @ up, reach)
    good = seen.likeness > _LIKE
    fitted, inliers = register.fit(patches.centers[good], seen.points[good], tolerance)
    if fitted is None:
        return None
    matrix = to_page @ fitted @ np.linalg.inv(up)
    if not _plausible(matrix):
        return None
    return Placement(placement.print_, matrix, inliers.sum() / max(1, seen.on_page.sum()), int(inliers.sum()))


def finish(placement: Placement, frame: Frame) -> Placement | None:
    """Refine a placement at 200 dpi on the page warped into the print's frame by it; None if that fails."""
    patches = placement.print_.patches[shelf.DPI]
    seen = register.look_for(patches, frame, np.eye(3), _FINE_REACH)
    good = seen.likeness > _LIKE
    source, target = patches.centers[good].astype(float), seen.points[good]
    fitted, inliers = register.fit(source, target, _FINE_TOLERANCE)
    if fitted is None or not seen.on_page.any():
        return None
    missed = np.linalg.norm(register.project(fitted, source) - target, axis=1)[inliers]
    spread = np.ptp(source[inliers], axis=0) / np.maximum(np.ptp(patches.centers, axis=0), 1)
    return Placement(
        placement.print_,
        placement.matrix @ fitted,
        float(inliers.sum() / seen.on_page.sum()),
        int(inliers.sum()),
        float(np.median(missed)) * upright.DPI / shelf.DPI,
        (float(spread[0]), float(spread[1])),
    )


def strays(before: Placement, after: Placement) -> bool:
    """Return whether the fine step moved the print so far that it must be repeated."""
    height, width = before.print_.image.shape
    corners = np.array([[0, 0], [width, 0], [0, height], [width, height]], float)
    moved = register.project(before.matrix, corners) - register.project(after.matrix, corners)
    return bool(np.abs(moved).max() > _STRAY * upright.DPI / shelf.DPI)


def apart(one: Placement, other: Placement) -> float:
    """Return the largest distance of two placements over the corners of a page, in print pixels."""
    height, width = one.print_.image.shape
    corners = np.array([[0, 0], [width, 0], [0, height], [width, height]], float)
    back = np.linalg.inv(one.matrix) @ other.matrix
    return float(np.abs(register.project(back, corners) - corners).max())


def _plausible(matrix: np.ndarray) -> bool:
    """Whether a fit keeps sizes and angles as paper does, apart from a slight perspective of a camera."""
    down, across = matrix[:2, 1] * shelf.DPI / upright.DPI, matrix[:2, 0] * shelf.DPI / upright.DPI
    sizes = np.hypot(*down), np.hypot(*across)
    return min(sizes) > 0.8 and max(sizes) < 1.25 and abs(down @ across) < 0.12 * sizes[0] * sizes[1]

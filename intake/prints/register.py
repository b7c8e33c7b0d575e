"""Registers one page image to another by searching for small patches of print near their expected places.

All functions work on gray uint8 images of the same resolution and a 3 × 3 matrix from the pixels of the reference to
the pixels of the page. Patches vote, a robust fit decides, and patches that disagree count against the page.
"""

from dataclasses import dataclass

import cv2
import numpy as np

_FLAT = 1e-6
_TELLING = 3.0  # the least gradient in gray levels that a patch must have in its weaker direction
_PROJECTIVE = 30  # the least number of points for a fit with eight parameters
_HALF = 0.5
_SOFT = 4  # pixels beyond a piece that softening looks at


@dataclass(frozen=True, eq=False)
class Patches:
    """Pieces of a reference image to search for: `centers` (n × 2, x y in pixels), `half` of their side (px)."""

    image: np.ndarray
    centers: np.ndarray
    half: int


@dataclass(frozen=True, eq=False)
class Found:
    """The places of patches: `points` (n × 2, page pixels), `likeness` (n, correlation −1…1), `on_page` (n, bool)."""

    points: np.ndarray
    likeness: np.ndarray
    on_page: np.ndarray


def soften(image: np.ndarray, sigma: float = 0.8) -> np.ndarray:
    """Blur an image slightly, so that thin, thick, gray and black prints look alike."""
    return cv2.GaussianBlur(image, (0, 0), sigma)


class Frame:
    """A softened image in the frame of a reference, of which only the pieces that are looked at are made: a tenth.

    `matrix` leads from the pixels of the reference to those of `image`, `shape` is that of the reference.
    `frame[y0:y1, x0:x1]` is a piece, as of an array.
    """

    def __init__(self, image: np.ndarray, matrix: np.ndarray, shape: tuple[int, ...]) -> None:
        self.shape = shape
        self._image, self._matrix = image, matrix
        self._last: tuple[object, np.ndarray] = (None, image)

    def __getitem__(self, place: tuple[slice, slice]) -> np.ndarray:
        """Return a piece; the same one again, as when ten digits are compared with it, is not made twice."""
        rows, columns = (one.indices(size)[:2] for one, size in zip(place, self.shape, strict=False))
        if (rows, columns) != self._last[0]:
            self._last = (rows, columns), self._made(*rows, *columns)
        return self._last[1]

    def _made(self, top: int, bottom: int, left: int, right: int) -> np.ndarray:
        if top >= bottom or left >= right:
            return np.empty((max(0, bottom - top), max(0, right - left)), np.uint8)
        above, beside = max(0, top - _SOFT), max(0, left - _SOFT)
        size = min(self.shape[1], right + _SOFT) - beside, min(self.shape[0], bottom + _SOFT) - above
        lead = self._matrix @ np.array([[1, 0, beside], [0, 1, above], [0, 0, 1]])
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        if np.array_equal(lead[2], (0, 0, 1)):  # three times as fast
            piece = cv2.warpAffine(self._image, lead[:2], size, flags=flags, borderValue=255)
        else:
            piece = cv2.warpPerspective(self._image, lead, size, flags=flags, borderValue=255)
        return soften(piece)[top - above : bottom - above, left - beside : right - beside]


def choose(image: np.ndarray, half: int, cell: int) -> Patches:
    """Choose the most distinctive patch in each cell of the page: edges in both directions, away from the margin."""
    coarser = cv2.resize(image, None, fx=_HALF, fy=_HALF, interpolation=cv2.INTER_AREA).astype(np.float32)
    strength = _weaker_edges(coarser, half)
    height, width = (np.array(image.shape) * _HALF).astype(int)
    edge, step = round((half + 2) * _HALF), round(cell * _HALF)
    centers = []
    for top in range(edge, height - edge, step):
        for left in range(edge, width - edge, step):
            part = strength[top : min(top + step, height - edge), left : min(left + step, width - edge)]
            y, x = np.unravel_index(part.argmax(), part.shape)
            if part[y, x] > _TELLING:
                centers.append((left + x, top + y))
    return Patches(image, (np.array(centers, int).reshape(-1, 2) / _HALF).astype(int), half)


def _weaker_edges(image: np.ndarray, side: int) -> np.ndarray:
    """For each pixel, the root mean square gradient around it (side × side) in the direction where it is weakest."""
    dx, dy = cv2.Scharr(image, cv2.CV_32F, 1, 0) / 32, cv2.Scharr(image, cv2.CV_32F, 0, 1) / 32
    a, b, c = (cv2.blur(product, (side, side)) for product in (dx * dx, dx * dy, dy * dy))
    weaker = (a + c) / 2 - np.sqrt(np.square((a - c) / 2) + b * b)
    return np.sqrt(np.maximum(weaker, 0))


def project(matrix: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Map points (n × 2) by a 3 × 3 projective matrix."""
    lifted = np.c_[points, np.ones(len(points))] @ matrix.T
    return lifted[:, :2] / lifted[:, 2:]


def look_for(patches: Patches, page: np.ndarray | Frame, matrix: np.ndarray, reach: int) -> Found:
    """Search for every patch within `reach` pixels of its place by `matrix`; off the page its likeness is 0."""
    guesses = np.rint(project(matrix, patches.centers)).astype(int)
    points, likeness = guesses.astype(float), np.zeros(len(guesses))
    half, side = patches.half, patches.half + reach
    height, width = page.shape[:2]
    on_page = np.all((guesses >= side) & (guesses < (width - side, height - side)), axis=1)
    for i in np.flatnonzero(on_page):
        (cx, cy), (x, y) = patches.centers[i], guesses[i]
        patch = patches.image[cy - half : cy + half, cx - half : cx + half]
        window = page[y - side : y + side, x - side : x + side]
        scores = cv2.matchTemplate(window, patch, cv2.TM_CCOEFF_NORMED)
        _, likeness[i], _, (px, py) = cv2.minMaxLoc(scores)
        points[i] += _peak(scores, px, py) - reach
    return Found(points, likeness, on_page)


def _peak(scores: np.ndarray, x: int, y: int) -> np.ndarray:
    """The place of the peak to a fraction of a pixel, by a parabola in each direction."""
    place = np.array([x, y], float)
    if 0 < x < scores.shape[1] - 1:
        place[0] += _vertex(scores[y, x - 1], scores[y, x], scores[y, x + 1])
    if 0 < y < scores.shape[0] - 1:
        place[1] += _vertex(scores[y - 1, x], scores[y, x], scores[y + 1, x])
    return place


def _vertex(before: float, at: float, after: float) -> float:
    bend = before - 2 * at + after
    return 0.0 if bend > -_FLAT else min(0.5, max(-0.5, 0.5 * (before - after) / bend))


def fit(source: np.ndarray, target: np.ndarray, tolerance: float) -> tuple[np.ndarray | None, np.ndarray]:
    """Return the matrix on which most points agree within `tolerance` pixels, and the mask of these points.

    The matrix is None if too few agree. It is affine if there are few points or they need no more, because that bends
    less; otherwise projective.
    """
    nobody = np.zeros(len(source), bool)
    if len(source) < 6:
        return None, nobody
    source, target = source.astype(np.float64), target.astype(np.float64)
    affine, mask = cv2.estimateAffine2D(
        source, target, method=cv2.RANSAC, ransacReprojThreshold=tolerance, maxIters=500
    )
    best = (None, nobody) if affine is None else (np.vstack([affine, [0, 0, 1]]), mask.ravel() > 0)
    if len(source) >= _PROJECTIVE:
        matrix, mask = cv2.findHomography(source, target, cv2.USAC_MAGSAC, tolerance, maxIters=1000, confidence=0.995)
        if matrix is not None and mask.sum() > best[1].sum():
            best = matrix, mask.ravel() > 0
    return best

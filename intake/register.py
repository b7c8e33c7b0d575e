"""Lay one picture of a page over another: small patches of print are looked for near where they should be.

Everything here works on two grey uint8 images of the same resolution and a 3 × 3 matrix from the pixels of the
reference to the pixels of the page. Patches vote; a robust fit decides; what does not agree counts against the page.
"""

from dataclasses import dataclass

import cv2
import numpy as np

_FLAT = 1e-6


@dataclass(frozen=True, eq=False)
class Patches:
    """Pieces of a reference image worth looking for: `centres` (n × 2, x y in pixels), `half` their half side."""

    image: np.ndarray
    centres: np.ndarray
    half: int


@dataclass(frozen=True, eq=False)
class Found:
    """Where the patches were found: `points` (n × 2, page pixels) and `likeness` (n, correlation −1…1)."""

    points: np.ndarray
    likeness: np.ndarray


def soften(image: np.ndarray, sigma: float = 0.8) -> np.ndarray:
    """Take the sharpness out of pixels, so that thin, thick, grey and black prints look alike."""
    return cv2.GaussianBlur(image, (0, 0), sigma)


def choose(image: np.ndarray, half: int, cell: int, contrast: float = 300.0) -> Patches:
    """The most telling patch in each cell of the page: print with edges in both directions, away from the margin."""
    strength = cv2.cornerMinEigenVal(image.astype(np.float32), 2 * half, 3) * 1e4
    height, width = image.shape
    centres = []
    for top in range(half + 2, height - half - 2, cell):
        for left in range(half + 2, width - half - 2, cell):
            part = strength[top : min(top + cell, height - half - 2), left : min(left + cell, width - half - 2)]
            y, x = np.unravel_index(part.argmax(), part.shape)
            if part[y, x] * (2 * half) ** 2 > contrast:
                centres.append((left + x, top + y))
    return Patches(image, np.array(centres, int).reshape(-1, 2), half)


def project(matrix: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Points (n × 2) through a 3 × 3 projective matrix."""
    lifted = np.c_[points, np.ones(len(points))] @ matrix.T
    return lifted[:, :2] / lifted[:, 2:]


def look_for(patches: Patches, page: np.ndarray, matrix: np.ndarray, reach: int) -> Found:
    """Look for every patch within `reach` pixels of where `matrix` puts it; off the page its likeness is 0."""
    guesses = np.rint(project(matrix, patches.centres)).astype(int)
    points, likeness = guesses.astype(float), np.zeros(len(guesses))
    half, side = patches.half, patches.half + reach
    height, width = page.shape
    for i, ((cx, cy), (x, y)) in enumerate(zip(patches.centres, guesses, strict=True)):
        if not (side <= x < width - side and side <= y < height - side):
            continue
        patch = patches.image[cy - half : cy + half, cx - half : cx + half]
        window = page[y - side : y + side, x - side : x + side]
        scores = cv2.matchTemplate(window, patch, cv2.TM_CCOEFF_NORMED)
        _, likeness[i], _, (px, py) = cv2.minMaxLoc(scores)
        points[i] += _peak(scores, px, py) - reach
    return Found(points, likeness)


def _peak(scores: np.ndarray, x: int, y: int) -> np.ndarray:
    """The peak's place to a fraction of a pixel, by a parabola each way."""
    place = np.array([x, y], float)
    if 0 < x < scores.shape[1] - 1:
        place[0] += _vertex(scores[y, x - 1 : x + 2])
    if 0 < y < scores.shape[0] - 1:
        place[1] += _vertex(scores[y - 1 : y + 2, x])
    return place


def _vertex(three: np.ndarray) -> float:
    before, at, after = (float(value) for value in three)
    bend = before - 2 * at + after
    return 0.0 if bend > -_FLAT else float(np.clip(0.5 * (before - after) / bend, -0.5, 0.5))


def fit(source: np.ndarray, target: np.ndarray, tolerance: float, projective: bool) -> tuple[np.ndarray | None, np.ndarray]:
    """The matrix that most points agree on within `tolerance` pixels, and which do; (None, nobody) if too few."""
    nobody = np.zeros(len(source), bool)
    if len(source) < (12 if projective else 6):
        return None, nobody
    source, target = source.astype(np.float64), target.astype(np.float64)
    if projective:
        matrix, mask = cv2.findHomography(source, target, cv2.USAC_MAGSAC, tolerance, maxIters=2000, confidence=0.999)
    else:
        affine, mask = cv2.estimateAffine2D(source, target, method=cv2.RANSAC, ransacReprojThreshold=tolerance, maxIters=1000)
        matrix = None if affine is None else np.vstack([affine, [0, 0, 1]])
    return (None, nobody) if matrix is None else (matrix, mask.ravel() > 0)

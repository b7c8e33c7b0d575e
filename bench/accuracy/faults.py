"""Simulates what happens between the pen and the file: holes, staples, folds, skew, thresholding, compression."""

from dataclasses import dataclass

import cv2
import numpy as np


@dataclass(frozen=True)
class Level:
    """The strength of faults: rotation (degrees), shift (inches), scale and perspective (shares), blur (px at 300 dpi).

    Noise is in gray levels; `contrast` is how many of them black and white may lose; `damage` is the probability of
    each fault of the paper.
    """

    rotation: float
    shift: float
    scale: float
    perspective: float
    blur: tuple[float, float]
    noise: tuple[float, float]
    contrast: float
    damage: float
    quality: tuple[int, int]


LEVELS = {
    "clean": Level(0.3, 0.04, 0.002, 0.0, (0.2, 0.5), (0.5, 3), 10, 0.0, (80, 92)),
    "office": Level(1.5, 0.15, 0.008, 0.0, (0.4, 1.0), (3, 9), 35, 0.08, (58, 66)),
    "harsh": Level(3.0, 0.25, 0.015, 0.008, (0.7, 1.6), (6, 18), 80, 0.4, (45, 80)),
}


@dataclass(frozen=True, eq=False)
class Scanned:
    """One side as scanned: uint8 gray (only 0 and 255 if `bilevel`), dots per inch.

    `lead` (3 × 3) maps the paper's pixels at 300 dpi to the image's.
    """

    image: np.ndarray
    dpi: int
    bilevel: bool
    lead: np.ndarray


@dataclass(frozen=True)
class Scanner:
    """How one batch is scanned: level of faults, resolution, black and white or gray."""

    level: str
    dpi: int
    bilevel: bool

    @staticmethod
    def draw(rng: np.random.Generator, level: str) -> "Scanner":
        """Draw a scanner for a file of that level: 200 or 300 dpi, half of them G4."""
        return Scanner(level, int(rng.choice([200, 300])), bool(rng.random() < 0.5))


def scan(paper: np.ndarray, rng: np.random.Generator, scanner: Scanner, part: tuple[int, int] = (0, 1)) -> Scanned:
    """Scan a page given at 300 dpi.

    `paper` may be a strip of the page; `part` is then (first row, rows of the whole page), so that the strip is turned
    as the page would be.
    """
    level = LEVELS[scanner.level]
    page = _damaged(paper, rng, level.damage)
    lead, size = _laid(rng, level, paper.shape, part, scanner.dpi)
    if scanner.dpi < 300:
        page = cv2.GaussianBlur(page, (0, 0), 0.55 * 300 / scanner.dpi - 0.3)
    seen = cv2.warpPerspective(page, lead, size, flags=cv2.INTER_LINEAR, borderValue=255)
    return Scanned(_sensed(seen, rng, scanner), scanner.dpi, scanner.bilevel, lead)


def _laid(rng, level: Level, shape, part, dpi: int) -> tuple[np.ndarray, tuple[int, int]]:
    """The position of the paper on the glass, and the size of the image."""
    height, width = shape
    first, whole = part if part != (0, 1) else (0, height)
    corners = np.array([[0, 0], [width, 0], [width, whole], [0, whole]], float)
    angle = np.deg2rad(rng.uniform(-level.rotation, level.rotation))
    spin = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    scale = dpi / 300
    moved = (corners - corners.mean(0)) @ spin.T * scale * (1 + rng.uniform(-level.scale, level.scale))
    moved += corners.mean(0) * scale + rng.uniform(-level.shift, level.shift, 2) * dpi
    moved += rng.uniform(-level.perspective, level.perspective, (4, 2)) * [width * scale, whole * scale]
    lead = cv2.getPerspectiveTransform(corners.astype(np.float32), moved.astype(np.float32)).astype(float)
    lead = lead @ np.array([[1, 0, 0], [0, 1, first], [0, 0, 1]], float)
    if part == (0, 1):
        return lead, (round(width * scale), round(height * scale))
    edge = cv2.perspectiveTransform(np.array([[[0, 0], [width, 0], [width, height], [0, height]]], float), lead)[0]
    top = float(np.floor(edge[:, 1].min()))
    return np.array([[1, 0, 0], [0, 1, -top], [0, 0, 1]]) @ lead, (
        round(width * scale),
        int(edge[:, 1].max() - top) + 1,
    )


def _damaged(paper: np.ndarray, rng, chance: float) -> np.ndarray:
    """Add punch holes, a staple, a fold, and a stain, each with that probability."""
    page = paper.copy()
    height, width = page.shape
    if rng.random() < chance:
        for at in (0.12, 0.5, 0.88) if rng.random() < 0.5 else (0.38, 0.62):
            cv2.circle(page, (int(0.035 * width), int(at * height)), 38, int(rng.choice([15, 255])), -1, cv2.LINE_AA)
    if rng.random() < chance:
        x, y = int(rng.uniform(0.02, 0.1) * width), int(rng.uniform(0.01, 0.05) * height)
        cv2.line(page, (x, y), (x + 120, y + int(rng.integers(-70, 70))), 40, 8, cv2.LINE_AA)
    if rng.random() < chance:
        y = int(rng.choice([1 / 3, 1 / 2, 2 / 3]) * height + rng.normal(0, 15))
        page[max(0, y - 4) : y + 4] = (page[max(0, y - 4) : y + 4] * rng.uniform(0.65, 0.9)).astype(np.uint8)
    if rng.random() < chance * 0.4:
        shade = np.zeros((height // 8, width // 8), np.float32)
        center = int(rng.uniform(0, 1) * width / 8), int(rng.uniform(0, 1) * height / 8)
        cv2.circle(shade, center, int(rng.integers(10, 50)), float(rng.uniform(10, 60)), -1)
        shade = cv2.resize(cv2.GaussianBlur(shade, (0, 0), 8), (width, height))
        page = np.clip(page - shade, 0, 255).astype(np.uint8)
    return page


def _sensed(image: np.ndarray, rng, scanner: Scanner) -> np.ndarray:
    """Add blur, contrast, uneven light, noise, and lines of a dirty roller; reduce to one bit if the scanner does."""
    level = LEVELS[scanner.level]
    soft = cv2.GaussianBlur(image, (0, 0), rng.uniform(*level.blur) * scanner.dpi / 300)
    black, white = rng.uniform(0, level.contrast), 255 - rng.uniform(0, 0.6 * level.contrast)
    cv2.setRNGSeed(int(rng.integers(1, 2**31 - 1)))
    noise = cv2.randn(np.empty(image.shape, np.int16), 0, rng.uniform(*level.noise))
    table = (black + np.arange(256) * (white - black) / 255).astype(np.uint8)
    gray = cv2.add(cv2.LUT(soft, table), noise, dtype=cv2.CV_8U)
    if rng.random() < level.damage * 0.6:
        light = np.linspace(1, rng.uniform(0.8, 1), gray.shape[1], dtype=np.float32)[:: int(rng.choice([-1, 1]))]
        gray = (gray * light).astype(np.uint8)
    for _ in range(int(rng.integers(1, 4)) if rng.random() < level.damage else 0):
        x = int(rng.integers(0, gray.shape[1] - 3))
        gray[:, x : x + int(rng.integers(1, 3))] = int(rng.uniform(30, 170))
    return _thresholded(gray, rng, white * (0.9 if scanner.level == "harsh" else 1.0)) if scanner.bilevel else gray


def _thresholded(gray: np.ndarray, rng, white: float) -> np.ndarray:
    """Reduce to one bit: at a fixed gray, by Otsu, or by a local threshold as document scanners do."""
    way = rng.random()
    if way < 0.45:
        return np.where(gray < white * rng.uniform(0.62, 0.8), 0, 255).astype(np.uint8)
    if way < 0.7:
        return cv2.threshold(gray, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)[1]
    soft = cv2.blur(gray, (41, 41)).astype(np.int16) - int(rng.integers(18, 35))
    return np.where(gray < soft, 0, 255).astype(np.uint8)

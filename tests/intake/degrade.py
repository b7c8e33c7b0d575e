"""What happens to a page between the pen and the file: filled in, stamped, torn, folded, scanned, faxed."""

from dataclasses import dataclass

import cv2
import numpy as np

_LATIN = [cv2.FONT_HERSHEY_SIMPLEX, cv2.FONT_HERSHEY_COMPLEX, cv2.FONT_HERSHEY_SCRIPT_SIMPLEX]


@dataclass(frozen=True)
class Level:
    """How bad it gets: degrees of rotation, shift (inch), scale and perspective (shares), blur (px), noise (gray)."""

    rotation: float
    shift: float
    scale: float
    perspective: float
    blur: float
    noise: float
    faults: float


LEVELS = {
    "clean": Level(0.3, 0.05, 0.002, 0, 0.3, 2, 0.0),
    "office": Level(1.5, 0.15, 0.01, 0, 0.7, 8, 0.25),
    "harsh": Level(3.0, 0.25, 0.02, 0.012, 1.1, 18, 0.5),
}


def scribble(page: np.ndarray, rng: np.random.Generator, lines: int = 30) -> np.ndarray:
    """Write entries on a page (300 dpi gray): numbers, words and strokes, in black or blue-gray ink."""
    page = page.copy()
    height, width = page.shape
    for _ in range(lines):
        x, y = int(rng.uniform(0.08, 0.85) * width), int(rng.uniform(0.05, 0.93) * height)
        text = "".join(rng.choice(list("0123456789ABEKMNRSTaeilnorst,. "), int(rng.integers(3, 14))))
        shade, size = int(rng.integers(0, 110)), float(rng.uniform(0.9, 1.7))
        cv2.putText(page, text, (x, y), int(rng.choice(_LATIN)), size, shade, int(rng.integers(2, 5)), cv2.LINE_AA)
    for _ in range(3):
        start = rng.uniform([0.15, 0.1], [0.5, 0.9]) * [width, height]
        points = (start + np.cumsum(rng.normal([14, 0], 26, (40, 2)), axis=0)).astype(np.int32)
        cv2.polylines(page, [points], False, int(rng.integers(0, 90)), 4, cv2.LINE_AA)
    return page


def stamp(page: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A date stamp of about 2 × 1 inch, turned a little, anywhere on the page."""
    mark = np.full((300, 620), 255, np.uint8)
    cv2.rectangle(mark, (15, 15), (604, 284), 60, 8)
    cv2.putText(mark, "RECEIVED", (60, 130), cv2.FONT_HERSHEY_DUPLEX, 3.2, 50, 9, cv2.LINE_AA)
    cv2.putText(mark, "MAR 02 2026", (70, 240), cv2.FONT_HERSHEY_DUPLEX, 2.4, 50, 6, cv2.LINE_AA)
    turn = cv2.getRotationMatrix2D((310, 150), float(rng.uniform(-15, 15)), 1.0)
    turn[:, 2] += rng.uniform([0, 0], [page.shape[1] - 620, page.shape[0] - 300])
    laid = cv2.warpAffine(mark, turn, page.shape[::-1], borderValue=255)
    return np.minimum(page, laid)


def damage(page: np.ndarray, rng: np.random.Generator, share: float) -> np.ndarray:
    """Each of stamp, punch holes, staple, torn corner and fold with that probability."""
    page = page.copy()
    height, width = page.shape
    dark = int(rng.choice([20, 255]))
    if rng.random() < share:
        page = stamp(page, rng)
    if rng.random() < share:
        for at in (0.12, 0.5, 0.88) if rng.random() < 0.5 else (0.38, 0.62):
            cv2.circle(page, (int(0.04 * width), int(at * height)), 40, dark, -1, cv2.LINE_AA)
    if rng.random() < share:
        x, y = int(rng.uniform(0.03, 0.1) * width), int(rng.uniform(0.02, 0.06) * height)
        cv2.line(page, (x, y), (x + 130, y + int(rng.integers(-60, 60))), 40, 9, cv2.LINE_AA)
    if rng.random() < share:
        corner = np.array([[0, 0], [rng.uniform(0.06, 0.2) * width, 0], [0, rng.uniform(0.05, 0.16) * height]])
        corner = abs(corner - rng.integers(0, 2, 2) * [width - 1, height - 1])
        cv2.fillPoly(page, [corner.astype(np.int32)], dark)
    if rng.random() < share:
        y = int(rng.choice([1 / 3, 1 / 2, 2 / 3]) * height)
        page[y - 3 : y + 4] = (page[y - 3 : y + 4] * rng.uniform(0.7, 0.9)).astype(np.uint8)
    return page


def scan(
    page: np.ndarray, rng: np.random.Generator, level: Level, dpi: int = 200, turn: int = 0, overscan: float = 0.0
) -> tuple[np.ndarray, np.ndarray]:
    """Lay the page (300 dpi) on the glass askew, take it at that dpi, turned by 0–3 quarters clockwise.

    Returns the image and the 3 × 3 matrix from pixels of the page to pixels of the image.
    """
    height, width = page.shape
    border = overscan * dpi
    size = np.array([width * dpi / 300 + 2 * border, height * dpi / 300 + 2 * border])
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], float)
    angle = np.deg2rad(rng.uniform(-level.rotation, level.rotation))
    spin = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    scale = dpi / 300 * (1 + rng.uniform(-level.scale, level.scale))
    moved = (corners - corners.mean(0)) @ spin.T * scale + size / 2
    moved += rng.uniform(-level.shift, level.shift, 2) * dpi
    moved += rng.uniform(-level.perspective, level.perspective, (4, 2)) * size
    lead = cv2.getPerspectiveTransform(corners.astype(np.float32), moved.astype(np.float32))
    outside = 25 if overscan else 255
    page = cv2.GaussianBlur(page, (0, 0), max(0.35, 0.5 * 300 / dpi - 0.3)) if dpi < 300 else page
    laid = cv2.warpPerspective(page, lead, tuple(int(round(n)) for n in size), borderValue=outside)
    high, wide = laid.shape
    turned = [np.eye(3), [[0, -1, high - 1], [1, 0, 0], [0, 0, 1]], [[-1, 0, wide - 1], [0, -1, high - 1], [0, 0, 1]]]
    turned.append([[0, 1, 0], [-1, 0, wide - 1], [0, 0, 1]])
    return np.ascontiguousarray(np.rot90(_sensor(laid, rng, level), -turn)), np.array(turned[turn % 4], float) @ lead


def _sensor(image: np.ndarray, rng: np.random.Generator, level: Level) -> np.ndarray:
    """Blur, contrast, noise and the dirt lines of a roller."""
    blurred = cv2.GaussianBlur(image, (0, 0), max(0.2, rng.uniform(0.4, 1) * level.blur)).astype(np.float32)
    black, white = rng.uniform(0, 3 * level.noise), 255 - rng.uniform(0, 2 * level.noise)
    noise = grain(image.shape, rng, level.noise)
    gray = cv2.addWeighted(blurred, (white - black) / 255, noise, 1, black, dtype=cv2.CV_8U)
    for _ in range(int(rng.integers(0, 4)) if rng.random() < level.faults else 0):
        x = int(rng.integers(0, image.shape[1] - 3))
        gray[:, x : x + int(rng.integers(1, 3))] = rng.uniform(0, 160)
    return gray


def grain(shape: tuple[int, ...], rng: np.random.Generator, noise: float) -> np.ndarray:
    """Noise of that strength (gray) on each pixel by itself; OpenCV draws it in a fifth of the time."""
    drawn = np.empty(shape, np.float32)
    cv2.setRNGSeed(int(rng.integers(1 << 31)))
    return cv2.randn(drawn, 0, noise)


def bilevel(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """What a scanner in black and white makes of it: one threshold, still one byte a pixel."""
    return np.where(image < rng.uniform(120, 190), 0, 255).astype(np.uint8)


def fax(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Black and white with lines that the telephone lost."""
    image = bilevel(image, rng)
    for _ in range(int(rng.integers(1, 6))):
        y = int(rng.integers(0, image.shape[0] - 4))
        image[y : y + int(rng.integers(1, 4))] = rng.choice([0, 255])
    return image


def jpeg(image: np.ndarray, quality: int = 60) -> np.ndarray:
    """There and back through JPEG."""
    return cv2.imdecode(cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])[1], cv2.IMREAD_GRAYSCALE)

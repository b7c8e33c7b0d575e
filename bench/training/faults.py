"""Adds the faults of pens, paper, scanners, and fax lines to a crop. All functions work on gray uint8 at 300 dpi."""

import cv2
import numpy as np


def age(rng, gray: np.ndarray, level: float) -> np.ndarray:
    """Apply all faults; level 0 is a clean scan, 1 office, 2 harsh."""
    shape = gray.shape
    if rng.random() < 0.14 * level:
        gray = _marks(rng, gray, level)
    if rng.random() < 0.35:
        scale = 2 / 3 if rng.random() < 0.8 else rng.uniform(0.55, 1)
        gray = cv2.resize(gray, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    sigma = abs(rng.normal(0, 0.35 + 0.4 * level)) * gray.shape[0] / shape[0]
    if sigma > 0.25:
        gray = cv2.GaussianBlur(gray, (0, 0), sigma)
    if level and rng.random() < 0.05 * level:
        gray = cv2.filter2D(gray, -1, _streak(rng))
    gray = _expose(rng, gray, level)
    if rng.random() < 0.25:
        gray = _threshold(rng, gray, level)
    elif rng.random() < 0.5:
        gray = _jpeg(gray, int(rng.integers(40, 90) if level else rng.integers(75, 95)))
    if gray.shape != shape:
        way = cv2.INTER_CUBIC if rng.random() < 0.5 else cv2.INTER_LINEAR
        gray = cv2.resize(gray, shape[::-1], interpolation=way)
    if level and rng.random() < 0.3:
        gray = _shift(rng, gray)
    return gray


def _streak(rng) -> np.ndarray:
    kernel = np.zeros((5, 5), np.float32)
    if rng.random() < 0.5:
        kernel[2, :] = 0.2
    else:
        kernel[:, 2] = 0.2
    return kernel


def _expose(rng, gray: np.ndarray, level: float) -> np.ndarray:
    """Change contrast and paper tone, add uneven light and sensor noise."""
    height, width = gray.shape
    paper, black = rng.uniform(255 - 35 * level - 10, 255), rng.uniform(0, 20 + 35 * level)
    plain = gray.astype(np.float32) * ((paper - black) / 255) + black
    if level and rng.random() < 0.3:
        plain *= np.linspace(1, rng.uniform(0.75, 1), width, dtype=np.float32)[:: rng.choice([-1, 1])]
    noise = abs(rng.normal(0, 2 + 5 * level))
    if noise > 0.5:
        plain += cv2.randn(np.empty((height, width), np.float32), 0, noise)
    return np.clip(plain, 0, 255).astype(np.uint8)


def _threshold(rng, gray: np.ndarray, level: float) -> np.ndarray:
    """Reduce to one bit, as for G4: by a fixed, Otsu or local threshold."""
    way = rng.integers(3)
    if way == 0:
        cut = np.percentile(gray, 90) * rng.uniform(0.6 if level else 0.65, 0.88)
        return np.where(gray < cut, 0, 255).astype(np.uint8)
    if way == 1:
        return cv2.threshold(gray, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)[1]
    block = int(rng.choice([31, 51, 75]))
    return cv2.adaptiveThreshold(
        gray, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY, block, int(rng.integers(12, 32))
    )


def _jpeg(gray: np.ndarray, quality: int) -> np.ndarray:
    return cv2.imdecode(cv2.imencode(".jpg", gray, [cv2.IMWRITE_JPEG_QUALITY, quality])[1], cv2.IMREAD_GRAYSCALE)


def _shift(rng, gray: np.ndarray) -> np.ndarray:
    """Shift by the usual error of registration."""
    height, width = gray.shape
    move = cv2.getRotationMatrix2D((width / 2, height / 2), rng.normal(0, 0.15), 1)
    move[:, 2] += rng.uniform(-2, 2, 2)
    return cv2.warpAffine(gray, move, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)


def _marks(rng, gray: np.ndarray, level: float) -> np.ndarray:
    """Add roller lines, folds, specks, and smears."""
    gray = gray.copy()
    height, width = gray.shape
    for _ in range(rng.poisson(0.5 * level)):
        tone, thick = int(rng.integers(60, 235)), int(rng.integers(1, 4))
        if rng.random() < 0.6:
            x, lean = int(rng.integers(width)), int(rng.integers(-3, 4))
            cv2.line(gray, (x, 0), (x + lean, height), tone, thick)
        else:
            y, lean = int(rng.integers(height)), int(rng.integers(-3, 4))
            cv2.line(gray, (0, y), (width, y + lean), tone, thick)
    if rng.random() < 0.3:
        y = int(rng.integers(height))
        band = slice(max(0, y - int(rng.integers(2, 14))), y + int(rng.integers(2, 14)))
        gray[band] = (gray[band] * rng.uniform(0.75, 0.97)).astype(np.uint8)
    for _ in range(rng.poisson(4 * level)):
        at = (int(rng.integers(width)), int(rng.integers(height)))
        cv2.circle(gray, at, int(rng.integers(1, 4)), int(rng.integers(0, 200)), -1)
    if rng.random() < 0.25:
        spots = rng.random((height, width)) < 0.003 * level
        gray[spots] = rng.integers(0, 255)
    return gray

"""How far a page leans, by its lines of print: strips of it are slid against each other until rows stand out."""

import numpy as np

_WIDEST = 6.0  # degrees either way
_STRIPS = 16


def measure(small: np.ndarray) -> tuple[float, float]:
    """(degrees, sharpness) of the rows of a small grey page (50 dpi).

    The degrees are counter-clockwise as cv2.getRotationMatrix2D needs them to level the page. The sharpness says
    how much the rows stand out then, comparable between a page and the same page turned by a quarter.
    """
    ink = 255.0 - small[:, : small.shape[1] // _STRIPS * _STRIPS].astype(np.float32)
    height = ink.shape[0]
    strips = ink.reshape(height, _STRIPS, -1).sum(axis=2).T
    centres = (np.arange(_STRIPS) + 0.5) * ink.shape[1] / _STRIPS - ink.shape[1] / 2
    wide = np.arange(-_WIDEST, _WIDEST + 0.01, 0.5)
    best = wide[np.argmax(_sharpness(strips, centres, wide))]
    near = np.arange(best - 0.5, best + 0.51, 0.1)
    scores = _sharpness(strips, centres, near)
    at = int(np.argmax(scores))
    return -round(float(near[at]), 2) + 0.0, float(scores[at]) / ink.shape[1] ** 2 / height


def _sharpness(strips: np.ndarray, centres: np.ndarray, angles: np.ndarray) -> np.ndarray:
    """For each angle, how unevenly the rows are inked when each strip is slid to where the angle puts it."""
    height = strips.shape[1]
    slides = np.tan(np.deg2rad(angles))[:, None] * centres
    whole = np.floor(slides).astype(int)
    part = (slides - whole)[..., None].astype(np.float32)
    rows = np.arange(height) - whole[..., None]
    strip = np.arange(len(strips))[:, None]
    upper, lower = strips[strip, np.clip(rows, 0, height - 1)], strips[strip, np.clip(rows - 1, 0, height - 1)]
    profile = (upper * (1 - part) + lower * part).sum(axis=1)
    return np.square(np.diff(profile, axis=1)).sum(axis=1)

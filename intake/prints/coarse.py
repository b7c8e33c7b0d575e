"""A first look: which prints are possible, and how far is each one shifted? Correlation at the size of a stamp, 25
dpi."""

from dataclasses import dataclass

import cv2
import numpy as np

DPI = 25
_HEIGHT, _WIDTH = 320, 256  # room for a letter page (275 × 212) and the shift
_REACH = 30  # pixels either way: 1.2 inch


@dataclass(frozen=True)
class Guess:
    """Print number `index` may be on the page, shifted by `dx`, `dy` pixels at 25 dpi; `score` −1…1."""

    score: float
    index: int
    dx: int
    dy: int


def sketch(small: np.ndarray) -> np.ndarray:
    """A grey image at 25 dpi as ink against its surroundings, zero mean and unit length, on a fixed canvas."""
    ink = 255.0 - small[:_HEIGHT, :_WIDTH].astype(np.float32)
    ink = np.clip(ink - cv2.GaussianBlur(ink, (0, 0), 8), -40, 80)
    canvas = np.zeros((_HEIGHT, _WIDTH), np.float32)
    canvas[: ink.shape[0], : ink.shape[1]] = ink - ink.mean()
    return canvas / (np.linalg.norm(canvas) + 1e-6)


def resize(drawn: np.ndarray, scale: float) -> np.ndarray:
    """A sketch made larger or smaller about its top left corner."""
    matrix = np.array([[scale, 0, 0], [0, scale, 0]])
    return cv2.warpAffine(drawn, matrix, (_WIDTH, _HEIGHT))


def spectrum(drawn: np.ndarray) -> np.ndarray:
    """The Fourier transform of a print's sketch, ready to be correlated.

    The sketch is moved to where a page shifted by the whole reach would have it, so that all shifts come out as
    numbers from 0 on.
    """
    return np.fft.rfft2(np.roll(drawn, (-_REACH, -_REACH), (0, 1))).conj()


def rank(seen: np.ndarray, spectra: list[np.ndarray]) -> tuple[Guess, ...]:
    """Every print on file as a guess about the sketch `seen`, the likeliest first."""
    transformed = np.fft.rfft2(seen)
    guesses = [_compare(transformed, other, index) for index, other in enumerate(spectra)]
    return tuple(sorted(guesses, key=lambda guess: -guess.score))


def _compare(seen: np.ndarray, other: np.ndarray, index: int) -> Guess:
    side = 2 * _REACH + 1  # only these rows are turned back
    near = np.fft.irfft(np.fft.ifft(seen * other, axis=0)[:side], _WIDTH)[:, :side]
    y, x = np.unravel_index(near.argmax(), near.shape)
    return Guess(float(near[y, x]), index, int(x) - _REACH, int(y) - _REACH)

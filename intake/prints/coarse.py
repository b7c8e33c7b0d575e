"""The first look at a page: finds the possible prints and their shifts by correlation at the size of a stamp
(25 dpi)."""

from dataclasses import dataclass

import cv2
import numpy as np

DPI = 25
_HEIGHT, _WIDTH = 320, 256  # room for a letter page (275 × 212) and the shift
_REACH = 40  # pixels both ways: 1.6 inches
# Sizes at which forms are printed (fit to page, to A4, to the width of a roll), most common first. Between two steps,
# half of the likeness is left.
_SIZES = (0.98, 0.96, 0.94, 0.92, 1.02, 1.04, 0.90, 0.88, 0.86, 0.84, 1.06, 1.08, 1.10)
_WEAK, _CLEAR = 0.25, 0.40  # likeness below which a print's size is in doubt, and from which it is certain


@dataclass(frozen=True)
class Guess:
    """Print number `index` may be on the page at `scale` times its size, shifted by `dx`, `dy` pixels (25 dpi, on the
    page brought to the print's size); `score` −1…1."""

    score: float
    index: int
    dx: int
    dy: int
    scale: float = 1.0


def sketch(small: np.ndarray) -> np.ndarray:
    """Turn a gray image at 25 dpi into ink against its surroundings: zero mean, unit length, on a fixed canvas."""
    ink = 255.0 - small[:_HEIGHT, :_WIDTH].astype(np.float32)
    ink = np.clip(ink - cv2.GaussianBlur(ink, (0, 0), 8), -40, 80)
    canvas = np.zeros((_HEIGHT, _WIDTH), np.float32)
    canvas[: ink.shape[0], : ink.shape[1]] = ink - ink.mean()
    return canvas / (np.linalg.norm(canvas) + 1e-6)


def _resize(drawn: np.ndarray, scale: float) -> np.ndarray:
    """Scale a sketch about its top left corner."""
    matrix = np.array([[scale, 0, 0], [0, scale, 0]])
    return cv2.warpAffine(drawn, matrix, (_WIDTH, _HEIGHT))


def spectrum(drawn: np.ndarray) -> np.ndarray:
    """Return the Fourier transform of a print's sketch for correlation.

    The sketch is moved by the whole reach, so that all shifts are numbers from 0 up.
    """
    return np.fft.rfft2(np.roll(drawn, (-_REACH, -_REACH), (0, 1))).conj().astype(np.complex64)


def rank(seen: np.ndarray, spectra: list[np.ndarray], scale: float = 1.0) -> tuple[Guess, ...]:
    """Return a guess about the sketch `seen` for every print at `scale` times its size, most likely first."""
    transformed = np.fft.rfft2(seen if scale == 1 else _resize(seen, 1 / scale)).astype(np.complex64)
    guesses = [_compare(transformed, other, index, scale) for index, other in enumerate(spectra)]
    return tuple(sorted(guesses, key=_score))


def resized(sketches: list[np.ndarray], spectra: list[np.ndarray]) -> tuple[int, tuple[Guess, ...]]:
    """Return the number of the page's sketch that shows a print at another size, and the guesses about that sketch.

    All sizes are tried until one is certain.
    """
    best: tuple[int, tuple[Guess, ...]] = (0, ())
    for scale in _SIZES:
        for number, seen in enumerate(sketches):
            guesses = rank(seen, spectra, scale)
            if not best[1] or guesses[0].score > best[1][0].score:
                best = number, guesses
        if best[1] and best[1][0].score >= _CLEAR:
            break
    return best


def is_weak(guesses: tuple[Guess, ...]) -> bool:
    """Return whether prints are on file and none of them is certainly on the page at its own size."""
    return bool(guesses) and guesses[0].score < _WEAK


def together(*guesses: tuple[Guess, ...]) -> tuple[Guess, ...]:
    """Merge the guesses of several looks, most likely first."""
    return tuple(sorted((guess for each in guesses for guess in each), key=_score))


def _score(guess: Guess) -> float:
    return -guess.score


def _compare(seen: np.ndarray, other: np.ndarray, index: int, scale: float) -> Guess:
    side = 2 * _REACH + 1  # only these rows are transformed back
    near = np.fft.irfft(np.fft.ifft(seen * other, axis=0)[:side], _WIDTH)[:, :side]
    y, x = np.unravel_index(near.argmax(), near.shape)
    return Guess(float(near[y, x]), index, int(x) - _REACH, int(y) - _REACH, scale)

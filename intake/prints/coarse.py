"""A first look: which prints are possible, and how far is each one shifted? Correlation at the size of a stamp, 25
dpi."""

from dataclasses import dataclass

import cv2
import numpy as np

DPI = 25
_HEIGHT, _WIDTH = 320, 256  # room for a letter page (275 × 212) and the shift
_REACH = 40  # pixels either way: 1.6 inch
# Sizes at which forms are printed (fit to page, to A4, to the width of a roll), a step apart at which half of the
# likeness is left; those that printers make most often come first.
_SIZES = (0.98, 0.96, 0.94, 0.92, 1.02, 1.04, 0.90, 0.88, 0.86, 0.84, 1.06, 1.08, 1.10)
_WEAK, _CLEAR = 0.25, 0.40  # a likeness that leaves a print's size in doubt, and one that leaves none


@dataclass(frozen=True)
class Guess:
    """Print number `index` may be on the page, `scale` times its size, shifted by `dx`, `dy` pixels at 25 dpi of a page
    brought to its own size; `score` −1…1."""

    score: float
    index: int
    dx: int
    dy: int
    scale: float = 1.0


def sketch(small: np.ndarray) -> np.ndarray:
    """A grey image at 25 dpi as ink against its surroundings, zero mean and unit length, on a fixed canvas."""
    ink = 255.0 - small[:_HEIGHT, :_WIDTH].astype(np.float32)
    ink = np.clip(ink - cv2.GaussianBlur(ink, (0, 0), 8), -40, 80)
    canvas = np.zeros((_HEIGHT, _WIDTH), np.float32)
    canvas[: ink.shape[0], : ink.shape[1]] = ink - ink.mean()
    return canvas / (np.linalg.norm(canvas) + 1e-6)


def _resize(drawn: np.ndarray, scale: float) -> np.ndarray:
    """A sketch made larger or smaller about its top left corner."""
    matrix = np.array([[scale, 0, 0], [0, scale, 0]])
    return cv2.warpAffine(drawn, matrix, (_WIDTH, _HEIGHT))


def spectrum(drawn: np.ndarray) -> np.ndarray:
    """The Fourier transform of a print's sketch, ready to be correlated.

    The sketch is moved to where a page shifted by the whole reach would have it, so that all shifts come out as
    numbers from 0 on.
    """
    return np.fft.rfft2(np.roll(drawn, (-_REACH, -_REACH), (0, 1))).conj().astype(np.complex64)


def rank(seen: np.ndarray, spectra: list[np.ndarray], scale: float = 1.0) -> tuple[Guess, ...]:
    """Every print on file, `scale` times its size, as a guess about the sketch `seen`, the likeliest first."""
    transformed = np.fft.rfft2(seen if scale == 1 else _resize(seen, 1 / scale)).astype(np.complex64)
    guesses = [_compare(transformed, other, index, scale) for index, other in enumerate(spectra)]
    return tuple(sorted(guesses, key=_score))


def resized(sketches: list[np.ndarray], spectra: list[np.ndarray]) -> tuple[int, tuple[Guess, ...]]:
    """Which of the sketches of one page shows a print in another size than its own, and the guesses about that one.

    All sizes are tried until one leaves no doubt.
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
    """Whether prints are on file and none of them is surely on the page in its own size."""
    return bool(guesses) and guesses[0].score < _WEAK


def together(*guesses: tuple[Guess, ...]) -> tuple[Guess, ...]:
    """The guesses of several looks, the likeliest first."""
    return tuple(sorted((guess for each in guesses for guess in each), key=_score))


def _score(guess: Guess) -> float:
    return -guess.score


def _compare(seen: np.ndarray, other: np.ndarray, index: int, scale: float) -> Guess:
    side = 2 * _REACH + 1  # only these rows are turned back
    near = np.fft.irfft(np.fft.ifft(seen * other, axis=0)[:side], _WIDTH)[:, :side]
    y, x = np.unravel_index(near.argmax(), near.shape)
    return Guess(float(near[y, x]), index, int(x) - _REACH, int(y) - _REACH, scale)

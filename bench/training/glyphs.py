"""Loads real handwritten characters: NIST hand-print in the parts of `bench.parts`, and MNIST for training.

MNIST comes from the same pages; its images that nearly equal one in the calibration or test part are left out.
"""

import pathlib

import cv2
import numpy as np

from bench import digits, places
from bench.parts import PARTS

LOOKALIKE = set("OoDQIiLlZzSsBbGgqUYTJjCcPpRrtyahfdeuv")  # letters that a person may read as a digit

_REPEATED = 3
"""How often the hand-print is repeated, because MNIST, scaled by other rules, has three times as many digits."""


def handprint(archive: pathlib.Path, part: str) -> tuple[np.ndarray, np.ndarray, list[str]]:
    """Return (images, labels, mapping) of one part of the hand-print."""
    data = np.load(archive, allow_pickle=True)
    images, labels = data["X"], data["y"]
    cut = slice(*(int(len(images) * share) for share in PARTS[part].share))
    return images[cut], labels[cut], [str(sign) for sign in data["mapping"]]


def hand_digits(archive: pathlib.Path, mnist: pathlib.Path | None, part: str) -> list[np.ndarray]:
    """Return ten uint8 arrays [n, 28, 28], white on black; `mnist` is the folder of the idx files (training only)."""
    images, labels, _ = handprint(archive, part)
    bank = [images[labels == digit] for digit in range(10)]
    more = digits.more(PARTS[part])
    bank = [np.concatenate([each, more.images[more.labels == digit]]) for digit, each in enumerate(bank)]
    if part == "train" and places.scanned_digits().is_file():
        scans = np.load(places.scanned_digits())
        bank = [np.concatenate([each, scans["X"][scans["y"] == digit]]) for digit, each in enumerate(bank)]
    if part != "train" or mnist is None:
        return bank
    pictures, names = _mnist(mnist)
    for other in ("calibrate", "test"):
        images, labels, _ = handprint(archive, other)
        keep = np.zeros(len(pictures), bool)
        for digit in range(10):
            mine = np.flatnonzero(names == digit)
            keep[mine] = _unlike(pictures[mine], images[labels == digit], 0.98 if digit != 1 else 0.993)
        pictures, names = pictures[keep], names[keep]
    return [np.concatenate([*[bank[digit]] * _REPEATED, pictures[names == digit]]) for digit in range(10)]


def hand_letters(archive: pathlib.Path, part: str) -> np.ndarray:
    """Return letters that nobody takes for a digit, uint8 [n, 28, 28], which the reader must refuse."""
    images, labels, mapping = handprint(archive, part)
    return images[np.array([sign.isalpha() and sign not in LOOKALIKE for sign in mapping])[labels]]


def hand_signs(archive: pathlib.Path, part: str) -> dict[str, list[np.ndarray]]:
    """Return trimmed glyphs by letter and digit, uint8, white on black."""
    images, labels, mapping = handprint(archive, part)
    found: dict[str, list[np.ndarray]] = {sign: [] for sign in mapping}
    for image, label in zip(images, labels, strict=True):
        found[mapping[label]].append(trim(image))
    return found


def _mnist(folder: pathlib.Path) -> tuple[np.ndarray, np.ndarray]:
    parts = ("train", "t10k")
    pictures = [np.fromfile(folder / f"{part}-images-idx3-ubyte", np.uint8)[16:] for part in parts]
    names = [np.fromfile(folder / f"{part}-labels-idx1-ubyte", np.uint8)[8:] for part in parts]
    return np.concatenate(pictures).reshape(-1, 28, 28), np.concatenate(names)


def _unlike(pictures: np.ndarray, held: np.ndarray, limit: float) -> np.ndarray:
    """Which images correlate with every held-out one of their class by less than the limit."""
    return (_normed(pictures) @ _normed(held).T).max(axis=1) < limit


def _normed(pictures: np.ndarray) -> np.ndarray:
    rows = np.zeros((len(pictures), 256), np.float32)
    for row, glyph in zip(rows, pictures, strict=False):
        tight = trim(glyph)
        scale = 14 / max(tight.shape)
        size = tuple(max(1, round(side * scale)) for side in tight.shape[::-1])
        small = cv2.GaussianBlur(cv2.resize(tight, size, interpolation=cv2.INTER_AREA).astype(np.float32), (0, 0), 0.8)
        field = np.zeros((16, 16), np.float32)
        top, left = (16 - size[1]) // 2, (16 - size[0]) // 2
        field[top : top + size[1], left : left + size[0]] = small
        field -= field.mean()
        row[:] = field.ravel() / (np.linalg.norm(field) + 1e-6)
    return rows


def trim(glyph: np.ndarray) -> np.ndarray:
    """Return the glyph without its empty border (at least 1 px per side)."""
    rows, columns = np.where(glyph > 60)
    if not len(rows):
        return glyph
    return glyph[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]

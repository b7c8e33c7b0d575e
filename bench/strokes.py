"""Draws digits anew from pen strokes: the known writers of the strokes, and the pens they hold.

The strokes are from `places.penned`: for every digit the points of the pen's path, in a box 1000 high or wide. Each
person belongs to only one part of `bench.parts`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np

from bench import places
from bench.parts import Part

Lines = list[np.ndarray]
"""The strokes of a digit: points float [n, 2], x to the right and y down, the digit's box 1 high or wide."""

_TALL, _ROOM = 120, 24  # px: the canvas for a digit, and the free space around it
_BEND = 0.012  # how far a hand strays from its strokes, as a share of the height


@dataclass(frozen=True)
class Nib:
    """A pen and how it is held: the line width as a share of the digit's height, how much it varies along a stroke, the
    slant, the width of digits, and the resolution (rows of the image)."""

    width: float
    pressure: float
    slant: float
    stretch: float
    rows: int

    @staticmethod
    def draw(rng: np.random.Generator) -> "Nib":
        """Draw any pen in any hand."""
        return Nib(
            width=float(np.clip(rng.lognormal(np.log(0.085), 0.35), 0.04, 0.18)),
            pressure=float(rng.choice([0.0, rng.uniform(0.1, 0.6)])),
            slant=float(rng.normal(0, 0.12)),
            stretch=float(np.clip(rng.lognormal(0, 0.12), 0.7, 1.4)),
            rows=int(rng.integers(22, 64)),
        )


@dataclass(frozen=True, eq=False)
class Writer:
    """One person: the strokes of every digit that the person wrote, by digit."""

    name: str
    digits: dict[str, list[Lines]]

    def strokes(self, rng: np.random.Generator, digit: str) -> Lines | None:
        """Return one of the person's ways to write a digit; None if the person never wrote it."""
        known = self.digits.get(digit)
        return known[rng.integers(len(known))] if known else None


@cache
def writers(part: Part) -> tuple[Writer, ...]:
    """Return the people of a part; none without the archive. Digits with doubtful labels are left out."""
    if not places.penned().is_file():
        return ()
    data = np.load(places.penned())
    names = sorted(set(data["writer"].tolist()))
    of_part = {name for place, name in enumerate(names) if place % 10 in part.people}
    found: dict[str, dict[str, list[Lines]]] = {}
    for name, digit, suspect, lines in zip(data["writer"], data["y"], data["suspect"], _lines(data), strict=True):
        if name in of_part and not suspect:
            found.setdefault(str(name), {}).setdefault(str(digit), []).append(lines)
    return tuple(Writer(name, digits) for name, digits in sorted(found.items()))


def _lines(data) -> Iterator[Lines]:
    """The strokes of every digit of the archive."""
    points = data["points"].astype(np.float32) / 1000 * [1, -1] + [0, 1]
    strokes = np.split(points, data["stroke_at"][1:])
    for first, last in zip(data["digit_at"][:-1], data["digit_at"][1:], strict=True):
        yield strokes[first:last]


def drawn(rng: np.random.Generator, lines: Lines, nib: Nib) -> np.ndarray:
    """Draw the digit with that pen: coverage uint8 without a border, at most `nib.rows` high."""
    bent = [_bent(rng, line, nib) for line in lines]
    points = np.concatenate(bent)
    low, high = points.min(axis=0), points.max(axis=0)
    scale = _TALL / max(float(high[1] - low[1]), 0.3)
    size = np.ceil((high - low) * scale).astype(int) + 2 * _ROOM
    canvas = np.zeros((size[1], size[0]), np.uint8)
    for line in bent:
        _stroke(rng, canvas, (line - low) * scale + _ROOM, nib)
    rows, columns = np.where(canvas > 60)
    tight = canvas[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    small = nib.rows / max(tight.shape)
    shape = [max(3, round(side * small)) for side in tight.shape[::-1]]
    return cv2.resize(tight, shape, interpolation=cv2.INTER_AREA)


def _bent(rng: np.random.Generator, line: np.ndarray, nib: Nib) -> np.ndarray:
    """Slant and stretch the stroke, and move it slightly off its path."""
    knots = rng.normal(0, _BEND, (4, 2))
    along = np.linspace(0, 3, len(line))
    off = np.column_stack([np.interp(along, range(4), knots[:, side]) for side in (0, 1)])
    moved = line + off
    return np.column_stack([(moved[:, 0] - nib.slant * (moved[:, 1] - 0.5)) * nib.stretch, moved[:, 1]])


def _stroke(rng: np.random.Generator, canvas: np.ndarray, line: np.ndarray, nib: Nib) -> None:
    """Draw one stroke, of constant or varying width."""
    points = np.round(line * 16).astype(np.int32)
    wide = max(2.0, nib.width * _TALL)
    if not nib.pressure or len(points) < 3:
        cv2.polylines(canvas, [points], False, 255, round(wide), cv2.LINE_AA, shift=4)
        return
    steps = np.linspace(0, 4, len(points))
    swell = 1 + nib.pressure * np.interp(steps, range(5), rng.uniform(-0.7, 0.7, 5))
    for first, last, share in zip(points[:-1], points[1:], swell, strict=False):
        cv2.line(canvas, first.tolist(), last.tolist(), 255, max(1, round(wide * share)), cv2.LINE_AA, shift=4)

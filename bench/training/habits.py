"""Draws digits in ways that are rare in the NIST hand-print but that other people learn at school.

These are a 1 with an upstroke or a foot, a crossed 7, a slashed 0, an open 4, and a 9 with a curled tail. The habits of
a hand are drawn once. Shapes are strokes as in `bench.strokes`; additions to an image are drawn over it.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from bench.strokes import Lines

_SHARES = {"flag": 0.5, "foot": 0.22, "cross": 0.4, "slash": 0.15, "open": 0.4, "curl": 0.4}
"""The share of hands with each habit, among those that have any."""
_OWN = 0.6  # how often a hand with a habit draws the shape from here instead of its writer's


@dataclass(frozen=True)
class Habits:
    """The habits of one hand, by name."""

    names: frozenset[str]

    @staticmethod
    def draw(rng: np.random.Generator) -> "Habits":
        """Draw the habits of a hand; half of all hands have none."""
        if rng.random() < 0.5:
            return Habits(frozenset())
        return Habits(frozenset(name for name, share in _SHARES.items() if rng.random() < share))

    def strokes(self, rng: np.random.Generator, digit: str) -> Lines | None:
        """Return the digit as shaped by a habit; None if this hand has no habit for it."""
        if digit not in _SHAPES or rng.random() > _OWN:
            return None
        mine = self.names & set(_SHAPES[digit])
        if not mine:
            return None
        return [line + rng.normal(0, 0.02, line.shape) for line in _DRAW[digit](rng, self.names)]

    def finish(self, rng: np.random.Generator, digit: str, lines: Lines) -> Lines:
        """Return the strokes of a digit with the additions of a habit."""
        if digit == "7" and "cross" in self.names and len(lines) == 1:
            return [*lines, _bar(rng, lines)]
        if digit == "0" and "slash" in self.names and rng.random() < 0.8:
            return [*lines, _slash(rng, lines)]
        if digit == "1" and "foot" in self.names and len(lines) == 1:
            return [*lines, _foot(rng, lines)]
        return lines

    def over(self, rng: np.random.Generator, digit: str, picture: np.ndarray) -> np.ndarray:
        """Return an image of a digit (coverage uint8) with the additions of a habit."""
        if digit == "7" and "cross" in self.names:
            return _crossed(rng, picture)
        if digit == "0" and "slash" in self.names:
            return _slashed(rng, picture)
        return picture


def _one(rng: np.random.Generator, names: frozenset[str]) -> Lines:
    """A 1: a stem with an upstroke before it (long, as in much of Europe) and a foot under it."""
    lean = rng.normal(0.05, 0.08)
    top, bottom = np.array([lean, 0.0]), np.array([-lean, 1.0])
    stem = [top, bottom]
    if "flag" in names:
        long = rng.uniform(0.12, 0.62)
        low = top + [-long * rng.uniform(0.45, 1.0), long]
        middle = (low + top) / 2 + rng.normal(0, 0.03, 2)
        stem = [low, middle, top, bottom]
    lines = [_fine(stem)]
    if "foot" in names:
        wide = rng.uniform(0.12, 0.38)
        lines.append(_fine([bottom - [wide, rng.normal(0, 0.02)], bottom + [wide, rng.normal(0, 0.03)]]))
    return lines


def _seven(rng: np.random.Generator, names: frozenset[str]) -> Lines:
    """A crossed 7 with a straight or wavy roof, sometimes with a serif."""
    wide, foot = rng.uniform(0.4, 0.75), rng.uniform(0.1, 0.4)
    roof = [np.array([0.0, rng.uniform(0, 0.08)]), np.array([wide / 2, rng.normal(0.03, 0.04)]), np.array([wide, 0.02])]
    if rng.random() < 0.3:
        roof.insert(0, np.array([rng.normal(0.01, 0.02), rng.uniform(0.1, 0.2)]))
    bend = np.array([wide * foot + (wide - wide * foot) * 0.45 + rng.normal(0, 0.04), 0.5])
    body = _fine([*roof, bend, np.array([wide * foot, 1.0])])
    return [body, _bar(rng, [body])]


def _four(rng: np.random.Generator, names: frozenset[str]) -> Lines:
    """A 4 open at the top: a hook and a stem that ends above or below it."""
    wide, high = rng.uniform(0.3, 0.6), rng.uniform(0.45, 0.68)
    lean = rng.normal(0.04, 0.06)
    hook = [
        np.array([rng.normal(0.06, 0.06), rng.uniform(0, 0.1)]),
        np.array([rng.normal(0.0, 0.04), high]),
        np.array([wide + rng.uniform(0.05, 0.25), high + rng.normal(0, 0.05)]),
    ]
    stem = [np.array([wide + lean, rng.uniform(0.0, 0.35)]), np.array([wide - lean, 1.0])]
    return [_fine(hook), _fine(stem)]


def _nine(rng: np.random.Generator, names: frozenset[str]) -> Lines:
    """A 9 with a tail that curls to the left, sometimes nearly closed."""
    wide, loop = rng.uniform(0.2, 0.32), rng.uniform(0.2, 0.29)
    round_ = np.linspace(rng.uniform(-0.9, -0.2), -2 * np.pi + 0.1, 24)
    head = np.column_stack([wide * np.cos(round_), loop + loop * np.sin(round_)])
    curl = np.linspace(0, rng.uniform(0.45, 0.85) * np.pi, 20)
    deep = 1 - rng.uniform(0.16, 0.26)
    across = rng.uniform(0.7, 1.1) * wide
    tail = np.column_stack([wide - across + across * np.cos(curl), deep + (1 - deep) * np.sin(curl)])
    return [_fine(list(np.concatenate([head, tail])))]


_DRAW = {"1": _one, "4": _four, "7": _seven, "9": _nine}
_SHAPES = {"1": ("flag", "foot"), "4": ("open",), "7": ("cross",), "9": ("curl",)}


def _fine(corners: list[np.ndarray], steps: int = 6) -> np.ndarray:
    """Points along the corners, float32."""
    points = np.array(corners, np.float32)
    at = np.linspace(0, len(points) - 1, (len(points) - 1) * steps + 1)
    return np.column_stack([np.interp(at, range(len(points)), points[:, side]) for side in (0, 1)]).astype(np.float32)


def _box(lines: Lines) -> tuple[np.ndarray, np.ndarray]:
    points = np.concatenate(lines)
    return points.min(axis=0), points.max(axis=0)


def _bar(rng: np.random.Generator, lines: Lines) -> np.ndarray:
    """A bar across a 7, where its stem is."""
    low, high = _box(lines)
    y = low[1] + (high[1] - low[1]) * rng.uniform(0.38, 0.62)
    points = np.concatenate(lines)
    stem = points[np.abs(points[:, 1] - y) < 0.12 * (high[1] - low[1])]
    x = float(stem[:, 0].mean()) if len(stem) else float((low[0] + high[0]) / 2)
    wide = (high[0] - low[0]) * rng.uniform(0.2, 0.5) + 0.03
    tilt = rng.normal(0, 0.05)
    return _fine([np.array([x - wide, y + tilt]), np.array([x + wide, y - tilt])])


def _slash(rng: np.random.Generator, lines: Lines) -> np.ndarray:
    """A slash through a 0, within it or beyond it, mostly rising."""
    low, high = _box(lines)
    over = rng.uniform(-0.15, 0.25)
    near, far = low + (high - low) * over, high - (high - low) * over
    ends = [np.array([near[0], far[1]]), np.array([far[0], near[1]])]
    if rng.random() < 0.2:
        ends = [near, far]
    return _fine(ends)


def _foot(rng: np.random.Generator, lines: Lines) -> np.ndarray:
    """A foot under a 1."""
    low, high = _box(lines)
    points = np.concatenate(lines)
    x = float(points[points[:, 1].argmax(), 0])
    wide = (high[1] - low[1]) * rng.uniform(0.12, 0.35)
    return _fine([np.array([x - wide, high[1] + rng.normal(0, 0.02)]), np.array([x + wide, high[1]])])


def _crossed(rng: np.random.Generator, picture: np.ndarray) -> np.ndarray:
    picture = cv2.copyMakeBorder(picture, 0, 0, 2, 2, cv2.BORDER_CONSTANT)
    height, width = picture.shape
    y = int(height * rng.uniform(0.42, 0.6))
    ends = (
        (int(width * rng.uniform(0.05, 0.35)), y + int(rng.integers(-1, 2))),
        (int(width * rng.uniform(0.7, 0.98)), y),
    )
    return cv2.line(picture, *ends, 255, 2, cv2.LINE_AA)


def _slashed(rng: np.random.Generator, picture: np.ndarray) -> np.ndarray:
    height, width = picture.shape
    over = rng.uniform(-0.1, 0.2)
    ends = (int(width * over), int(height * (1 - over))), (int(width * (1 - over)), int(height * over))
    return cv2.line(picture.copy(), *ends, 255, 2, cv2.LINE_AA)

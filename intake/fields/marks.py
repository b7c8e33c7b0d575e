"""Check boxes: checked, empty, crossed out, doubtful, or not visible, by the ink that the print does not explain."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from intake.fields.ink import Ink

Answer = Literal["marked", "empty", "crossed_out", "doubtful", "covered"]

MARGIN = 16  # px at 300 dpi around a box that still belong to its mark
_BORDER = 5  # px: the printed outline with what registration may leave over
_MARKED, _EMPTY = 0.05, 0.012  # share of the inside under ink: beyond, and below, which the answer is sure
_FULL, _OVER = 0.62, 0.12  # share inside, and of the surroundings, of what was scribbled over


@dataclass(frozen=True)
class Mark:
    """One box: the answer, and how sure (0–1) it is that a person would say the same."""

    answer: Answer
    confidence: float


def look(ink: Ink) -> Mark:
    """Read one box from the ink in and around it."""
    edge = ink.margin + _BORDER
    inside = ink.strong[edge:-edge, edge:-edge]
    seen = max(1, int(ink.clear[edge:-edge, edge:-edge].sum()))
    share, faint = inside.sum() / seen, ink.faint[edge:-edge, edge:-edge].sum() / seen
    if share >= _FULL and _around(ink) >= _OVER:
        return Mark("crossed_out", 0.9)
    if share >= _MARKED and _reaches(inside):
        return Mark("marked", _rise(share, _MARKED, 0.12))
    if share <= _EMPTY and faint <= 2 * _MARKED:
        return Mark("covered", 0.5) if ink.covered() else Mark("empty", _rise(_EMPTY - share, 0.0, _EMPTY))
    return Mark("doubtful", 0.5)


def choose(marks: dict[str, Mark]) -> tuple[str | None, str, float, list[tuple[str, float]]]:
    """The value of a choice from the marks of its options: (value, state, confidence, alternatives).

    One mark and nothing doubtful is read; one mark beside a crossed-out, doubtful or covered box, several marks, or
    only a doubtful one is suspect; nothing at all is blank; only crossed-out or covered boxes are illegible.
    """
    ticked = [value for value, mark in marks.items() if mark.answer == "marked"]
    unclear = [value for value, mark in marks.items() if mark.answer == "doubtful"]
    struck = [value for value, mark in marks.items() if mark.answer == "crossed_out"]
    covered = any(mark.answer == "covered" for mark in marks.values())
    sure = min((mark.confidence for mark in marks.values()), default=0.0)
    if len(ticked) == 1 and not (unclear or struck or covered):
        return ticked[0], "read", sure, [(ticked[0], sure)]
    if not (ticked or unclear or struck or covered):
        return None, "blank", sure, []
    likely = ticked or unclear
    if not likely:
        return None, "illegible", 0.3, [(value, 0.3) for value in struck]
    chance = (0.85 if len(ticked) == 1 else 0.5) / len(likely)
    return likely[0], "suspect", chance, [(value, chance) for value in likely]


def check(mark: Mark) -> tuple[str | None, str, float, list[tuple[str, float]]]:
    """The value of a single box, like `choose`: yes, or no where it is empty."""
    if mark.answer in ("marked", "empty"):
        value = "yes" if mark.answer == "marked" else "no"
        return value, "read", mark.confidence, [(value, mark.confidence)]
    if mark.answer == "covered":
        return None, "illegible", 0.0, []
    value = "no" if mark.answer == "crossed_out" else "yes"
    return value, "suspect", 0.6, [(value, 0.6)]


def _around(ink: Ink) -> float:
    """The share under ink of what is around the box, print left out."""
    ring = ink.clear.astype(bool)
    ring[ink.margin - 2 : 2 - ink.margin, ink.margin - 2 : 2 - ink.margin] = False
    return float(ink.strong[ring].mean()) if ring.any() else 0.0


def _reaches(inside: np.ndarray) -> bool:
    """Whether the ink goes over a third of the box one way or the other, as a tick does and a speck does not."""
    rows, columns = inside.any(axis=1).sum(), inside.any(axis=0).sum()
    return bool(max(rows / inside.shape[0], columns / inside.shape[1]) > 0.34)


def _rise(value: float, low: float, high: float) -> float:
    """From 0.9 at `low` to 0.999 at `high` and beyond."""
    return float(0.9 + 0.099 * np.clip((value - low) / (high - low), 0, 1))

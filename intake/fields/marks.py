"""Reads check boxes from the ink that is not print: checked, empty, crossed out, doubtful, or not visible."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from desk.program.words import ReadingState
from intake.fields.ink import Ink

Answer = Literal["marked", "empty", "crossed_out", "doubtful", "covered"]

MARGIN = 16  # px at 300 dpi around a box that still belong to its mark
_BORDER = 5  # px: the printed outline, with a tolerance for registration
_MARKED, _EMPTY = 0.05, 0.012  # share of ink inside: above the first and below the second, the answer is certain
_FULL, _OVER = 0.62, 0.12  # share of ink inside and around a box that was scribbled over


@dataclass(frozen=True)
class Mark:
    """The answer for one box, and the probability (0–1) that a person would give the same answer."""

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


def choose(marks: dict[str, Mark]) -> tuple[str | None, ReadingState, float, list[tuple[str, float]]]:
    """Return the value of a choice from the marks of its options: (value, state, confidence, alternatives).

    The state is read for one mark without doubtful ones; suspect for one mark beside a crossed-out, doubtful or covered
    box, for several marks, or for a doubtful one only; blank for no mark; illegible if boxes are only crossed out or
    covered.
    """
    ticked = [value for value, mark in marks.items() if mark.answer == "marked"]
    unclear = [value for value, mark in marks.items() if mark.answer == "doubtful"]
    struck = [value for value, mark in marks.items() if mark.answer == "crossed_out"]
    covered = any(mark.answer == "covered" for mark in marks.values())
    sure = min((mark.confidence for mark in marks.values()), default=0.0)
    if len(ticked) == 1 and not (unclear or struck or covered):
        return ticked[0], ReadingState.READ, sure, [(ticked[0], sure)]
    if not (ticked or unclear or struck or covered):
        return None, ReadingState.BLANK, sure, []
    likely = ticked or unclear
    if not likely:
        return None, ReadingState.ILLEGIBLE, 0.3, [(value, 0.3) for value in struck]
    chance = (0.85 if len(ticked) == 1 else 0.5) / len(likely)
    return likely[0], ReadingState.SUSPECT, chance, [(value, chance) for value in likely]


def check(mark: Mark) -> tuple[str | None, ReadingState, float, list[tuple[str, float]]]:
    """Return the value of a single box in the form of `choose`: yes, or no if it is empty."""
    if mark.answer in ("marked", "empty"):
        value = "yes" if mark.answer == "marked" else "no"
        return value, ReadingState.READ, mark.confidence, [(value, mark.confidence)]
    if mark.answer == "covered":
        return None, ReadingState.ILLEGIBLE, 0.0, []
    value = "no" if mark.answer == "crossed_out" else "yes"
    return value, ReadingState.SUSPECT, 0.6, [(value, 0.6)]


def _around(ink: Ink) -> float:
    """The share of ink in the area around the box, without the print."""
    ring = ink.clear.astype(bool)
    ring[ink.margin - 2 : 2 - ink.margin, ink.margin - 2 : 2 - ink.margin] = False
    return float(ink.strong[ring].mean()) if ring.any() else 0.0


def _reaches(inside: np.ndarray) -> bool:
    """Whether the ink covers a third of the box in width or height, as a check mark does and a speck does not."""
    rows, columns = inside.any(axis=1).sum(), inside.any(axis=0).sum()
    return bool(max(rows / inside.shape[0], columns / inside.shape[1]) > 0.34)


def _rise(value: float, low: float, high: float) -> float:
    """From 0.9 at `low` to 0.999 at `high` and beyond."""
    return float(0.9 + 0.099 * np.clip((value - low) / (high - low), 0, 1))

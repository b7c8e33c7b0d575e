"""Chooses who fills in a document: the pen for a kind of writing, including people unknown to the readers."""

import numpy as np

from bench import strokes
from bench.accuracy import pens, sources
from bench.parts import Part


class Stranger(pens.Hand):
    """A writer on whose hand no reader was trained: numbers are drawn anew from that person's own strokes.

    Digits that the person never wrote come from others of the part; words come from the hand-print.
    """

    name = "stranger"

    def __init__(self, rng: np.random.Generator, across: bool = False, celled: bool = False, part=sources.TEST) -> None:
        super().__init__(rng, across, celled, part)
        people = strokes.writers(part)
        if not people:
            raise sources.MissingData("The pen strokes are not at hand. Set IPPIN_HANDPRINT to the folder of them.")
        self.people, self.writer = people, people[rng.integers(len(people))]
        self.nib, self.slant = strokes.Nib.draw(rng), 0.0

    def _shape(self, sign: str) -> np.ndarray:
        if not sign.isdigit():
            return super()._shape(sign)
        lines = self.writer.strokes(self.rng, sign)
        while lines is None:
            lines = self.people[self.rng.integers(len(self.people))].strokes(self.rng, sign)
        return strokes.drawn(self.rng, lines, self.nib)


def pen(rng: np.random.Generator, writing: str, framed: bool = False, part: Part = sources.TEST) -> pens.Hand:
    """Return a pen for one document: `hand` (real hand-print), `stranger` (an unknown person), `font` or `typed`.

    One hand in six writes across the ticks; where cells are printed (`framed`), most hands write one digit to a cell.
    """
    if writing in ("hand", "stranger"):
        kind = pens.Hand if writing == "hand" else Stranger
        return kind(rng, rng.random() < 1 / 6, framed and rng.random() < 0.9, part)
    return pens.Script(rng, part) if writing == "font" else pens.Typed(rng, part)

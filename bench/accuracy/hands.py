"""Who fills in a document: the pen for a kind of writing, people never met among them."""

import numpy as np

from bench import strokes
from bench.accuracy import pens, sources
from bench.parts import Part


class Stranger(pens.Hand):
    """Somebody whose hand no reader was trained on: numbers drawn afresh from that person's own strokes.

    Digits that the person was not seen to write come from others of the part; words are those of the hand-print.
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
    """A pen for one document: `hand` (real hand-print), `stranger` (a person never met), `font` or `typed`.

    One hand in six writes across the ticks; where cells are printed (`framed`), most hands write one digit to a cell.
    """
    if writing in ("hand", "stranger"):
        kind = pens.Hand if writing == "hand" else Stranger
        return kind(rng, rng.random() < 1 / 6, framed and rng.random() < 0.9, part)
    return pens.Script(rng, part) if writing == "font" else pens.Typed(rng, part)

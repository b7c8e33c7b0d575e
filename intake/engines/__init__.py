"""The field engines: what a crop of a form says, as alternatives with probabilities.

An engine has a `name` and `read(crops: list[Crop]) -> list[list[Guess]]`: per crop the guesses, best first. The
probabilities are calibrated and sum to at most 1; what is missing to 1 is "none of these".
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from intake.engines.strokes import Strokes


@dataclass(frozen=True)
class Guess:
    """One possible text of a crop and the probability that the crop says exactly that.

    script: typed or hand, where the engine trusts the two from different probabilities on.
    """

    text: str
    probability: float
    script: str = ""


@dataclass(frozen=True)
class Crop:
    """A zone cut from an aligned page.

    image: uint8 grey [h, w], dark ink on light paper, 300 dpi, upright; the zone plus `margin` px on every side.
    kind: tin, pin, zip, phone, date, amount, name, street, apartment, city or state.
    writing: makes the same crop with the writing by itself, print and dust taken out, where the caller can tell them
    apart; made when `alone` is first asked for, which most readings of numbers never do.
    """

    image: np.ndarray
    margin: int
    kind: str
    writing: Callable[[], np.ndarray] | None = None

    @cached_property
    def alone(self) -> np.ndarray | None:
        """The writing by itself; None where the caller cannot tell it from the print."""
        return self.writing() if self.writing else None

    @cached_property
    def strokes(self) -> Strokes:
        """The ink of a crop that is one line of writing by itself."""
        return Strokes(self.image, self.margin)

"""The field engines: they read a crop of a form and return alternatives with probabilities.

An engine has a `name` and `read(crops: list[Crop]) -> list[list[Guess]]`: for each crop the guesses, best first. The
probabilities are calibrated and sum to at most 1; the rest is the probability of "none of these".
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from intake.engines.strokes import Strokes


@dataclass(frozen=True)
class Guess:
    """One possible text of a crop and the probability that the crop says exactly that.

    script: typed or hand, if the engine has a different trust threshold for each.
    """

    text: str
    probability: float
    script: str = ""


@dataclass(frozen=True)
class Crop:
    """A zone cut from an aligned page.

    image: uint8 gray [h, w], dark ink on light paper, 300 dpi, upright; the zone plus `margin` px on every side.
    kind: tin, pin, zip, phone, date, amount, name, street, apartment, city or state.
    writing: makes the same crop with only the writing, without print and dust, if the caller can separate them. It is
    called when `alone` is first used; most readings of numbers never use it.
    """

    image: np.ndarray
    margin: int
    kind: str
    writing: Callable[[], np.ndarray] | None = None

    @cached_property
    def alone(self) -> np.ndarray | None:
        """Only the writing, without the print; None if the caller cannot separate them."""
        return self.writing() if self.writing else None

    @cached_property
    def strokes(self) -> Strokes:
        """The ink of a crop that holds only one line of writing."""
        return Strokes(self.image, self.margin)

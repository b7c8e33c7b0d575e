"""Make every page alike: grey, 300 dpi, upright, straight, without the dark surround of the scanner bed."""

from dataclasses import dataclass

import numpy as np

DPI = 300


@dataclass(frozen=True, eq=False)
class Page:
    """A page ready to be looked at.

    `image` is uint8 grey at 300 dpi (a letter page: 3300 × 2550). `rotation` is how far it was turned clockwise
    to stand upright (0, 90, 180, 270), `skew` what was then taken out, in degrees. `matrix` (3 × 3) leads from
    pixels of the raw page to pixels of `image`. `notes` are the faults seen (see `quality`).
    """

    image: np.ndarray
    number: int
    rotation: int
    skew: float
    matrix: np.ndarray
    notes: tuple[str, ...] = ()

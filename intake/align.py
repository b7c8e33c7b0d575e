"""Register a page to a form definition, and refuse a fit that is not good enough to read through."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class Alignment:
    """How the definition lies on a page.

    `matrix` (3 × 3, projective) leads from definition points (1/72 inch, origin top left) to page pixels.
    `residual_px` is the median distance, in pixels at 300 dpi, between print found and print expected;
    `inliers` counts the patches of print that agree. Nothing may be read through it unless `ok`.
    """

    matrix: np.ndarray
    residual_px: float
    ok: bool
    inliers: int

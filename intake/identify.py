"""Which form, revision and page a picture shows; "not one of ours" is an answer and has to be right."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np


@dataclass(frozen=True, eq=False)
class Identity:
    """What a page is.

    `score` is the share of the form's print that was found (0–1), `margin` how much better than the next best.
    `matrix` (3 × 3) leads from points of the definition to pixels of the page: a good start for `align`.
    `Identity.none` (form None) is a page that is not one of ours or cannot be told with certainty.
    """

    form: str | None
    revision: str | None
    page_number: int | None
    score: float = 0.0
    margin: float = 0.0
    matrix: np.ndarray | None = None
    none: ClassVar["Identity"]


Identity.none = Identity(None, None, None)

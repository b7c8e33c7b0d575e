"""Which form, revision and page a picture shows; "not one of ours" is an answer and has to be right.

A first look at the size of a stamp names the likeliest prints; each is then laid on the page patch by patch. The
best must be found nearly whole, its years must stand there digit by digit, and where it differs from the prints that
look like it the page must side with it.
"""

from dataclasses import dataclass
from typing import ClassVar

import cv2
import numpy as np

from intake import coarse, imprint, pages, prints, register
from intake.pages import Page
from intake.prints import Print

_LOOKED_AT = 6
_LIKELY = 0.12
_FOUND = 0.55
_SCALE = 72 / prints.DPI
_STEPS = ((50, 9, 3.0), (100, 6, 2.5))


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


@dataclass(frozen=True, eq=False)
class _Fit:
    """A print laid on the page: `matrix` from its pixels at 200 dpi to the page's, `share` of its patches found."""

    print_: Print
    matrix: np.ndarray
    share: float


def identify(page: Page, library: tuple[Print, ...]) -> Identity:
    """Tell what a page is by the prints on file."""
    small = pages.clean(prints.shrink(page.image, 50 / pages.DPI))
    guesses = coarse.rank(coarse.sketch(pages.straight(small)), [one.sketch for one in library])
    likely = [guess for guess in guesses[:_LOOKED_AT] if guess.score > _LIKELY]
    pictures = {dpi: register.soften(prints.shrink(page.image, dpi / pages.DPI)) for dpi, _, _ in _STEPS}
    fits = [_lay(library[guess.index], guess, page, pictures) for guess in likely]
    found = sorted((fit for fit in fits if fit and fit.share >= _FOUND), key=lambda fit: -fit.share)
    return _decide(found, page, library)


def _lay(print_: Print, guess: coarse.Guess, page: Page, pictures: dict[int, np.ndarray]) -> _Fit | None:
    """Lay a print on the page, coarse to fine; None when too little of it is there."""
    matrix = _start(guess, page)
    share = 0.0
    for dpi, reach, tolerance in _STEPS:
        patches = print_.patches[dpi]
        down, up = np.diag([dpi / prints.DPI] * 2 + [1.0]), np.diag([prints.DPI / dpi] * 2 + [1.0])
        to_page = np.diag([dpi / pages.DPI] * 2 + [1.0])
        seen = register.look_for(patches, pictures[dpi], to_page @ matrix @ up, reach)
        good = seen.likeness > 0.45
        fitted, inliers = register.fit(patches.centres[good], seen.points[good], tolerance, False)
        if fitted is None or not _plausible(fitted):
            return None
        matrix = np.linalg.inv(to_page) @ fitted @ down
        share = inliers.sum() / max(1, len(patches.centres))
    return _Fit(print_, matrix, float(share))


def _start(guess: coarse.Guess, page: Page) -> np.ndarray:
    """The matrix of a first guess: shifted at 25 dpi on the level page, then leaned as the page leans."""
    scale = pages.DPI / prints.DPI
    shift = pages.DPI / coarse.DPI
    level = np.array([[scale, 0, guess.dx * shift], [0, scale, guess.dy * shift], [0, 0, 1]])
    height, width = page.image.shape
    turn = np.vstack([cv2.getRotationMatrix2D((width / 2, height / 2), page.skew, 1.0), [0, 0, 1]])
    return np.linalg.inv(turn) @ level


def _plausible(matrix: np.ndarray) -> bool:
    """Whether a fit keeps size and angles as paper does."""
    a, b, c, d = matrix[0, 0], matrix[0, 1], matrix[1, 0], matrix[1, 1]
    across, down = np.hypot(a, c), np.hypot(b, d)
    return 0.85 < across < 1.18 and 0.85 < down < 1.18 and abs(a * b + c * d) < 0.03


def _decide(found: list[_Fit], page: Page, library: tuple[Print, ...]) -> Identity:
    """The best fit, if the page sides with it against its look-alikes and its years stand there."""
    if not found:
        return Identity.none
    best = found[0]
    for rival in found[1:]:
        if imprint.prefers(page.image, rival.print_, rival.matrix, best.print_, best.matrix) > 0:
            best = rival
    rivals = [fit for fit in found if fit is not best]
    margin = min((imprint.prefers(page.image, best.print_, best.matrix, r.print_, r.matrix) for r in rivals), default=1.0)
    verdict = imprint.judge(page.image, best.print_, best.matrix, library)
    if margin <= 0 or not verdict.stands:
        return Identity.none
    one = best.print_
    points = best.matrix @ np.diag([prints.POINT, prints.POINT, 1.0])
    return Identity(one.form, one.revision, one.page_number, best.share, float(margin), points)

"""Aligns a page with a form definition, and refuses a fit that is too poor for reading."""

from dataclasses import dataclass

import numpy as np

from desk.forms.definition import FormDefinition
from intake.identity import identify, placement
from intake.identity.identify import Identity
from intake.identity.placement import Placement
from intake.pages import upright
from intake.pages.upright import Page
from intake.prints import coarse, shelf
from intake.prints.shelf import Print

_WORST_PX = 2.2
_LEAST = 18
_COVER = 0.5


@dataclass(frozen=True, eq=False)
class Alignment:
    """The place of a definition on a page.

    `matrix` (3 × 3, projective) maps definition points (1/72 inch, origin top left) to page pixels. It may be used for
    reading only if `ok`.
    """

    matrix: np.ndarray
    ok: bool


def align(page: Page, definition: FormDefinition, identity: Identity, library: tuple[Print, ...]) -> Alignment:
    """Align a definition with a page: as its identification found it, or from scratch if a person named the form."""
    placed = identity.placement
    wanted = shelf.page_of(definition, identity.page_number, library)
    if wanted is None:
        return _refused(np.diag([upright.DPI / 72] * 2 + [1.0]))
    if placed is None or placed.print_ is not wanted:
        placed = _from_scratch(page, wanted)
    if placed is None:
        return _refused(np.diag([upright.DPI / 72] * 2 + [1.0]))
    matrix = placed.matrix @ np.diag([shelf.POINT, shelf.POINT, 1.0])
    ok = placed.residual <= _WORST_PX and placed.inliers >= _LEAST and min(placed.covers) >= _COVER
    return Alignment(matrix, bool(ok))


def _from_scratch(page: Page, wanted: Print) -> Placement | None:
    pictures = placement.Pictures(page)
    guesses = coarse.rank(page.sketch, [wanted.sketch])
    if coarse.is_weak(guesses):
        guesses = coarse.together(guesses, coarse.resized([page.sketch], [wanted.sketch])[1])
    found = identify.search(page, (wanted,), pictures, guesses)
    return placement.finish(found[0], pictures.frame(found[0])) if found else None


def _refused(matrix: np.ndarray) -> Alignment:
    return Alignment(matrix, False)

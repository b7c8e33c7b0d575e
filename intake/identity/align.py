"""Registers a page to a form definition, and refuses a fit that is too poor to read."""

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
    """How the definition lies on a page.

    `matrix` (3 × 3, projective) leads from definition points (1/72 inch, origin top left) to page pixels.
    Nothing may be read through it unless `ok`.
    """

    matrix: np.ndarray
    ok: bool


def align(page: Page, definition: FormDefinition, identity: Identity, library: tuple[Print, ...]) -> Alignment:
    """Lay a definition on a page: as its identification found it, or from scratch where a person said what it is."""
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

"""Which form, revision and page a picture shows; "not one of ours" is an answer and has to be right.

A first look at the size of a stamp names the likeliest prints; they are laid on the page patch by patch, coarse to
fine. The best must be found nearly whole, its years must stand there digit by digit, its form number too, and no
print that looks like it may do as well.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from intake import coarse, imprint, placement, prints
from intake.imprint import Verdict
from intake.pages import Page
from intake.placement import Pictures, Placement
from intake.prints import Print

_LOOKED_AT = 5
_NEAR = 0.6  # of the best: what is less likely at one step is not looked at in the next
_ENOUGH = 0.5  # a share of patches that ends the search
_FOUND = 0.6  # the least share of its print that a page of ours shows
_SCALES = (0.95, 1.05, 0.90, 1.10)
_SAME_FRAME = 3.0  # pixels at 200 dpi


@dataclass(frozen=True, eq=False)
class Identity:
    """What a page is.

    `score` is the share of the form's print that was found (0–1), `margin` how much better it is than the next best.
    `matrix` (3 × 3) leads from points of the definition to pixels of the page; `placement` says how well it fits.
    `Identity.none` (form None) is a page that is not one of ours or cannot be told with certainty.
    """

    form: str | None
    revision: str | None
    page_number: int | None
    score: float = 0.0
    margin: float = 0.0
    matrix: np.ndarray | None = None
    placement: Placement | None = None
    none: ClassVar["Identity"]


Identity.none = Identity(None, None, None)


def identify(page: Page, library: tuple[Print, ...]) -> Identity:
    """Tell what a page is by the prints on file."""
    if "blank" in page.notes or not library:
        return Identity.none
    pictures = Pictures(page)
    found = search(page, library, pictures)
    return _decide(found, pictures) if found else Identity.none


def search(page: Page, library: tuple[Print, ...], pictures: Pictures) -> list[Placement]:
    """The prints that may lie on the page, laid on it at 100 dpi, the best first; none if none is there."""
    found = _lay(page, library, pictures, page.sketch, 1.0)
    for scale in _SCALES:
        if found and found[0].share >= _ENOUGH:
            break
        found = sorted(found + _lay(page, library, pictures, coarse.resize(page.sketch, 1 / scale), scale), key=_share)
    return found


def _share(placed: Placement) -> float:
    return -placed.share


def _lay(page: Page, library: tuple[Print, ...], pictures: Pictures, sketch: np.ndarray, scale: float) -> list[Placement]:
    """The likeliest prints, taken to be `scale` times their size, laid on the page step by step."""
    guesses = coarse.rank(sketch, [one.sketch for one in library])[:_LOOKED_AT]
    placed = [placement.start(library[guess.index], guess, page, scale) for guess in guesses]
    for number in (0, 1):
        near = [one for one in placed if one.share >= _NEAR * placed[0].share]
        stepped = [placement.step(one, pictures, number) for one in near]
        placed = sorted((one for one in stepped if one), key=_share)
        if not placed:
            break
    return placed


def _decide(found: list[Placement], pictures: Pictures) -> Identity:
    """The one print that the page shows, if it is found nearly whole and its key words stand there."""
    judged = [(one, *_judge(one, found, pictures)) for one in found if one.share >= _NEAR * found[0].share]
    judged = sorted((entry for entry in judged if entry[1]), key=lambda entry: -_worth(*entry[1:]))
    if not judged:
        return Identity.none
    _, best, verdict = judged[0]
    margin = _worth(best, verdict) - max((_worth(*entry[1:]) for entry in judged[1:]), default=0.0)
    if best.share < _FOUND or not verdict.stands or margin <= 0:
        return Identity.none
    one = best.print_
    points = best.matrix @ np.diag([prints.POINT, prints.POINT, 1.0])
    return Identity(one.form, one.revision, one.page_number, best.share, float(margin), points, best)


def _judge(placed: Placement, found: list[Placement], pictures: Pictures) -> tuple[Placement | None, Verdict]:
    frame = pictures.frame(placed)
    finished = placement.finish(placed, frame)
    if finished and placement.strays(placed, finished):
        frame = pictures.frame(finished)
        finished = placement.finish(finished, frame)
    return finished, imprint.judge(frame, placed.print_.keywords)


def _worth(placed: Placement, verdict: Verdict) -> float:
    return placed.share + verdict.weight

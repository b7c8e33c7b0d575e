"""Identifies the form, revision, and page that an image shows; the answer "not one of our forms" must be right as well.

A first look at the size of a stamp finds the most likely prints, which are then aligned with the page patch by patch,
coarse to fine. The best print must be found almost completely, with its years (digit by digit) and its form number, and
no similar print may fit as well.
"""

from dataclasses import dataclass, replace

import numpy as np

from intake.identity import placement
from intake.identity.placement import Pictures, Placement
from intake.pages.upright import Page
from intake.prints import imprint
from intake.prints.coarse import Guess
from intake.prints.imprint import Verdict
from intake.prints.register import Frame
from intake.prints.shelf import Print

_LOOKED_AT = 6
_NEAR = 0.6  # share of the best print's likeness; prints below it are dropped at the next step
_PROMISING = 0.9  # share of a print at 100 dpi with which the fine alignment is tried before other prints are
_FOUND = 0.75  # the least share of its print that a known page shows
_LIKELY = 0.11  # a correlation of sketches that chance does not reach
_OUTDONE = 0.045  # the share of the print by which another form may be found better than the one whose years match
_MARGIN = 0.03  # the least lead in worth over the next best print
_SAME_FRAME = 3.0  # the most pixels at 200 dpi between two prints that are compared in one frame


@dataclass(frozen=True, eq=False)
class Identity:
    """The form and page that an image shows; `placement`: where its print lies on the page and how well it fits."""

    form: str
    revision: str
    page_number: int
    placement: Placement | None = None


def identify(page: Page, library: tuple[Print, ...]) -> Identity | None:
    """Identify a page by the prints on file, the same with which it was turned upright (see `pages.upright`).

    Returns None if the page is not one of ours or cannot be identified with certainty.
    """
    if "blank" in page.notes or not library:
        return None
    pictures = Pictures(page)
    likeliest = _at_once(page, library, pictures)
    if likeliest:
        return likeliest
    found = search(page, library, pictures, page.guesses)
    return _decide(found, pictures) if found else None


def _at_once(page: Page, library: tuple[Print, ...], pictures: Pictures) -> Identity | None:
    """The most likely print, if it fits so well that no other one that the page might show could change the answer.

    No print is found by more than its whole, so none can have the lead that `_decide` allows for; and no other print
    has the same years in the same places.
    """
    guess = page.guesses[0]
    if guess.score <= _LIKELY:
        return None
    rough = placement.step(placement.start(library[guess.index], guess, page), pictures, 0)
    placed = placement.step(rough, pictures, 1) if rough else None
    if placed is None or placed.share < _PROMISING:
        return None
    judged = _judge(placed, None, pictures)
    whole = judged.placed.share >= 1 - _OUTDONE and judged.worth >= 1 + _MARGIN
    return judged.identity if whole and judged.verdict.years_agree and _stands(judged) else None


def search(page: Page, library: tuple[Print, ...], pictures: Pictures, guesses: tuple[Guess, ...]) -> list[Placement]:
    """Return the prints of `library` that may be on the page by the `guesses`, aligned with it at up to 100 dpi, best
    first; an empty list if there are none."""
    likely = [guess for guess in guesses[:_LOOKED_AT] if guess.score > _LIKELY]
    placed = [placement.start(library[guess.index], guess, page) for guess in likely]
    for number in (0, 1):
        near = [one for one in placed if one.share >= _NEAR * placed[0].share]
        stepped = [placement.step(one, pictures, number) for one in near]
        placed = sorted((one for one in stepped if one), key=lambda one: -one.share)
        if not placed:
            break
    return placed


def _decide(found: list[Placement], pictures: Pictures) -> Identity | None:
    """The one print that the page shows, if it is found almost completely and with its key words."""
    near = [one for one in found if one.share >= _NEAR * found[0].share]
    judged: list[_Judged] = []
    for placed in near:
        judged.append(_judge(placed, judged[0] if judged else None, pictures))
        if judged[-1].verdict.years_agree and _stands(judged[-1]):
            break  # no other print has the same years in the same places
    best, *others = sorted(judged, key=lambda one: -one.worth)
    rest = [placed.share for placed in near[len(judged) :]]
    margin = best.worth - max([other.worth for other in others] + rest, default=0.0)
    outdone = max(one.placed.share for one in judged) - best.placed.share
    if not _stands(best) or margin < _MARGIN or outdone > _OUTDONE:
        return None
    return best.identity


@dataclass(frozen=True, eq=False)
class _Judged:
    """A print aligned finely with the page, the page warped into the `frame` by `framed_by`, and the verdict on it."""

    placed: Placement
    framed_by: np.ndarray
    frame: Frame
    verdict: Verdict

    @property
    def worth(self) -> float:
        """The value for comparing prints: the share that was found plus the weight of the years."""
        return self.placed.share + self.verdict.weight

    @property
    def identity(self) -> Identity:
        """The answer, if it is this print."""
        one = self.placed.print_
        return Identity(one.form, one.revision, one.page_number, self.placed)


def _stands(judged: _Judged) -> bool:
    return judged.placed.share >= _FOUND and judged.verdict.stands


def _judge(placed: Placement, first: _Judged | None, pictures: Pictures) -> _Judged:
    """Align a print finely, in the frame of the `first` one if both have the same place, and judge its key words."""
    if first and placement.apart(first.placed, placed) < _SAME_FRAME:
        base, frame = replace(placed, matrix=first.framed_by), first.frame
    else:
        base, frame = placed, pictures.frame(placed)
    finished = placement.finish(base, frame) or replace(base, share=0.0)
    if placement.strays(base, finished):
        base, frame = finished, pictures.frame(finished)
        finished = placement.finish(base, frame) or replace(base, share=0.0)
    return _Judged(finished, base.matrix, frame, imprint.judge(frame, placed.print_.keywords))

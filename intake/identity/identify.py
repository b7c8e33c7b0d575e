"""Which form, revision, and page an image shows; "not one of our forms" is an answer that must be right too.

A first look at the size of a stamp names the likeliest prints; they are laid on the page patch by patch, coarse to
fine. The best must be found nearly whole, its years must stand there digit by digit, its form number too, and no
print that looks like it may do as well.
"""

from dataclasses import dataclass, replace

import numpy as np

from intake.identity import placement
from intake.identity.placement import Pictures, Placement
from intake.pages.upright import Page
from intake.prints import imprint
from intake.prints.coarse import Guess
from intake.prints.imprint import Verdict
from intake.prints.shelf import Print

_LOOKED_AT = 6
_NEAR = 0.6  # of the best: what is less likely at one step is not looked at in the next
_FOUND = 0.75  # the least share of its print that a page of ours shows
_LIKELY = 0.11  # correlation of sketches that chance does not reach
_OUTDONE = 0.045  # of the print by which another form may be found more fully than the one whose years are there
_MARGIN = 0.03  # in worth over the next best print
_SAME_FRAME = 3.0  # pixels at 200 dpi by which two prints may lie apart and be compared in one frame


@dataclass(frozen=True, eq=False)
class Identity:
    """What a page is; `placement` says how its print lies on the page and how well it fits."""

    form: str
    revision: str
    page_number: int
    placement: Placement | None = None


def identify(page: Page, library: tuple[Print, ...]) -> Identity | None:
    """Tell what a page is by the prints on file, those by which it was stood up (see `pages.upright`).

    None: the page is not one of ours, or cannot be told with certainty.
    """
    if "blank" in page.notes or not library:
        return None
    pictures = Pictures(page)
    found = search(page, library, pictures, page.guesses)
    return _decide(found, pictures) if found else None


def search(page: Page, library: tuple[Print, ...], pictures: Pictures, guesses: tuple[Guess, ...]) -> list[Placement]:
    """The prints of `library` that may lie on the page as `guesses` say, laid on it at 100 dpi step by step, the best
    first; none if none is there."""
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
    """The one print that the page shows, if it is found nearly whole and its key words stand there."""
    near = [one for one in found if one.share >= _NEAR * found[0].share]
    judged: list[_Judged] = []
    for placed in near:
        judged.append(_judge(placed, judged[0] if judged else None, pictures))
        if judged[-1].verdict.years_agree and _stands(judged[-1]):
            break  # no other print can have the same years in the same places
    best, *others = sorted(judged, key=lambda one: -one.worth)
    rest = [placed.share for placed in near[len(judged) :]]
    margin = best.worth - max([other.worth for other in others] + rest, default=0.0)
    outdone = max(one.placed.share for one in judged) - best.placed.share
    if not _stands(best) or margin < _MARGIN or outdone > _OUTDONE:
        return None
    one = best.placed.print_
    return Identity(one.form, one.revision, one.page_number, best.placed)


@dataclass(frozen=True, eq=False)
class _Judged:
    """A print laid finely on the page, the `frame` into which `framed_by` laid the page for it, and its verdict."""

    placed: Placement
    framed_by: np.ndarray
    frame: np.ndarray
    verdict: Verdict

    @property
    def worth(self) -> float:
        """For comparing prints: the share that was found and what the years say."""
        return self.placed.share + self.verdict.weight


def _stands(judged: _Judged) -> bool:
    return judged.placed.share >= _FOUND and judged.verdict.stands


def _judge(placed: Placement, first: _Judged | None, pictures: Pictures) -> _Judged:
    """Lay a print finely, in the frame of the `first` one where both lie alike, and look at its key words."""
    if first and placement.apart(first.placed, placed) < _SAME_FRAME:
        base, frame = replace(placed, matrix=first.framed_by), first.frame
    else:
        base, frame = placed, pictures.frame(placed)
    finished = placement.finish(base, frame) or replace(base, share=0.0)
    if placement.strays(base, finished):
        base, frame = finished, pictures.frame(finished)
        finished = placement.finish(base, frame) or replace(base, share=0.0)
    return _Judged(finished, base.matrix, frame, imprint.judge(frame, placed.print_.keywords))

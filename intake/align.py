"""Register a page to a form definition, and refuse a fit that is not good enough to read through."""

from dataclasses import dataclass

import numpy as np

from desk.forms.definition import FormDefinition
from intake import pages, prints, register
from intake.identify import Identity
from intake.pages import Page
from intake.prints import Print

_REACH, _TOLERANCE = 8, 2.0
_LIKE = 0.55
_WORST_PX = 2.2
_LEAST = 18
_COVER = 0.5


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


def align(page: Page, definition: FormDefinition, identity: Identity, library: tuple[Print, ...]) -> Alignment:
    """Refine an identity's first fit at 200 dpi: patches all over the page, projective where they call for it."""
    print_ = prints.page_of(definition, identity.page_number, library)
    if print_ is None or identity.matrix is None:
        return Alignment(np.eye(3), float("inf"), False, 0)
    matrix = identity.matrix @ np.diag([1 / prints.POINT, 1 / prints.POINT, 1.0])
    picture = register.soften(prints.shrink(page.image, prints.DPI / pages.DPI))
    to_small = np.diag([prints.DPI / pages.DPI] * 2 + [1.0])
    patches = print_.patches[prints.DPI]
    seen = register.look_for(patches, picture, to_small @ matrix, _REACH)
    good = seen.likeness > _LIKE
    source, target = patches.centres[good].astype(float), seen.points[good]
    fitted, inliers = _best_fit(source, target)
    if fitted is None:
        return Alignment(identity.matrix, float("inf"), False, 0)
    missed = np.linalg.norm(register.project(fitted, source) - target, axis=1)[inliers] * pages.DPI / prints.DPI
    residual = float(np.median(missed))
    found = np.linalg.inv(to_small) @ fitted @ np.diag([prints.POINT, prints.POINT, 1.0])
    ok = residual <= _WORST_PX and inliers.sum() >= _LEAST and _covers(source[inliers], print_.image.shape)
    return Alignment(found, residual, bool(ok), int(inliers.sum()))


def _best_fit(source: np.ndarray, target: np.ndarray) -> tuple[np.ndarray | None, np.ndarray]:
    """The projective fit where clearly more patches agree on it than on the affine one, which bends less."""
    affine, agree = register.fit(source, target, _TOLERANCE, False)
    projective, more = register.fit(source, target, _TOLERANCE, True)
    if projective is not None and (affine is None or more.sum() >= agree.sum() + 2):
        return projective, more
    return affine, agree


def _covers(points: np.ndarray, shape: tuple[int, int]) -> bool:
    """Whether the agreeing patches lie all over the page and not in one part of it."""
    low, high = points.min(axis=0), points.max(axis=0)
    return bool(((high - low) >= _COVER * np.array([shape[1], shape[0]])).all())

"""Finds the faults of a page while its paper is still at hand: poor quality, cut off, skewed."""

import numpy as np

from desk.forms.definition import FormDefinition
from intake.pages.upright import DPI, Page

_OVER = 0.08  # inches by which a box may extend beyond the edge
_ASKEW = 4.0  # degrees; identification handles smaller skews
_WIDE, _HIGH = 8.5, 11.0
_LIKE_A_SHEET, _SHORT = 0.06, 0.90  # share of a letter page's width; of its height


def recognized(page: Page, matrix: np.ndarray, definition: FormDefinition, form_page: int) -> tuple[str, ...]:
    """Return the fault codes of a page with a known form, aligned by `matrix` (points to pixels)."""
    boxes = np.array([one.box for one in definition.fields_on(form_page)])
    if not len(boxes):
        return page.notes
    x0, y0, x1, y1 = *boxes[:, :2].min(axis=0), *boxes[:, 2:].max(axis=0)
    corners = matrix @ np.array([[x0, y0, 1], [x1, y0, 1], [x1, y1, 1], [x0, y1, 1]]).T
    across, down = corners[:2] / corners[2]
    height, width = page.image.shape
    over = max(-across.min(), across.max() - width, -down.min(), down.max() - height)
    return (*page.notes, "cut_off") if over > _OVER * DPI else page.notes


def unknown(page: Page) -> tuple[str, ...]:
    """Return the fault codes of a page that is not a known form or is too poor to be identified."""
    if "blank" in page.notes:
        return page.notes
    height, width = (side / DPI for side in page.image.shape)
    sheet = any(abs(side / _WIDE - 1) < _LIKE_A_SHEET for side in (width, height))
    short = sheet and max(width, height) < _SHORT * _HIGH
    found = {"skewed": abs(page.skew) >= _ASKEW, "cut_off": short}
    return (*page.notes, *(code for code, wrong in found.items() if wrong))

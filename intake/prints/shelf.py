"""The prints of all forms on file, prepared once per process so that they can be found on paper.

A print is one page of one form in one revision as the press made it. Pictures are at 200 dpi unless named otherwise.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import numpy as np

from desk import forms
from desk.forms.definition import FormDefinition
from desk.forms.press import DPI
from intake import picture
from intake.prints import coarse, imprint, register

POINT = DPI / 72
# half side of a patch, and side of the cell that gives one patch, in pixels at that dpi
_PATCH = {50: (14, 64), 100: (16, 110), 200: (22, 180)}


@dataclass(frozen=True, eq=False)
class Print:
    """One printed page: `image` softened for comparison, `patches` by dpi, `sketch` for the first look, key words."""

    form: str
    revision: str
    page_number: int
    image: np.ndarray
    patches: dict[int, register.Patches]
    sketch: np.ndarray
    keywords: tuple[imprint.KeyWord, ...]


def of(definition: FormDefinition, page_number: int, png: bytes) -> Print:
    """Prepare one page of a form from its picture (PNG at 200 dpi of the blank page)."""
    drawn = picture.decoded(png)
    image = register.soften(drawn)
    patches = {}
    for dpi, (half, cell) in _PATCH.items():
        small = register.soften(picture.shrunk(drawn, dpi / DPI)) if dpi < DPI else image
        patches[dpi] = register.choose(small, half, cell)
    words = imprint.find(definition.form, definition.page(page_number), image)
    sketch = coarse.spectrum(coarse.sketch(picture.shrunk(drawn, coarse.DPI / DPI)))
    return Print(definition.form, definition.revision, page_number, image, patches, sketch, words)


def prepare(definitions: Iterable[FormDefinition]) -> tuple[Print, ...]:
    """The prints of all pages of these forms."""
    return tuple(
        of(definition, page.number, forms.printed(definition, page.number))
        for definition in definitions
        for page in definition.pages
    )


@cache
def on_file() -> tuple[Print, ...]:
    """The prints of every form on file; prepared at the first call, which takes about a second."""
    return prepare(forms.all())


def page_of(definition: FormDefinition, page_number: int, library: tuple[Print, ...]) -> Print | None:
    """The print of that page in a library, if it has it."""
    wanted = definition.form, definition.revision, page_number
    return next((one for one in library if (one.form, one.revision, one.page_number) == wanted), None)

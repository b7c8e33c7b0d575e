"""The prints of all forms on file, prepared once per process for the search on pages.

A print is one printed page of one revision of a form. Images are at 200 dpi unless stated otherwise.
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
# dpi: half the side of a patch, and the side of a cell with one patch, in pixels
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


def make(definition: FormDefinition, page_number: int, png: bytes) -> Print:
    """Prepare one page of a form from its image (PNG at 200 dpi of the blank page)."""
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
    """Return the prints of all pages of these forms."""
    return tuple(
        make(definition, page.number, forms.printed(definition, page.number))
        for definition in definitions
        for page in definition.pages
    )


@cache
def on_file() -> tuple[Print, ...]:
    """Return the prints of every form on file; the first call prepares them, which takes about a second."""
    return prepare(forms.all())


def page_of(definition: FormDefinition, page_number: int, library: tuple[Print, ...]) -> Print | None:
    """Return the print of that page in a library, or None."""
    wanted = definition.form, definition.revision, page_number
    return next((one for one in library if (one.form, one.revision, one.page_number) == wanted), None)

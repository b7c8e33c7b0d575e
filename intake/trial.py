"""Tests a form before the desk uses it: its blank must align with itself, and a filled-in copy is read back.

Works on a definition that is not on file yet, without an office or a database.
"""

from dataclasses import dataclass, field

import numpy as np

from desk.forms import press
from desk.forms.definition import FormDefinition
from desk.reading.found import FieldReading
from intake.fields import reading
from intake.fields.reading import Sheet
from intake.identity import align, identify
from intake.identity.identify import Identity
from intake.opening.raw import RawPage
from intake.pages import upright
from intake.pages.upright import Page
from intake.prints import shelf
from intake.prints.shelf import Print
from intake.stopwatch import Stopwatch

_DPI = 300


@dataclass
class Laid:
    """The result of aligning pages with a form: the pages that do not fit their own print, each with the form it was
    taken for ("" for none), and the fields as read."""

    astray: dict[int, str] = field(default_factory=dict)
    fields: dict[str, FieldReading] = field(default_factory=dict)


def lay(pdf: bytes, definition: FormDefinition, others: tuple[Print, ...]) -> Laid:
    """Render each page of `pdf` and read it as that page of the form, among the prints of `others`.

    Raises errors.FormInvalid if the definition lacks the print of a page.
    """
    library = (*_without(others, definition), *shelf.prepare([definition]))
    laid = Laid()
    for number, picture in enumerate(press.render(pdf, _DPI)[: len(definition.pages)], start=1):
        if not definition.fields_on(number):
            continue
        page = upright.upright(RawPage(number, np.asarray(picture.convert("L")), _DPI), library)
        identity = identify.identify(page, library)
        here = (definition.form, definition.revision, number)
        if identity is None or (identity.form, identity.revision, identity.page_number) != here:
            laid.astray[number] = _taken_for(identity)
            continue
        _read(page, identity, definition, library, laid)
    return laid


def alike(pdf: bytes, others: tuple[Print, ...]) -> str:
    """Return the form on file whose print matches the first page of a blank, as "f1040 2024, page 1"; "" if none."""
    picture = np.asarray(press.render(pdf, _DPI)[0].convert("L"))
    return _taken_for(identify.identify(upright.upright(RawPage(1, picture, _DPI), others), others))


def _read(page: Page, identity: Identity, definition: FormDefinition, library: tuple[Print, ...], laid: Laid) -> None:
    alignment = align.align(page, definition, identity, library)
    if not alignment.ok:
        laid.astray[page.number] = "the right page, but it does not lie on its print well enough"
        return
    sheet = Sheet(page.image, alignment.matrix, definition, page.number, page.number)
    laid.fields.update(reading.read(sheet, Stopwatch()))


def _without(others: tuple[Print, ...], definition: FormDefinition) -> tuple[Print, ...]:
    return tuple(one for one in others if (one.form, one.revision) != (definition.form, definition.revision))


def _taken_for(identity: Identity | None) -> str:
    if identity is None or not identity.form:
        return ""
    return f"{identity.form} {identity.revision}, page {identity.page_number}"

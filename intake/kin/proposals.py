"""Reads a return without a definition on file: each entry is a proposal with its place and is never trusted."""

from dataclasses import replace

import numpy as np

from desk.forms.definition import FormDefinition
from desk.program.words import FormKind, ReadingState
from desk.reading.found import FieldReading
from intake.engines import tesseract
from intake.fields import reading
from intake.kin import boxes, names, sheet
from intake.kin.names import Kin
from intake.kin.sheet import Sheet
from intake.pages.upright import Page
from intake.stopwatch import Stopwatch


def tell(page: Page) -> tuple[Kin, Sheet] | None:
    """Identify the return by its words and analyze the page; None if it is not a return or Tesseract is missing."""
    engine = tesseract.find()
    if engine is None:
        return None
    seen = sheet.look(page, engine)
    kin = names.tell(seen.lines, seen.printed.height)
    return (kin, seen) if kin else None


def read(page: Page, kin: Kin, seen: Sheet, watch: Stopwatch) -> dict[str, FieldReading]:
    """Return the entries whose captions were found, by field: suspect if something was read, else illegible."""
    fields = boxes.find(seen)
    if not fields or (kin.tax_year is None and not any(one.type == "year" for one in fields)):
        return {}
    definition = FormDefinition(
        form="kin", revision="0", kind=FormKind.TAX_RETURN, title=kin.name, tax_year=kin.tax_year,
        pages=(seen.printed,), fields=tuple(fields),
    )  # fmt: skip
    printed = sheet.blank(seen, [one.box for one in fields])
    laid = reading.Sheet(page.image, np.asarray(seen.matrix), definition, 1, page.number, printed=printed)
    return {name: _proposal(one) for name, one in reading.read(laid, watch).items()}


def _proposal(one: FieldReading) -> FieldReading:
    """Turn a reading into a proposal: no person checked this form's zones, so even an empty one is not blank."""
    if one.value is None:
        return replace(one, state=ReadingState.ILLEGIBLE, confidence=0.0, alternatives=[])
    return replace(one, state=ReadingState.SUSPECT)

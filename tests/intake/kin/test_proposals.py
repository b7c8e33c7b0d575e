"""A return without a definition is told by its words, and what stands below its captions is proposed, never trusted."""

import io

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from desk import forms
from intake import pipeline
from samples import scanning
from tests.intake import forgeries, paper

ENTRIES = {
    "primary_first_name": "MARIA L",
    "primary_last_name": "GRANT",
    "primary_ssn": "400001234",
    "street": "412 ELM STREET",
    "city_state_zip": "SPRINGFIELD IL 62704",
    "primary_ip_pin": "271828",
}


def filled(page: int) -> np.ndarray:
    """A page of Form 1040 of 2018, which is not on file, with typed entries (300 dpi)."""
    definition = forms.load("f1040", "2019")
    sheet = Image.fromarray(forgeries.of_another_year(definition, page, -1))
    draw, face = ImageDraw.Draw(sheet), ImageFont.load_default(size=42)
    for field in definition.fields_on(page):
        x0, _y0, _x1, y1 = paper.pixels(field.box)
        if field.name in ENTRIES:
            draw.text((x0 + 12, y1 - 6), ENTRIES[field.name], 0, face, "ls")
        if field.name == "filing_status":
            x0, y0, x1, y1 = paper.pixels(field.options["single"].box)
            draw.line((x0 + 4, y0 + 4, x1 - 4, y1 - 4), 0, 5)
            draw.line((x0 + 4, y1 - 4, x1 - 4, y0 + 4), 0, 5)
    return np.asarray(sheet)


@pytest.fixture(scope="module")
def document():
    """What is read of such a return, scanned at 300 dpi."""
    (found,) = pipeline.read(scanning.jpeg_pdf([filled(1), filled(2)], 300, 80)).documents
    return found


def test_form_year_and_pages_are_told(document):
    """It is a return of its own year, not of the year on file, with a finding for a person."""
    assert (document.form, document.revision, document.tax_year) == ("1040", None, 2018)
    assert document.form_pages == [1, 2]
    assert "TOLD_BY_WORDS" in {finding.code for finding in document.findings}


def test_entries_are_proposed_with_their_places(document):
    """Numbers, names, address, status, and PIN are cut out below their captions and read."""
    read = {name: one.value for name, one in document.fields.items() if one.value}
    assert {name: read.get(name, "").upper() for name in ENTRIES} == ENTRIES
    assert read["filing_status"] == "single"
    assert all(one.box != (0.0, 0.0, 1.0, 1.0) for one in document.fields.values())


def test_nothing_is_trusted(document):
    """Not even an empty box is taken for blank: nobody knows this form's zones."""
    assert {one.state for one in document.fields.values()} <= {"suspect", "illegible"}
    assert document.fields["spouse_ip_pin"].state == "illegible"


def test_a_cover_sheet_is_nobodys_page():
    """A note that names a form has no title and foot of its own."""
    image = Image.new("L", (2550, 3300), 255)
    draw, face = ImageDraw.Draw(image), ImageFont.load_default(size=48)
    for row, text in enumerate(
        ("Note: Form 1040 (2019)", "U.S. Individual Income Tax Return", "was posted on", "Page 1")
    ):
        draw.text((300, 300 + 120 * row), text, 0, face)
    file = io.BytesIO()
    image.save(file, "PNG", dpi=(300, 300))
    (document,) = pipeline.read(file.getvalue()).documents
    assert document.form is None

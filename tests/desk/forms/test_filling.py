"""A real blank is filled by its widgets, as a taxpayer does on screen."""

import io

import pdfplumber
import pytest
from PIL import Image, ImageChops
from pypdf import PdfReader

from desk import errors, forms
from desk.forms import filling, press, widgets

VALUES = {
    "primary_first_name": "Amelia Q",
    "primary_last_name": "O'Hara-Stone",
    "primary_ssn": "400-00-1234",
    "spouse_first_name": "Ben",
    "spouse_last_name": "Stone",
    "spouse_ssn": "400004321",
    "street": "12 Elm Street",
    "apartment": "4B",
    "city": "Springfield",
    "state": "IL",
    "zip": "62701",
    "adjusted_gross_income": "54,321",
    "refund": "1,234",
    "amount_owed": "0",
    "primary_ip_pin": "012345",
    "spouse_ip_pin": "987654",
    "primary_signature": "Amelia Stone",
    "spouse_signature": "Ben Stone",
    "signature_date": "3/1/2026",
}


@pytest.mark.parametrize("year", range(2020, 2026))
def test_a_flattened_return_shows_each_value_in_its_zone(blanks, year):
    """After flattening no widget is left, and the text inside each zone is exactly the value."""
    definition = forms.load("f1040", str(year))
    blank = (blanks / f"f1040_{year}.pdf").read_bytes()
    filled = filling.fill_widgets(blank, definition, VALUES)
    with pytest.raises(errors.FormHasNoFields):
        widgets.widgets(filled)
    with pdfplumber.open(io.BytesIO(filled)) as document:
        for name, value in VALUES.items():
            field = definition.field(name)
            shown = "".join(char["text"] for char in inside(document.pages[field.page - 1], field.box))
            assert shown.replace(" ", "") == value.replace(" ", "").replace("-", "" if field.type == "tin" else "-")


def inside(page, box):
    """The characters whose middle lies in the box."""
    x0, y0, x1, y1 = box
    return [
        char
        for char in page.chars
        if x0 < (char["x0"] + char["x1"]) / 2 < x1 and y0 < (char["top"] + char["bottom"]) / 2 < y1
    ]


@pytest.mark.parametrize("year", ["2020", "2023", "2024", "2025"])
@pytest.mark.parametrize("status", ["single", "joint", "separate", "head", "survivor"])
def test_a_status_ticks_its_box_and_no_other(blanks, year, status):
    """The on-states differ from year to year; the ink lands in the one box meant."""
    definition = forms.load("f1040", year)
    blank = (blanks / f"f1040_{year}.pdf").read_bytes()
    page = press.render(filling.fill_widgets(blank, definition, {"filing_status": status}))[0]
    before = Image.open(io.BytesIO(forms.printed(definition, 1))).convert("L")
    inked = {value for value, option in definition.field("filing_status").options.items() if ink(page, before, option)}
    assert inked == {status}


def ink(page, before, option):
    """Whether the inside of the option's box became dark."""
    x0, y0, x1, y1 = (round(edge * 200 / 72) for edge in option.box)
    crop = (x0 + 5, y0 + 5, x1 - 5, y1 - 5)
    return ImageChops.difference(page.crop(crop), before.crop(crop)).getextrema()[1] > 128


def test_an_unflattened_return_keeps_its_widgets_and_values(blanks):
    """The file that a taxpayer saved can be read by its widget values, each with an appearance."""
    definition = forms.load("f1040", "2024")
    blank = (blanks / "f1040_2024.pdf").read_bytes()
    filled = filling.fill_widgets(blank, definition, VALUES | {"filing_status": "joint"}, flatten=False)
    entries = PdfReader(io.BytesIO(filled)).get_fields()
    assert entries[definition.field("primary_ip_pin").widget]["/V"] == "012345"
    joint = definition.field("filing_status").options["joint"]
    assert entries[joint.widget]["/V"] == f"/{joint.on_state}"


@pytest.mark.parametrize(
    ("values", "said"),
    [({"favorite_color": "red"}, "no field favorite_color"), ({"filing_status": "happy"}, "single, joint")],
)
def test_what_the_form_does_not_know_is_refused(blanks, values, said):
    """A misspelled field or value is an error, not an empty form."""
    blank = (blanks / "f1040_2024.pdf").read_bytes()
    with pytest.raises(errors.InvalidInput, match=said):
        filling.fill_widgets(blank, forms.load("f1040", "2024"), values)

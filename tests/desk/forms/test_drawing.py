"""A facsimile shows what the definition says, and a preview where its zones are."""

import io

import pdfplumber
import pytest
from PIL import Image, ImageChops

from desk import forms
from desk.forms import acroform, press, preview

SOME = [("f1040", "2020"), ("f1040", "2025"), ("f15227", "2021-01"), ("f15227", "2025-01")]


@pytest.mark.parametrize(("form", "revision"), SOME)
def test_a_facsimile_says_every_word_in_its_place(form, revision):
    """Text taken from the drawn PDF is the definition's, within a point of where it should stand."""
    definition = forms.load(form, revision)
    for page, drawn in zip(definition.pages, acroform.pages(forms.facsimile(definition)), strict=True):
        assert (drawn.width, drawn.height) == (page.width, page.height)
        assert len(drawn.boxes) >= 0.95 * len(page.boxes)
        found = {}
        for word in drawn.words:
            found.setdefault(word.text, []).append(word.box)
        plain = [word for word in page.words if word.text.isascii() and len(word.text) > 3]
        placed = [w for w in plain if any(abs(b[0] - w.box[0]) < 1 for b in found.get(w.text, []))]
        assert len(placed) >= 0.97 * len(plain)


def test_the_print_of_our_own_layout_is_its_facsimile():
    """For a form that we designed, what identification compares with is what samples are drawn on."""
    definition = forms.load("f15227", "2025-01")
    for number, png in enumerate(press.prints(forms.facsimile(definition)), start=1):
        stored = Image.open(io.BytesIO(forms.printed(definition, number)))
        assert ImageChops.difference(Image.open(io.BytesIO(png)).convert("L"), stored.convert("L")).getbbox() is None


def test_a_facsimile_of_a_real_form_prints_its_ink_where_the_press_does():
    """Most of the real print's dark dots have ink of the facsimile within two dots, and so the other way round."""
    definition = forms.load("f1040", "2023")
    drawn = Image.open(io.BytesIO(press.prints(forms.facsimile(definition))[1])).convert("L").reduce(4)
    real = Image.open(io.BytesIO(forms.printed(definition, 2))).convert("L").reduce(4)
    near = press.png(drawn.point(lambda gray: 255 * (gray < 200)))
    both = ImageChops.multiply(Image.open(io.BytesIO(near)), real.point(lambda gray: 255 * (gray < 200)))
    assert both.histogram()[255] > 0.8 * real.point(lambda gray: 255 * (gray < 200)).histogram()[255]


def test_a_drawing_is_the_same_every_time():
    """Samples and prints made twice are equal, byte for byte."""
    definition = forms.load("f15227", "2021-01")
    assert forms.facsimile(definition) == forms.facsimile(definition)


def test_a_facsimile_has_no_fields_to_type_in():
    """It is paper for practice: no widgets, nothing that a viewer could submit."""
    with pdfplumber.open(io.BytesIO(forms.facsimile(forms.load("f1040", "2024")))) as document:
        assert not any(page.annots for page in document.pages)


def test_a_preview_marks_every_zone():
    """Inside each zone the preview is colored, outside of them it is the print."""
    definition = forms.load("f1040", "2023")
    marked = Image.open(io.BytesIO(preview.preview(definition, 2)))
    plain = Image.open(io.BytesIO(forms.printed(definition, 2))).convert("RGB")
    difference = ImageChops.difference(marked, plain).convert("L")
    for field in definition.fields_on(2):
        x0, y0, x1, y1 = (round(edge * 200 / 72) for edge in field.box)
        assert difference.crop((x0 + 2, y0 + 2, x1 - 2, y1 - 2)).histogram()[0] < 0.2 * (x1 - x0) * (y1 - y0)
    assert difference.crop((0, 0, 1700, 400)).getbbox() is None

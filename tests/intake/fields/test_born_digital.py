"""Pages that never were paper: exact values from widgets and characters, print and hidden text left out."""

import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some
from PIL import Image, ImageDraw, ImageFont
from pypdf import PdfReader, PdfWriter
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from desk import forms
from intake import pipeline
from intake.fields import born_digital
from intake.fields.born_digital import Statements
from intake.opening.raw import Char, RawPage

DEFINITION = forms.load("f15227", "2025-01")


def page(*lines: tuple[str, float, float], widgets: dict[str, str] | None = None) -> RawPage:
    """A page with lines of text (text, x, y of the foot) in characters 5 points wide and 10 high."""
    chars = []
    for text, x, y in lines:
        for place, char in enumerate(text):
            if char != " ":
                chars.append(Char(char, (x + 5 * place, y - 10, x + 5 * place + 5, y)))
    return RawPage(1, np.zeros((10, 10), np.uint8), 300, tuple(chars), widgets or {}, True)


def test_the_text_in_a_zone_is_its_value():
    """Characters inside a zone come together from left to right with their spaces; numbers lose their dashes."""
    name, tin = DEFINITION.field("last_name").box, DEFINITION.field("tin").box
    found = born_digital.stated(
        page(("DE LA CRUZ", name[0] + 4, name[3] - 4), ("400-00-1234", tin[0] + 4, tin[3] - 4)),
        DEFINITION,
        1,
        np.eye(3),
    )
    assert found == Statements({"last_name": "DE LA CRUZ", "tin": "400001234"})


def test_the_print_of_the_form_is_no_value():
    """A page with nothing but its own printed words states nothing."""
    words = [Char(word.text, word.box) for word in DEFINITION.page(1).words]
    raw = RawPage(1, np.zeros((10, 10), np.uint8), 300, tuple(words), {}, True)
    assert born_digital.stated(raw, DEFINITION, 1, np.eye(3)) == born_digital.NOTHING


def test_a_page_printed_smaller_is_followed():
    """Zones lie where the alignment says, not where the blank has them."""
    name, matrix = DEFINITION.field("last_name").box, np.array([[0.9, 0, 20], [0, 0.9, 30], [0, 0, 1.0]])
    x, y, _ = matrix @ [name[0] + 4, name[3] - 6, 1]
    assert born_digital.stated(page(("OKAFOR", x, y)), DEFINITION, 1, matrix) == Statements({"last_name": "OKAFOR"})


def test_widgets_state_values_and_marks():
    """An AcroForm's values count by the widget's name; of a choice the one box that is on."""
    definition = forms.load("f1040", "2024")
    single = definition.field("filing_status").options["single"]
    widgets = {definition.field("primary_ssn").widget: "400-00-1234", single.widget: single.on_state}
    found = born_digital.stated(page(widgets=widgets), definition, 1, np.eye(3))
    assert found == Statements({"primary_ssn": "400001234", "filing_status": "single"})


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("72,005", "72005"),
        ("$1,250.50", "1251"),
        ("(500)", "-500"),
        ("-500.", ""),
        ("-0-", "0"),
        ("0.49", "0"),
        ("none", ""),
    ],
)
def test_amounts_become_whole_dollars(written: str, kept: str):
    """Dollars with sign, cents rounded; what is no amount is nothing."""
    assert born_digital.plain(written, "amount") == kept


@given(some.integers(-(10**9), 10**9))
def test_every_amount_is_found_again(amount: int):
    """However large, an amount with separators keeps its value and sign."""
    assert born_digital.plain(f"{amount:,}", "amount") == str(amount)


@pytest.mark.parametrize(
    ("shown", "gray", "stated", "state"),
    [
        ("482913", 0, "482913", "read"),
        ("482913", 0, "111111", "suspect"),
        ("482913", 205, "482913", "suspect"),
        ("", 0, "482913", "blank"),
    ],
)
def test_text_that_the_picture_contradicts_is_not_trusted(shown: str, gray: int, stated: str, state: str):
    """A file that shows one number, or hardly any, and states another under the picture leaves the number in doubt;
    one that shows none states none."""
    found = pipeline.read(facsimile_with_pin(shown, gray, stated)).documents[0]
    assert found.fields["primary_ip_pin"].state == state


def facsimile_with_pin(shown: str, gray: int, stated: str) -> bytes:
    """A return drawn as a PDF whose PIN box shows a picture of one number over characters that state a number."""
    definition = forms.load("f1040", "2024")
    x0, _, x1, y1 = definition.field("primary_ip_pin").box
    picture = Image.new("L", (300, 50), 255)
    ImageDraw.Draw(picture).text((8, 2), shown, font=ImageFont.load_default(40), fill=gray)
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(612, 792))
    canvas.showPage()
    canvas.setFillGray(1)
    canvas.setFont("Helvetica", 10)
    canvas.drawString(x0 + 4, 792 - y1 + 2, stated)
    canvas.drawImage(ImageReader(picture), x0, 792 - y1, x1 - x0, 12)
    canvas.showPage()
    canvas.save()
    made = PdfWriter(clone_from=io.BytesIO(forms.facsimile(definition)))
    for below, above in zip(made.pages, PdfReader(buffer).pages, strict=True):
        below.merge_page(above)
    out = io.BytesIO()
    made.write(out)
    return out.getvalue()

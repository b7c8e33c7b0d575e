"""The real blank Forms 1040, and a small fillable form of our own."""

import io

import pytest
from reportlab.pdfgen.canvas import Canvas

from bench import places


@pytest.fixture(scope="session")
def blanks():
    """The folder of real blanks."""
    if not (places.blanks() / "f1040_2023.pdf").is_file():
        pytest.skip("the real blank forms are not at hand; set IPPIN_BLANKS")
    return places.blanks()


@pytest.fixture(scope="session")
def fillable():
    """A one-page fillable application with two captioned fields, a pair of check boxes and a place to sign."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(612, 792), invariant=1)
    canvas.setFont("Helvetica", 8)
    for x0, x1, caption, name in ((36, 300, "Last name", "last"), (300, 576, "First name", "first")):
        canvas.rect(x0, 650, x1 - x0, 40)
        canvas.drawString(x0 + 4, 680, caption)
        canvas.acroForm.textfield(name=name, x=x0 + 2, y=652, width=x1 - x0 - 4, height=18, borderWidth=0)
    for x, caption, name in ((36, "English", "en"), (150, "Spanish", "es")):
        canvas.acroForm.checkbox(name=name, x=x, y=600, size=10, borderWidth=0)
        canvas.drawString(x + 14, 602, caption)
    canvas.rect(36, 520, 300, 40)
    canvas.drawString(40, 550, "Signature")
    canvas.drawString(36, 30, "Form 99999 (Rev. 1-2026)")
    canvas.save()
    return buffer.getvalue()


@pytest.fixture(scope="session")
def unfillable():
    """A PDF with words and no widgets."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(612, 792), invariant=1)
    canvas.drawString(72, 700, "A letter, not a form")
    canvas.save()
    return buffer.getvalue()

"""Fills in a form on screen: the drawn form with its entries as text, as PDF software makes it."""

import io

from pypdf import PdfReader, PdfWriter
from reportlab.pdfgen.canvas import Canvas

from desk import forms
from desk.forms.definition import Field, FormDefinition

_SIZE = 10


def fill(definition: FormDefinition, values: dict[str, str]) -> bytes:
    """Return the form as a born-digital PDF with these entries."""
    writer = PdfWriter(clone_from=io.BytesIO(forms.facsimile(definition)))
    for page in definition.pages:
        overlay = io.BytesIO()
        canvas = Canvas(overlay, pagesize=(page.width, page.height), invariant=1)
        for field in definition.fields_on(page.number):
            if value := values.get(field.name):
                _enter(canvas, field, value, page.height)
        canvas.showPage()
        canvas.save()
        writer.pages[page.number - 1].merge_page(PdfReader(overlay).pages[0])
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def _enter(canvas: Canvas, field: Field, value: str, height: float) -> None:
    x0, y0, x1, y1 = field.options[value].box if field.type == "choice" else field.box
    if field.type == "signature":
        _sign(canvas, x0, height - y1, x1 - x0, y1 - y0)
        return
    mark = "X" if field.type in ("choice", "check") else value
    canvas.setFont("Helvetica", _SIZE)
    if field.type in ("choice", "check"):
        canvas.drawCentredString((x0 + x1) / 2, height - (y0 + y1) / 2 - _SIZE * 0.36, mark)
    else:
        canvas.drawString(x0 + 4, height - (y0 + y1) / 2 - _SIZE * 0.36, mark)


def _sign(canvas: Canvas, x: float, y: float, wide: float, high: float) -> None:
    """A signature drawn with a pointing device."""
    canvas.setLineWidth(1.1)
    path = canvas.beginPath()
    path.moveTo(x + 10, y + high * 0.3)
    for i in range(6):
        start = x + 10 + i * wide * 0.08
        path.curveTo(start + 8, y + high * 0.95, start + 14, y - high * 0.1, start + wide * 0.08, y + high * 0.4)
    canvas.drawPath(path)

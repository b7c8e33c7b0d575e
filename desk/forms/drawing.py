"""Draws a form from its definition, for facsimiles, samples, and `ippin forms blank`."""

import io

from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from desk.forms.definition import FormDefinition, PageDefinition, Word


def facsimile(definition: FormDefinition) -> bytes:
    """A PDF with the printed rules, boxes, and words of every page; the same bytes every time."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, invariant=1, pageCompression=1)
    canvas.setTitle(f"{definition.title} ({definition.revision})")
    for page in definition.pages:
        canvas.setPageSize((page.width, page.height))
        _draw(canvas, page)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _draw(canvas: Canvas, page: PageDefinition) -> None:
    for shape in page.boxes:
        x0, y0, x1, y1 = shape.box
        canvas.setFillGray(1 if shape.shade is None else shape.shade)
        canvas.setLineWidth(shape.thickness or 0)
        canvas.rect(
            x0, page.height - y1, x1 - x0, y1 - y0, stroke=shape.thickness is not None, fill=shape.shade is not None
        )
    for rule in page.rules:
        canvas.setLineWidth(rule.thickness)
        canvas.setDash([0.5, 1] if rule.dotted else [])
        canvas.line(rule.x0, page.height - rule.y0, rule.x1, page.height - rule.y1)
    canvas.setDash([])
    for word in page.words:
        _write(canvas, word, page.height)


def _write(canvas: Canvas, word: Word, height: float) -> None:
    """Sets the word in Helvetica, stretched to the printed width so that it covers the same ink."""
    font = "Helvetica-Bold" if word.bold else "Helvetica"
    x0, y0, x1, y1 = word.box
    natural = stringWidth(word.text, font, word.size)
    text = canvas.beginText(x0, height - y1 + 0.21 * (y1 - y0))
    text.setFont(font, word.size)
    text.setFillGray(word.shade)
    text.setHorizScale(100 * (x1 - x0) / natural if natural else 100)
    text.textOut(word.text)
    canvas.drawText(text)

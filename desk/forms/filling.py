"""Fills a real blank form through its widgets, as a taxpayer does on screen, for samples and tests."""

import io
from collections.abc import Mapping

from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from desk import errors
from desk.forms.definition import Box, Field, FormDefinition

_DIGITS_ONLY = {"tin", "pin"}
_INSET = 4  # points from the edge of a box to the writing in it


def fill_widgets(pdf: bytes, definition: FormDefinition, values: Mapping[str, str], flatten: bool = True) -> bytes:
    """The blank `pdf` with `values` (field name → value) typed in and given appearances.

    A choice takes one of its values, a check `yes` or `no`; a field without a widget, such as a signature, is
    written on the page. `flatten` turns the entries into print and removes every widget. Raises
    errors.InvalidInput for a field or a value that the form does not have.
    """
    entries = {field.name: field for field in definition.fields}
    if unknown := [name for name in values if name not in entries]:
        raise errors.InvalidInput(f"form {definition.form} {definition.revision} has no field {unknown[0]}")
    typed: dict[str, str] = {}
    for name, value in values.items():
        typed |= _entry(entries[name], value)
    writer = PdfWriter(clone_from=io.BytesIO(pdf))
    entry = writer.root_object["/AcroForm"].get_object()
    if isinstance(entry, DictionaryObject):
        entry.pop("/XFA", None)
    writer.update_page_form_field_values(list(writer.pages), typed, auto_regenerate=False, flatten=flatten)
    _write_on_pages(writer, definition, values)
    if flatten:
        _drop_widgets(writer)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def _entry(field: Field, value: str) -> dict[str, str]:
    """What the value means for widgets: their full names and what each of them gets."""
    if field.type == "choice":
        if value not in field.options:
            raise errors.InvalidInput(f"{field.name} takes one of: {', '.join(field.options)}")
        option = field.options[value]
        return {option.widget: f"/{option.on_state}"} if option.widget else {}
    if field.widget is None:
        return {}
    if field.type == "check":
        return {field.widget: f"/{field.on_state}" if value == "yes" else "/Off"}
    digits = "".join(character for character in value if character.isdigit())
    return {field.widget: digits if field.type in _DIGITS_ONLY else value}


def _write_on_pages(writer: PdfWriter, definition: FormDefinition, values: Mapping[str, str]) -> None:
    """Adds what has no widget: entries without one, and the frames that a viewer draws around combs."""
    for page in definition.pages:
        buffer = io.BytesIO()
        canvas = Canvas(buffer, pagesize=(page.width, page.height), invariant=1)
        for field in definition.fields_on(page.number):
            if field.framed:
                _frame(canvas, field, page.height)
            if values.get(field.name):
                _by_hand(canvas, field, values[field.name], page.height)
        canvas.showPage()
        canvas.save()
        writer.pages[page.number - 1].merge_page(PdfReader(buffer).pages[0])


def _frame(canvas: Canvas, field: Field, height: float) -> None:
    x0, y0, x1, y1 = field.box
    canvas.setStrokeGray(0.2)
    canvas.rect(x0 + 0.5, height - y1 + 0.5, x1 - x0 - 1, y1 - y0 - 1)
    cells = field.cells or 1
    for cell in range(1, cells):
        x = x0 + (x1 - x0) * cell / cells
        canvas.line(x, height - y0 - 0.5, x, height - y1 + 0.5)


def _by_hand(canvas: Canvas, field: Field, value: str, height: float) -> None:
    """Writes what has no widget: the mark of a choice or check, or the entry of a field."""
    if field.options:
        if value in field.options and not field.options[value].widget:
            _cross(canvas, field.options[value].box, height)
    elif not field.widget and field.type == "check":
        if value == "yes":
            _cross(canvas, field.box, height)
    elif not field.widget:
        _write(canvas, field, value, height)


def _cross(canvas: Canvas, box: Box, height: float) -> None:
    x0, y0, x1, y1 = box
    canvas.setStrokeGray(0)
    canvas.line(x0 + 1, height - y1 + 1, x1 - 1, height - y0 - 1)
    canvas.line(x0 + 1, height - y0 - 1, x1 - 1, height - y1 + 1)


def _write(canvas: Canvas, field: Field, value: str, height: float) -> None:
    x0, y0, x1, y1 = field.box
    signs = field.type == "signature"
    font, size = ("Times-Italic", min(14.0, 0.7 * (y1 - y0))) if signs else ("Helvetica", 9.0)
    size = min(size, size * (x1 - x0 - 2 * _INSET) / stringWidth(value, font, size))
    canvas.setFont(font, size)
    canvas.drawString(x0 + _INSET, height - y1 + 5, value)


def _drop_widgets(writer: PdfWriter) -> None:
    for page in writer.pages:
        page.pop(NameObject("/Annots"), None)
    writer.root_object.pop(NameObject("/AcroForm"), None)

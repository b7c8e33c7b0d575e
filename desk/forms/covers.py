"""Removes note and cover sheets in front of a blank form; they are not pages of the form."""

import io

from pypdf import PdfReader, PdfWriter

from desk.forms import widgets


def without(pdf: bytes) -> tuple[bytes, int]:
    """The blank from its first page with fillable fields on, and how many sheets were left out before it.

    Raises errors.Unreadable and errors.FormHasNoFields as `widgets.widgets`.
    """
    first = min(widget.page for widget in widgets.widgets(pdf))
    if first == 1:
        return pdf, 0
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf)))
    for _ in range(first - 1):
        writer.remove_page(0)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue(), first - 1

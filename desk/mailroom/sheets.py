"""Draws batch sheets: cover sheets and separators, each with its barcode at the head and the foot."""

import io
from collections.abc import Iterable

from reportlab.graphics.barcode import code128
from reportlab.pdfgen import canvas

from desk import errors
from desk.mailroom import sheet_codes
from desk.models import Batch
from desk.notices import geometry, typefaces
from desk.system import calendar

MOST = 200
_BAR, _HIGH = 1.8, 64.0
_INK, _SOFT = "#000000", "#565c65"
_MIDDLE = geometry.WIDTH / 2


def cover(batch: Batch) -> bytes:
    """Return a batch's cover sheet as PDF bytes: name, received date, operator, and the hand count if there is one."""
    page, sink = _canvas(f"Cover sheet {batch.id}")
    _frame(page, sheet_codes.cover(batch.id, batch.received_date), "Batch cover sheet")
    rows = [
        ("Batch", batch.name),
        ("Received", calendar.written(batch.received_date)),
        ("Operator", batch.operator),
        ("Site", batch.site),
    ]
    if batch.expected_pages is not None:
        rows.append(("Pages counted", f"{batch.expected_pages:,}"))
    _facts(page, rows)
    _notes(page, ("Scan this sheet on top of its batch.", "It is counted and belongs to no document."))
    page.showPage()
    page.save()
    return sink.getvalue()


def separators(number: int) -> bytes:
    """Return ``number`` separator sheets as one PDF; raises :class:`errors.InvalidInput` for none or too many."""
    if not 1 <= number <= MOST:
        raise errors.InvalidInput(f"print 1 to {MOST} separator sheets at a time")
    page, sink = _canvas("Separator sheets")
    for _ in range(number):
        _frame(page, sheet_codes.SEPARATES, "Separator sheet")
        _band(page)
        _notes(page, ("Lay one between two documents, in any direction.", "Separators may be used again and again."))
        page.showPage()
    page.save()
    return sink.getvalue()


def _canvas(title: str) -> tuple[canvas.Canvas, io.BytesIO]:
    sink = io.BytesIO()
    page = typefaces.canvas_of(sink)
    page.setDateFormatter(lambda *_: f"D:{calendar.today():%Y%m%d}000000Z")
    page.setTitle(title)
    page.setCreator("Paper desk")
    return page, sink


def _frame(page: canvas.Canvas, code: str, title: str) -> None:
    """Draw the barcode at the head and the foot, and the title of the sheet."""
    bars = code128.Code128(code, barWidth=_BAR, barHeight=_HIGH, quiet=0, humanReadable=0)
    for y in (geometry.HEIGHT - 72 - _HIGH, 72):
        page.setFillColor(_INK)
        bars.drawOn(page, _MIDDLE - bars.width / 2, y)
        _line(page, y - 14, code, typefaces.REGULAR, 9, _SOFT)
    _line(page, geometry.HEIGHT - 220, title, typefaces.BOLD, 34)


def _facts(page: canvas.Canvas, rows: Iterable[tuple[str, str]]) -> None:
    y = geometry.HEIGHT - 300.0
    for label, value in rows:
        page.setFillColor(_SOFT)
        page.setFont(typefaces.REGULAR, 13)
        page.drawString(90, y, label)
        text = _printable(value)
        size = next((s for s in (22, 18, 14, 11) if typefaces.width(text, typefaces.BOLD, s) <= 330), 9)
        page.setFillColor(_INK)
        page.setFont(typefaces.BOLD, size)
        page.drawString(200, y, text)
        page.setLineWidth(0.5)
        page.setStrokeColor(_SOFT)
        page.line(90, y - 14, geometry.WIDTH - 72, y - 14)
        y -= 44


def _band(page: canvas.Canvas) -> None:
    """Draw a black band that is visible from the side of a stack of paper."""
    page.setFillColor(_INK)
    page.rect(0, geometry.HEIGHT / 2 - 40, geometry.WIDTH, 80, stroke=0, fill=1)
    _line(page, geometry.HEIGHT / 2 - 14, "A new document begins", typefaces.BOLD, 30, "#ffffff")


def _notes(page: canvas.Canvas, lines: tuple[str, ...]) -> None:
    for row, text in enumerate(lines):
        _line(page, 190 - 18 * row, text, typefaces.REGULAR, 12, _SOFT)


def _line(page: canvas.Canvas, y: float, text: str, font: str, size: float, ink: str = _INK) -> None:
    page.setFillColor(ink)
    page.setFont(font, size)
    page.drawCentredString(_MIDDLE, y, text)


def _printable(text: str) -> str:
    """Replace characters that the typeface lacks with question marks."""
    missing = typefaces.missing(text)
    return "".join("?" if c in missing else c for c in text)

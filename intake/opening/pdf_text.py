"""Reads the characters of a born-digital PDF page, with their places on the page as shown."""

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as c

Rect = tuple[float, float, float, float]
Placed = tuple[str, float, float, float, float]
"""A character and its box: left, top, right, bottom as fractions of the shown page, whatever its size and unit."""

_INVISIBLE = {c.FPDF_TEXTRENDERMODE_INVISIBLE, c.FPDF_TEXTRENDERMODE_CLIP}
_MIN_CHARS = 60  # fewer characters do not make a page born-digital
_NOTHING = 0.05  # points: a narrower or lower box is that of a letter turned on its side


def is_drawn(text: object) -> bool:
    """Return whether a text object leaves ink; OCR layers do not."""
    return c.FPDFTextObj_GetTextRenderMode(text) not in _INVISIBLE


def characters(page: pdfium.PdfPage) -> list[Placed] | None:
    """Return the characters that are drawn, covered or not; None if there are too few."""
    textpage = page.get_textpage()
    lead = _to_top_left(page)
    found = []
    for index in range(textpage.count_chars()):
        char = chr(c.FPDFText_GetUnicode(textpage, index))
        if char.isspace() or not char.isprintable():
            continue
        thing = c.FPDFText_GetTextObject(textpage, index)
        if not thing or not is_drawn(thing):
            continue
        found.append((char, *_shown(lead, _box(textpage, index))))
    return found if len(found) >= _MIN_CHARS else None


def place(page: pdfium.PdfPage, rect: Rect) -> Rect:
    """Map a rectangle from the page's own coordinates (left, bottom, right, top) to fractions of the page as shown."""
    return _shown(_to_top_left(page), rect)


def _shown(lead: np.ndarray, rect: Rect) -> Rect:
    x0, y0, x1, y1 = rect
    xs, ys = lead @ [[x0, x1], [y0, y1], [1, 1]]
    left, top, right, foot = (round(float(side), 6) for side in (min(xs), min(ys), max(xs), max(ys)))
    return left, top, right, foot


def _box(textpage: pdfium.PdfTextPage, index: int) -> Rect:
    """From the foot to the head of the line; for letters turned on their side only the ink, as no more is known."""
    x0, y0, x1, y1 = textpage.get_charbox(index, loose=True)
    if abs(x1 - x0) > _NOTHING and abs(y1 - y0) > _NOTHING:
        return x0, y0, x1, y1
    return textpage.get_charbox(index)


def _to_top_left(page: pdfium.PdfPage) -> np.ndarray:
    """2 × 3 matrix from the page's own coordinates to fractions from the top left of the page as shown."""
    left, bottom, right, top = page.get_bbox()
    width, height = page.get_size()
    lead = {
        0: np.array([[1, 0, -left], [0, -1, top]]),
        90: np.array([[0, 1, -bottom], [1, 0, -left]]),
        180: np.array([[-1, 0, right], [0, 1, -bottom]]),
        270: np.array([[0, -1, top], [-1, 0, right]]),
    }[page.get_rotation()]
    return lead / np.array([[width], [height]])

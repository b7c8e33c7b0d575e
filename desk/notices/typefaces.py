"""Public Sans in three weights, registered with the PDF writer once per process."""

import functools
import importlib.resources

from reportlab.pdfbase import pdfmetrics, ttfonts

from desk import errors

REGULAR, SEMIBOLD, BOLD = "PublicSans-Regular", "PublicSans-SemiBold", "PublicSans-Bold"


@functools.cache
def register() -> None:
    """Make the three weights known to the PDF writer, with bold for the markup of paragraphs."""
    folder = importlib.resources.files("desk.notices") / "fonts"
    for name in (REGULAR, SEMIBOLD, BOLD):
        with importlib.resources.as_file(folder / f"{name}.ttf") as path:
            pdfmetrics.registerFont(ttfonts.TTFont(name, str(path)))
    pdfmetrics.registerFontFamily(REGULAR, normal=REGULAR, bold=SEMIBOLD, italic=REGULAR, boldItalic=SEMIBOLD)


def require(text: str) -> None:
    """Refuse text with characters that the typeface lacks, before they print as empty boxes."""
    face = pdfmetrics.getFont(REGULAR).face
    if any(ord(c) not in face.charToGlyph for c in text):
        raise errors.InvalidInput("The letter has a character that cannot be printed; spell the name in Latin letters.")


def width(text: str, name: str, size: float) -> float:
    """How wide the text runs, in points."""
    return pdfmetrics.stringWidth(text, name, size)


def cap_height(name: str, size: float) -> float:
    """How high its capitals stand, in points."""
    return pdfmetrics.getFont(name).face.capHeight / 1000 * size

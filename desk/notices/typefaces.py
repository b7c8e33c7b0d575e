"""Public Sans in three weights, cut from the variable font in its wheel and registered with the PDF writer once."""

import functools
import io
from importlib import resources

from fontTools.ttLib import TTFont
from fontTools.varLib import instancer
from reportlab.pdfbase import pdfmetrics, ttfonts

from desk import errors

REGULAR, SEMIBOLD, BOLD = "PublicSans-Regular", "PublicSans-SemiBold", "PublicSans-Bold"
_WEIGHTS = {REGULAR: 400, SEMIBOLD: 600, BOLD: 700}


@functools.cache
def register() -> None:
    """Register the three weights with the PDF writer, with bold for the markup of paragraphs."""
    variable = resources.files("fontpkg_public_sans").joinpath("files", "PublicSans[wght].ttf").read_bytes()
    for name, weight in _WEIGHTS.items():
        pdfmetrics.registerFont(ttfonts.TTFont(name, _cut(variable, name, weight)))
    pdfmetrics.registerFontFamily(REGULAR, normal=REGULAR, bold=SEMIBOLD, italic=REGULAR, boldItalic=SEMIBOLD)


def _cut(variable: bytes, name: str, weight: int) -> io.BytesIO:
    """One weight of a variable font, the same bytes each time, under its own PostScript name."""
    font = TTFont(io.BytesIO(variable), recalcTimestamp=False)
    cut = instancer.instantiateVariableFont(font, {"wght": weight})
    cut["name"].setName(name, 6, 3, 1, 0x409)
    file = io.BytesIO()
    cut.save(file)
    file.seek(0)
    return file


def require(text: str) -> None:
    """Refuse text with characters that the typeface lacks, which would print as empty boxes."""
    face = pdfmetrics.getFont(REGULAR).face
    if any(ord(c) not in face.charToGlyph for c in text):
        raise errors.InvalidInput("The letter has a character that cannot be printed; spell the name in Latin letters.")


def width(text: str, name: str, size: float) -> float:
    """The width of the text, in points."""
    return pdfmetrics.stringWidth(text, name, size)


def cap_height(name: str, size: float) -> float:
    """The height of its capitals, in points."""
    return pdfmetrics.getFont(name).face.capHeight / 1000 * size

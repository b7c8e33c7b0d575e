"""Public Sans in three weights, cut from the variable font in its wheel and registered with the PDF writer once."""

import functools
import io
from importlib import resources

from fontTools.ttLib import TTFont
from fontTools.varLib import instancer
from reportlab.pdfbase import pdfmetrics, ttfonts
from reportlab.pdfgen import canvas

from desk import errors
from desk.notices import geometry

REGULAR, SEMIBOLD, BOLD = "PublicSans-Regular", "PublicSans-SemiBold", "PublicSans-Bold"
WEIGHTS = {REGULAR: 400, SEMIBOLD: 600, BOLD: 700}


@functools.cache
def register() -> None:
    """Register the three weights with the PDF writer, with bold for the markup of paragraphs."""
    for name in WEIGHTS:
        pdfmetrics.registerFont(ttfonts.TTFont(name, io.BytesIO(cut(name))))
    pdfmetrics.registerFontFamily(REGULAR, normal=REGULAR, bold=SEMIBOLD, italic=REGULAR, boldItalic=SEMIBOLD)


@functools.cache
def cut(name: str, figures: bool = False) -> bytes:
    """Return one weight of the variable font as a TrueType file, always the same bytes, under its own PostScript name.

    ``figures`` keeps the substitutions for figures of equal width. Kerning and ligatures are left out: the PDF writer
    does not use them, and cutting them takes longest.
    """
    variable = resources.files("fontpkg_public_sans").joinpath("files", "PublicSans[wght].ttf").read_bytes()
    font = TTFont(io.BytesIO(variable), recalcTimestamp=False)
    for table in ("GDEF", "GPOS", *(() if figures else ("GSUB",))):
        del font[table]
    single = instancer.instantiateVariableFont(font, {"wght": WEIGHTS[name]})
    single["name"].setName(name, 6, 3, 1, 0x409)
    file = io.BytesIO()
    single.save(file)
    return file.getvalue()


def missing(text: str) -> set[str]:
    """The characters of the text that the typeface lacks."""
    known = _face(REGULAR).charToGlyph
    return {c for c in text if ord(c) not in known}


def require(text: str) -> None:
    """Raise InvalidInput for text with characters that the typeface lacks, which would print as empty boxes."""
    if missing(text):
        raise errors.InvalidInput("The letter has a character that cannot be printed; spell the name in Latin letters.")


def width(text: str, name: str, size: float) -> float:
    """The width of the text, in points."""
    return pdfmetrics.stringWidth(text, name, size)


def cap_height(name: str, size: float) -> float:
    """The height of its capitals, in points."""
    return _face(name).capHeight / 1000 * size


def canvas_of(sink: io.BytesIO, language: str | None = None) -> canvas.Canvas:
    """An empty page to draw on, the same bytes each time; written to ``sink`` when it is saved."""
    register()
    return canvas.Canvas(
        sink,
        (geometry.WIDTH, geometry.HEIGHT),
        invariant=1,
        initialFontName=REGULAR,  # pyright: ignore[reportArgumentType]  # the stubs take a name for a number
        lang=language,
    )


def _face(name: str) -> ttfonts.TTFontFace:
    font = pdfmetrics.getFont(name)
    if not isinstance(font, ttfonts.TTFont):
        raise TypeError(f"{name} is none of our typefaces")
    return font.face

"""Renders PDF pages to images: the print of a blank form, and the pages that a person looks at."""

import io

import pypdfium2
from PIL import Image

DPI = 200
_INK = 170


def render(pdf: bytes, dpi: int = DPI, fields: bool = False) -> list[Image.Image]:
    """Each page in 8-bit gray; `fields` also draws the values of its form fields."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        if fields:
            document.init_forms()
        scale = dpi / 72  # untyped there, and taken for int by its default:
        drawn = (page.render(scale=scale, grayscale=True, may_draw_forms=fields) for page in document)  # pyright: ignore[reportArgumentType]
        return [bitmap.to_pil() for bitmap in drawn]
    finally:
        document.close()


def prints(pdf: bytes) -> list[bytes]:
    """Each page's print as a small black and white PNG at 200 dpi, without shading lighter than ⅔."""
    levels = [255 if gray > _INK else 0 for gray in range(256)]
    return [png(page.point(levels).convert("1", dither=Image.Dither.NONE)) for page in render(pdf)]


def png(image: Image.Image) -> bytes:
    """The image as PNG bytes with its resolution."""
    buffer = io.BytesIO()
    image.save(buffer, format="PNG", optimize=True, dpi=(DPI, DPI))
    return buffer.getvalue()

"""Draws a definition's zones over the print of its page, so that a person can check them."""

import io

from PIL import Image, ImageDraw, ImageFont

from desk.forms import library, press
from desk.forms.definition import Field, FormDefinition

_COLOURS = {"tin": "#c00000", "pin": "#c000c0", "choice": "#006000", "check": "#006000", "signature": "#a05000"}


def preview(definition: FormDefinition, page: int) -> bytes:
    """A PNG of the page at 200 dpi: zones outlined and named, combs and ticks marked; errors as printed()."""
    image = Image.open(io.BytesIO(library.printed(definition, page))).convert("RGB")
    draw = ImageDraw.Draw(image, "RGBA")
    for field in definition.fields_on(page):
        _outline(draw, field)
    return press.png(image)


def _outline(draw: ImageDraw.ImageDraw, field: Field) -> None:
    colour = _COLOURS.get(field.type, "#0040c0")
    for value, option in field.options.items():
        draw.rectangle(_pixels(option.box), outline=colour, fill=colour + "30", width=2)
        draw.text(
            (_pixels(option.box)[0] - 3, _pixels(option.box)[1] + 3), value, fill=colour, font=_font(), anchor="rt"
        )
    if field.options:
        return
    box = _pixels(field.box)
    draw.rectangle(box, outline=colour, fill=colour + "20", width=2)
    draw.text((box[0] + 4, box[1] + 3), field.name, fill=colour, font=_font(), anchor="lt")
    for cell in range(1, field.cells or 1):
        x = box[0] + (box[2] - box[0]) * cell / field.cells
        draw.line((x, box[3] - 8, x, box[3]), fill=colour, width=1)
    for tick in field.ticks:
        draw.line((_scaled(tick), box[1], _scaled(tick), box[3]), fill="#ff8000", width=2)


def _pixels(box) -> tuple[float, ...]:
    return tuple(_scaled(edge) for edge in box)


def _scaled(points: float) -> float:
    return points * press.DPI / 72


def _font() -> ImageFont.FreeTypeFont:
    return ImageFont.load_default(size=16)

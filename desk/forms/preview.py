"""Draws a definition's zones over the print of its page, so that a person can check them."""

import io
from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFont

from desk.forms import boxes, library, press
from desk.forms.boxes import Box
from desk.forms.definition import Field, FormDefinition
from desk.forms.widgets import Widget

_COLORS = {"tin": "#c00000", "pin": "#c000c0", "choice": "#006000", "check": "#006000", "signature": "#a05000"}

_FREE = "#808080"


def preview(definition: FormDefinition, page: int) -> bytes:
    """A PNG of the page at 200 dpi: zones outlined and named, combs and ticks marked; errors as printed()."""
    image = Image.open(io.BytesIO(library.printed(definition, page))).convert("RGB")
    draw = ImageDraw.Draw(image, "RGBA")
    for field in definition.fields_on(page):
        _outline(draw, field)
    return press.png(image)


def sheets(definition: FormDefinition, prints: list[bytes], widgets: Sequence[Widget]) -> bytes:
    """A PDF of all pages with the zones drawn over their prints, and the name of each widget that is no field's."""
    taken = {
        name for field in definition.fields for name in (field.widget, *(o.widget for o in field.options.values()))
    }
    pages = []
    for number, png in enumerate(prints, start=1):
        image = Image.open(io.BytesIO(png)).convert("RGB")
        draw = ImageDraw.Draw(image, "RGBA")
        for widget in (one for one in widgets if one.page == number and one.name not in taken):
            draw.rectangle(_pixels(widget.box), outline=_FREE)
            draw.text(_pixels(widget.box)[:2], widget.name.rpartition(".")[2], fill=_FREE, font=_font(), anchor="lb")
        for field in definition.fields_on(number):
            _outline(draw, field)
        pages.append(image)
    buffer = io.BytesIO()
    pages[0].save(buffer, "PDF", save_all=True, append_images=pages[1:], resolution=press.DPI)
    return buffer.getvalue()


def _outline(draw: ImageDraw.ImageDraw, field: Field) -> None:
    color = _COLORS.get(field.type, "#0040c0")
    for value, option in field.options.items():
        draw.rectangle(_pixels(option.box), outline=color, fill=color + "30", width=2)
        draw.text(
            (_pixels(option.box)[0] - 3, _pixels(option.box)[1] + 3), value, fill=color, font=_font(), anchor="rt"
        )
    if field.options:
        return
    box = _pixels(field.box)
    draw.rectangle(box, outline=color, fill=color + "20", width=2)
    draw.text((box[0] + 4, box[1] + 3), field.name, fill=color, font=_font(), anchor="lt")
    cells = field.cells or 1
    for cell in range(1, cells):
        x = box[0] + (box[2] - box[0]) * cell / cells
        draw.line((x, box[3] - 8, x, box[3]), fill=color, width=1)
    for tick in field.ticks:
        draw.line((_scaled(tick), box[1], _scaled(tick), box[3]), fill="#ff8000", width=2)


def _pixels(box: Box) -> Box:
    return boxes.from_edges(_scaled(edge) for edge in box)


def _scaled(points: float) -> float:
    return points * press.DPI / 72


def _font() -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size=16)

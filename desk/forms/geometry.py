"""Extracts what is printed on a page from its PDF: straight rules, rectangles, and upright words."""

from itertools import pairwise

from pdfplumber.page import Page

from desk.forms.boxes import Box, from_edges
from desk.forms.definition import Rule, Shape, Word

_BOLD = ("Bd", "Bold", "Blk", "Black", "Demi", "Heavy")


def rules(page: Page) -> tuple[Rule, ...]:
    """Every straight stroke, once, including the short strokes of a rounded corner."""
    strokes = [_rule(line, (line["x0"], line["top"]), (line["x1"], line["bottom"])) for line in page.lines]
    for curve in page.curves:
        if curve["stroke"]:
            strokes += [_rule(curve, start, end) for start, end in pairwise(curve["pts"])]
    return tuple(dict.fromkeys(strokes))


def boxes(page: Page) -> tuple[Shape, ...]:
    """Every rectangle in the order of printing; a fill and the outline drawn over it become one."""
    shapes: list[Shape] = []
    for rect in page.rects:
        shape = _shape(rect)
        if shape is None:
            continue
        if shapes and shapes[-1].box == shape.box and shapes[-1].thickness is None and shape.shade is None:
            shape = shape.model_copy(update={"shade": shapes.pop().shade})
        shapes.append(shape)
    return tuple(dict.fromkeys(shapes))


def words(page: Page) -> tuple[Word, ...]:
    """Every upright word in reading order, without the dots that lead the eye to a column."""
    upright = page.filter(lambda item: item["object_type"] != "char" or item["upright"])
    found = upright.extract_words(extra_attrs=["fontname", "size"], x_tolerance=1.5)
    return tuple(_word(word) for word in found if set(word["text"]) - set(". ") and word["x1"] > word["x0"])


def _rule(stroke: dict, start: tuple[float, float], end: tuple[float, float]) -> Rule:
    dash = stroke.get("dash")
    return Rule(
        x0=_near(start[0]),
        y0=_near(start[1]),
        x1=_near(end[0]),
        y1=_near(end[1]),
        thickness=_near(stroke["linewidth"] or 0.25),
        dotted=bool(dash and dash[0]),
    )


def _shape(rect: dict) -> Shape | None:
    box = _box(rect)
    if box[0] >= box[2] or box[1] >= box[3] or not (rect["fill"] or rect["stroke"]):
        return None
    return Shape(
        box=box,
        thickness=_near(rect["linewidth"] or 0.25) if rect["stroke"] else None,
        shade=_shade(rect["non_stroking_color"]) if rect["fill"] else None,
    )


def _word(word: dict) -> Word:
    bold = any(part in word["fontname"] for part in _BOLD)
    return Word(text=word["text"], box=_box(word), size=_near(word["size"]), bold=bold)


def _box(thing: dict) -> Box:
    return from_edges(max(0.0, _near(thing[side])) for side in ("x0", "top", "x1", "bottom"))


def _shade(color: list[float] | tuple[float, ...] | float | None) -> float:
    """0 black … 1 white, of a gray, RGB, or CMYK color."""
    parts = [float(part) for part in color] if isinstance(color, (list, tuple)) else [float(color or 0)]
    if len(parts) == 4:
        return round(max(0.0, 1 - sum(parts[:3]) / 3 - parts[3]), 2)
    return round(sum(parts) / len(parts), 2) if parts else 0.0


def _near(length: float) -> float:
    return round(float(length), 2)

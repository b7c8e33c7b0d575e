"""Turns a form of our own design, written as a TOML layout, into a definition.

A page is a list of texts, rules, bars (headings on gray), and cells. A cell is a ruled box with a caption; it has
a field below the caption, or a printed digit box (`inner`, divided by `groups` as 3-2-4), or boxes to tick.
Lengths are points from the page's top left corner.
"""

import tomllib
from itertools import accumulate
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from desk import errors
from desk.forms import checking, typesetting
from desk.forms.definition import Box, Field, FieldType, FormDefinition, Option, PageDefinition, Rule, Shape, Word
from desk.forms.typesetting import Text

_HAIR = 0.5
_CAPTION = 7.5


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Bar(_Part):
    """A section heading on gray."""

    box: Box
    text: str
    size: float = 9
    shade: float = 0.88


class Tick(_Part):
    """A check box, 10 points square, with its label to the right; `value` is what a check means."""

    value: str
    at: tuple[float, float]
    label: str


class Cell(_Part):
    """A ruled box with a caption, and the field in it (none on the page of the other language)."""

    box: Box
    caption: str
    field: str | None = None
    type: FieldType | None = None
    label: str = ""
    required: bool = False
    caption_width: float | None = None
    inner: Box | None = None
    groups: tuple[int, ...] = ()
    cells: int | None = None
    ticks: tuple[Tick, ...] = ()


class PageLayout(_Part):
    """One page of a layout."""

    identify: tuple[str, ...] = ()
    texts: tuple[Text, ...] = ()
    rules: tuple[tuple[float, float, float, float, float], ...] = ()
    bars: tuple[Bar, ...] = ()
    cells: tuple[Cell, ...] = ()


class Layout(_Part):
    """A whole form as designed."""

    form: str
    revision: str
    kind: str
    title: str
    language: str = "en"
    width: float = 612
    height: float = 792
    pages: tuple[PageLayout, ...]


def load(path: Path) -> FormDefinition:
    """The definition of the form laid out in that file, marked `facsimile`; raises errors.FormInvalid."""
    try:
        layout = Layout.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
        return FormDefinition(
            **layout.model_dump(include={"form", "revision", "kind", "title", "language"}),
            facsimile=True,
            pages=tuple(_page(layout, page, number) for number, page in enumerate(layout.pages, 1)),
            fields=tuple(_field(c, n) for n, page in enumerate(layout.pages, 1) for c in page.cells if c.field),
        )
    except tomllib.TOMLDecodeError as problem:
        raise errors.FormInvalid("layout", path.name, str(problem)) from None
    except ValidationError as problem:
        raise errors.FormInvalid("layout", path.name, checking.first_mistake(problem)) from None


def _page(layout: Layout, page: PageLayout, number: int) -> PageDefinition:
    words = [word for text in page.texts for word in typesetting.words(text)]
    shapes = [Shape(box=bar.box, shade=bar.shade, thickness=_HAIR) for bar in page.bars]
    rules = [Rule(x0=x0, y0=y0, x1=x1, y1=y1, thickness=weight) for x0, y0, x1, y1, weight in page.rules]
    for bar in page.bars:
        at = (bar.box[0] + 4, (bar.box[1] + bar.box[3] - bar.size) / 2)
        words += typesetting.words(Text(at=at, text=bar.text, size=bar.size, bold=True))
    for cell in page.cells:
        words += _caption(cell)
        shapes += [Shape(box=box, thickness=_HAIR) for box in _outlines(cell)]
        if cell.inner:
            _, top, _, foot = cell.inner
            rules += [Rule(x0=x, y0=top, x1=x, y1=foot, thickness=_HAIR, dotted=True) for x in _ticks(cell)]
    return PageDefinition(
        number=number,
        width=layout.width,
        height=layout.height,
        identify=page.identify,
        rules=tuple(rules),
        boxes=tuple(shapes),
        words=tuple(words),
    )


def _caption(cell: Cell) -> list[Word]:
    width = cell.caption_width or cell.box[2] - cell.box[0] - 8
    words = typesetting.words(
        Text(at=(cell.box[0] + 4, cell.box[1] + 2), text=cell.caption, size=_CAPTION, width=width)
    )
    for tick in cell.ticks:
        words += typesetting.words(Text(at=(tick.at[0] + 14, tick.at[1] + 0.5), text=tick.label, size=9))
    return words


def _outlines(cell: Cell) -> list[Box]:
    inner = [cell.inner] if cell.inner else []
    return [cell.box, *inner, *(_square(tick) for tick in cell.ticks)]


def _square(tick: Tick) -> Box:
    x, y = tick.at
    return x, y, x + 10, y + 10


def _ticks(cell: Cell) -> list[float]:
    if not cell.inner or not cell.groups:
        return []
    x0, _y0, x1, _y1 = cell.inner
    return [x0 + (x1 - x0) * done / sum(cell.groups) for done in accumulate(cell.groups[:-1])]


def _field(cell: Cell, page: int) -> Field:
    options = {tick.value: Option(box=_square(tick)) for tick in cell.ticks} if cell.type == "choice" else {}
    entry = {
        "name": cell.field,
        "page": page,
        "box": _zone(cell),
        "type": cell.type,
        "label": cell.label,
        "required": cell.required,
        "cells": sum(cell.groups) or cell.cells,
        "ticks": _ticks(cell),
        "max_length": sum(cell.groups) or cell.cells,
        "options": options,
    }
    return Field.model_validate(entry)


def _zone(cell: Cell) -> Box:
    """The digit box, the check boxes, or the part of the cell that the caption leaves free."""
    if cell.inner:
        return cell.inner
    if cell.ticks:
        x0s, y0s, x1s, y1s = zip(*map(_square, cell.ticks), strict=True)
        return min(x0s), min(y0s), max(x1s), max(y1s)
    x0, _y0, x1, y1 = cell.box
    below = max(word.box[3] for word in _caption(cell))
    return x0 + 2, below + 1, x1 - 2, y1 - 1

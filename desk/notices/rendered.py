"""Takes a finished PDF apart into pages, marks, words, and ink, as a person at the printer would see it."""

import dataclasses
import io
import re
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import pdfplumber
import pypdf
import pypdfium2
from pdfplumber.page import Page

from desk import errors
from desk.notices.geometry import Box

SCALE = 2
_KINDS = ("char", "rect", "line", "curve", "image")
"""What leaves marks on paper; as pdfplumber names it."""


@dataclasses.dataclass(frozen=True)
class Mark:
    """One printed item: a character with its size, or a rule, box, curve, or image without text."""

    box: Box
    text: str = dataclasses.field(default="", repr=False)
    size: float = 0.0
    kind: str = "char"


@dataclasses.dataclass(frozen=True)
class Rendered:
    """The content of the file; `marks` are those of the first page in painting order."""

    sizes: tuple[tuple[float, float], ...]
    marks: tuple[Mark, ...]
    later_text: str = dataclasses.field(repr=False)
    metadata: str = dataclasses.field(repr=False)
    loose_fonts: tuple[str, ...]
    annotated: bool
    ink: np.ndarray = dataclasses.field(repr=False)

    def inside(self, box: Box) -> tuple[Mark, ...]:
        """The marks that touch the box."""
        return tuple(mark for mark in self.marks if mark.box.touches(box))

    def blackened(self, box: Box) -> bool:
        """Whether there is any ink in the box, whatever put it there."""
        return bool(self.cut(box).any())

    def cut(self, box: Box) -> np.ndarray:
        """The ink in the box, row by row; true where the paper is not white."""
        rows, columns = (
            slice(round(box.top * SCALE), round(box.bottom * SCALE)),
            slice(max(0, round(box.x0 * SCALE)), round(box.x1 * SCALE)),
        )
        return self.ink[rows, columns]


def read(pdf: bytes) -> Rendered:
    """Take a PDF apart; Unreadable if it is not a PDF or has no page."""
    try:
        with pdfplumber.open(io.BytesIO(pdf)) as document:
            pages = document.pages
            return Rendered(
                sizes=tuple((float(page.width), float(page.height)) for page in pages),
                marks=tuple(_marks(pages[0])),
                later_text="\n".join(page.extract_text() for page in pages[1:]),
                metadata=" ".join(str(value) for value in (document.metadata or {}).values()),
                loose_fonts=_loose_fonts(pdf),
                annotated=any(page.annots for page in pages),
                ink=_ink(pdf),
            )
    except Exception as bad:
        raise errors.Unreadable("letter_unreadable", "The letter is not a readable PDF; render it again.") from bad


def lines(marks: tuple[Mark, ...]) -> list[str]:
    """The characters as lines of text from top to bottom, split into words where the type leaves room."""
    rows: dict[int, list[Mark]] = {}
    found: dict[tuple[float, float], int] = {}  # the row of what stands as low and is as large
    for mark in sorted((mark for mark in marks if mark.text), key=lambda mark: mark.box.bottom):
        bottom, size = mark.box.bottom, mark.size
        if (bottom, size) not in found:
            found[bottom, size] = next((row for row in rows if abs(row - bottom) < 0.3 * size), round(bottom))
        rows.setdefault(found[bottom, size], []).append(mark)
    return [_line(rows[row]) for row in sorted(rows)]


def flat(text: str) -> str:
    """The text without spaces, for comparing words regardless of line breaks."""
    return re.sub(r"\s", "", text)


def _line(marks: list[Mark]) -> str:
    marks = sorted(marks, key=lambda mark: mark.box.x0)
    text, end = "", marks[0].box.x0
    for mark in marks:
        text += (" " if mark.box.x0 - end > 0.12 * mark.size else "") + mark.text
        end = mark.box.x1
    return " ".join(text.split())


def _marks(page: Page) -> list[Mark]:
    """The characters first. They come from the layout itself: pdfplumber's tables of them cost as much again."""
    marks = [_mark(thing, page) for thing in _leaves(page.layout)]
    return sorted((mark for mark in marks if mark.kind in _KINDS), key=lambda mark: _KINDS.index(mark.kind))


def _leaves(thing: Any) -> Iterator[Any]:
    """What lies in a page or figure, and in the figures within, in painting order."""
    for one in thing:
        yield from _leaves(one) if isinstance(one, Iterable) else (one,)


def _mark(thing: Any, page: Page) -> Mark:
    left, top = page.mediabox[:2]
    foot = page.height + top
    box = Box(thing.x0 + left, foot - thing.y1, thing.x1 + left, foot - thing.y0)
    kind = type(thing).__name__.removeprefix("LT").lower()
    return Mark(box, thing.get_text(), thing.size, kind) if kind == "char" else Mark(box, kind=kind)


def _loose_fonts(pdf: bytes) -> tuple[str, ...]:
    loose = []
    for page in pypdf.PdfReader(io.BytesIO(pdf)).pages:
        fonts = page.get("/Resources", {}).get("/Font", {})
        for font in (reference.get_object() for reference in fonts.values()):
            holder = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
            descriptor = holder.get("/FontDescriptor", {})
            if not any(f"/FontFile{kind}" in descriptor for kind in ("", "2", "3")):
                loose.append(str(font.get("/BaseFont", "?")))
    return tuple(loose)


def _ink(pdf: bytes) -> np.ndarray:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return document[0].render(scale=SCALE, grayscale=True).to_numpy().squeeze() < 250
    finally:
        document.close()

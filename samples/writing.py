"""Writes entries on a printed page: typed, or handwritten with real hand-printed characters.

Pages are gray uint8 arrays, dark ink on light paper; boxes are in points, origin top left.
"""

import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import cv2
import numpy as np
from matplotlib import font_manager
from PIL import Image, ImageDraw, ImageFont

from desk.forms.definition import Field, FormDefinition

HANDPRINT = Path(os.environ.get("IPPIN_HANDPRINT", "../shared/handprint")) / "nist-handprint-train.npz"
_TYPEFACES = ("DejaVu Sans", "DejaVu Sans Mono", "DejaVu Serif")
_GROUPS = {"tin": (3, 2, 4), "phone": (3, 3, 4)}


@dataclass(frozen=True)
class Sheet:
    """A page being filled in: its image and the number of pixels per point."""

    image: np.ndarray
    scale: float

    def pixels(self, box: tuple[float, ...]) -> tuple[int, int, int, int]:
        """Return a box in pixels."""
        x0, y0, x1, y1 = (round(edge * self.scale) for edge in box)
        return x0, y0, x1, y1

    def ink(self, mark: np.ndarray, left: int, top: int) -> None:
        """Put ink (255 is full ink) on the paper; ink outside the paper is dropped."""
        height, width = self.image.shape
        x0, y0, x1, y1 = max(0, left), max(0, top), min(width, left + mark.shape[1]), min(height, top + mark.shape[0])
        if x0 >= x1 or y0 >= y1:
            return
        part = mark[y0 - top : y1 - top, x0 - left : x1 - left].astype(float) / 255
        paper = self.image[y0:y1, x0:x1]
        paper[:] = np.minimum(paper, (255 - part * 225).astype(np.uint8))


class Typewriter:
    """Entries typed in one face."""

    def __init__(self, face: int = 0) -> None:
        self.path = font_manager.findfont(_TYPEFACES[face % len(_TYPEFACES)])

    def write(self, sheet: Sheet, field: Field, text: str) -> None:
        """Type ``text`` into a field; combs get one character per cell."""
        x0, y0, x1, y1 = sheet.pixels(field.box)
        size = self._size(text, x1 - x0 - 8, round(min(y1 - y0, 12 * sheet.scale) * 0.78))
        if field.comb and field.cells:
            pitch = (x1 - x0) / field.cells
            for i, character in enumerate(text):
                self._put(sheet, character, x0 + (i + 0.5) * pitch, (y0 + y1) / 2, size, "mm")
        else:
            right = field.type == "amount"
            self._put(sheet, text, x1 - 4 if right else x0 + 5, (y0 + y1) / 2, size, "rm" if right else "lm")

    def _size(self, text: str, room: float, size: int) -> int:
        """The type size at which the text fits its field."""
        return int(size * min(1.0, room / max(1.0, ImageFont.truetype(self.path, size).getlength(text))))

    def _put(self, sheet: Sheet, text: str, x: float, y: float, size: int, anchor: str) -> None:
        canvas = Image.new("L", sheet.image.shape[::-1], 0)
        ImageDraw.Draw(canvas).text((x, y), text, fill=255, font=ImageFont.truetype(self.path, size), anchor=anchor)
        sheet.ink(np.asarray(canvas), 0, 0)


class Hand:
    """Entries printed by hand: each character is a real one, slightly uneven in size and position."""

    def __init__(self, rng: np.random.Generator) -> None:
        self.rng = rng

    def write(self, sheet: Sheet, field: Field, text: str) -> None:
        """Print ``text`` into a field; numbers are grouped as people group them."""
        x0, y0, x1, y1 = sheet.pixels(field.box)
        room = (x1 - x0) / max(1, len(text))
        height = min((y1 - y0) * self.rng.uniform(0.62, 0.78), room * 1.6)
        for character, center in zip(text, self._places(field, text, x0, x1, height), strict=True):
            if character != " ":
                self._put(sheet, character, center, (y0 + y1) / 2, height)

    def _places(self, field: Field, text: str, x0: int, x1: int, height: float) -> list[float]:
        if field.type in _GROUPS and len(text) == sum(_GROUPS[field.type]):
            return self._grouped(field, x0, x1)
        if field.type == "pin":
            return list(np.linspace(x0 + (x1 - x0) * 0.1, x1 - (x1 - x0) * 0.1, len(text)))
        pitch = min(height * 0.78, (x1 - x0 - 8) / max(1, len(text)))
        start = x1 - pitch * len(text) if field.type == "amount" else x0 + 4
        return [start + (i + 0.5) * pitch for i in range(len(text))]

    def _grouped(self, field: Field, x0: int, x1: int) -> list[float]:
        """The centers of a number's digits written 3-2-4 (or 3-3-4) between the printed separators."""
        groups = _GROUPS[field.type]
        scale = (x1 - x0) / (field.box[2] - field.box[0])
        cuts = [x0 + (tick - field.box[0]) * scale for tick in field.ticks]
        if len(cuts) != len(groups) - 1:
            cuts = [x0 + (x1 - x0) * sum(groups[: i + 1]) / sum(groups) for i in range(len(groups) - 1)]
        edges = [x0, *cuts, x1]
        return [
            edges[i] + (edges[i + 1] - edges[i]) * (k + 0.5 + self.rng.uniform(-0.05, 0.05)) / count
            for i, count in enumerate(groups)
            for k in range(count)
        ]

    def _put(self, sheet: Sheet, character: str, x: float, y: float, height: float) -> None:
        glyph = self._glyph(character)
        size = height * self.rng.uniform(0.92, 1.06)
        scale = size / glyph.shape[0]
        mark = cv2.resize(glyph, None, fx=scale * self.rng.uniform(0.9, 1.05), fy=scale, interpolation=cv2.INTER_AREA)
        left, top = round(x - mark.shape[1] / 2), round(y - mark.shape[0] / 2 + self.rng.uniform(-1.5, 1.5))
        sheet.ink(np.clip(mark.astype(float) * 1.5, 0, 255).astype(np.uint8), left, top)

    def _glyph(self, character: str) -> np.ndarray:
        bank = handprint()
        pool = bank.get(character) or bank.get(character.upper())
        if pool is None:
            return _drawn(character)
        glyph = pool[self.rng.integers(len(pool))]
        rows, columns = np.where(glyph.max(1) > 60)[0], np.where(glyph.max(0) > 60)[0]
        return glyph[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


@cache
def handprint() -> dict[str, list[np.ndarray]]:
    """Return images of real hand-printed characters by character; empty if the set is missing."""
    if not HANDPRINT.is_file():
        return {}
    data = np.load(HANDPRINT)
    bank: dict[str, list[np.ndarray]] = {}
    for image, index in zip(data["X"], data["y"], strict=True):
        bank.setdefault(str(data["mapping"][index]), []).append(image)
    return bank


def _drawn(character: str) -> np.ndarray:
    """A character in a pen-like face, if the set of real characters lacks it."""
    canvas = np.zeros((60, 60), np.uint8)
    cv2.putText(canvas, character, (8, 46), cv2.FONT_HERSHEY_SIMPLEX, 1.5, 255, 3, cv2.LINE_AA)
    rows, columns = np.where(canvas.max(1))[0], np.where(canvas.max(0))[0]
    return canvas[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def tick(sheet: Sheet, box: tuple[float, ...], rng: np.random.Generator) -> None:
    """Write an X in a check box."""
    x0, y0, x1, y1 = sheet.pixels(box)
    mark = np.zeros((y1 - y0 + 6, x1 - x0 + 6), np.uint8)
    high, wide = mark.shape
    for ends in (((2, 2), (wide - 3, high - 3)), ((2, high - 3), (wide - 3, 2))):
        (xa, ya), (xb, yb) = ends
        cv2.line(mark, (xa + int(rng.integers(0, 2)), ya), (xb, yb - int(rng.integers(0, 2))), 255, 2, cv2.LINE_AA)
    sheet.ink(mark, x0 - 3, y0 - 3)


def sign(sheet: Sheet, box: tuple[float, ...], rng: np.random.Generator) -> None:
    """Write a signature: a running stroke with loops."""
    x0, y0, x1, y1 = sheet.pixels(box)
    steps = np.linspace(0, 1, 120)
    across = 0.06 + 0.55 * steps + 0.035 * np.sin(steps * rng.uniform(50, 70))
    swing = 0.26 * np.sin(steps * rng.uniform(38, 55) + rng.uniform(0, 6)) * (1.25 - steps)
    points = np.stack([across * (x1 - x0), (0.55 + swing) * (y1 - y0)], 1).astype(np.int32)
    mark = np.zeros((y1 - y0, x1 - x0), np.uint8)
    cv2.polylines(mark, [points], False, 235, 2, cv2.LINE_AA)
    sheet.ink(mark, x0, y0)


def fill(
    sheets: dict[int, Sheet],
    definition: FormDefinition,
    values: dict[str, str],
    pen: Typewriter | Hand,
    rng: np.random.Generator,
) -> None:
    """Write every value of a form with ``pen``."""
    for field in definition.fields:
        value, sheet = values.get(field.name), sheets[field.page]
        if not value or value == "no":
            continue
        if field.type == "choice":
            tick(sheet, field.options[value].box, rng)
        elif field.type == "check":
            tick(sheet, field.box, rng)
        elif field.type == "signature":
            sign(sheet, field.box, rng)
        else:
            pen.write(sheet, field, value)

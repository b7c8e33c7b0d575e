"""Pens that fill in a page as people do: real hand-print, handwriting fonts, typed. All work on paper at 300 dpi.

A pen is made for one document: its size, slant, stroke and tone are one writer's habits. Boxes are in points, origin
top left; ink is coverage 0–1. Fields are written in the desk's spelling, or, as people do, in another with the same
meaning (`2026-03-02` as `3/2/26`).
"""

import io

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from bench.accuracy import characters, sources
from desk.forms.definition import Field

SCALE = sources.DPI / 72
GROUPS = {"tin": (3, 2, 4), "phone": (3, 3, 4)}


class Paper:
    """One page being written on: uint8 gray [h, w] at 300 dpi."""

    def __init__(self, image: np.ndarray) -> None:
        self.image = image.copy()

    def lay(self, ink: np.ndarray, left: int, top: int, tone: float) -> None:
        """Put ink (coverage) of that gray tone on the paper; ink outside the paper is dropped."""
        height, width = self.image.shape
        x0, y0, x1, y1 = max(0, left), max(0, top), min(width, left + ink.shape[1]), min(height, top + ink.shape[0])
        if x0 >= x1 or y0 >= y1:
            return
        cover = ink[y0 - top : y1 - top, x0 - left : x1 - left]
        spot = self.image[y0:y1, x0:x1]
        spot[:] = (spot * (1 - cover) + np.minimum(spot, tone) * cover).astype(np.uint8)


def pixels(box: tuple[float, ...]) -> tuple[float, float, float, float]:
    """Return a box in pixels at 300 dpi."""
    return tuple(edge * SCALE for edge in box)


def spelled(rng: np.random.Generator, field: Field, value: str, short: bool) -> str:
    """Return the value as people write it in that kind of field; `short` for dates without zeros."""
    if field.type == "date":
        year, month, day = value.split("-")
        if short:
            return f"{int(month)}/{int(day)}/{year[2:] if rng.random() < 0.5 else year}"
        return f"{month}/{day}/{year}"
    if field.type == "amount" and rng.random() < 0.4:
        return f"{int(value):,}"
    return value


class Hand:
    """Prints by hand with real characters of many writers, even in size and uneven in position."""

    name = "hand"

    def __init__(self, rng: np.random.Generator, across: bool = False, celled: bool = False, part=sources.TEST) -> None:
        self.rng, self.across, self.celled = rng, across or celled, celled
        self.glyphs = sources.handprint(part)
        self.size = rng.uniform(0.6, 0.95)
        self.slant = rng.normal(0, 0.1)
        self.space = rng.uniform(0.08, 0.42)
        self.cut = float(np.clip(rng.normal(0.45, 0.09), 0.28, 0.62))
        self.tone = rng.uniform(0, 80) if rng.random() < 0.75 else rng.uniform(80, 125)
        self.title = rng.random() < 0.25
        self.doubtful = 0  # the number of characters so far that people may read in two ways

    def write(self, paper: Paper, field: Field, value: str) -> str:
        """Fill one field; gives the text as written."""
        x0, y0, x1, y1 = pixels(field.box)
        text = spelled(self.rng, field, value, True)
        if self.title and field.type in ("name", "street", "city"):
            text = text.title()
        height = min((y1 - y0) * self.size * self.rng.uniform(0.94, 1.06), 62)
        base = (y0 + y1) / 2 + self.rng.normal(0, 0.05) * (y1 - y0)
        if field.type == "tin" and len(text) == 9:
            for part, left, right in self._tin_parts(field, text, x0, x1):
                self._run(paper, part, left, right, base, height, spread=True)
        elif self.celled and field.cells == len(text):
            for part, left, right in self._cells(text, x0, x1):
                self._run(paper, part, left, right, base, height, spread=True)
        else:
            margin = 0.03 * (x1 - x0)
            self._run(paper, text, x0 + margin, x1 - margin, base, height, field.type == "pin", field.type == "amount")
        return text

    def _tin_parts(self, field: Field, text: str, x0: float, x1: float):
        """The places of digits in groups 3-2-4 between the printed ticks, or evenly spread as in a PDF viewer."""
        if self.across:
            return self._cells(text, x0, x1)
        ticks = [tick * SCALE for tick in field.ticks] or [x0 + (x1 - x0) / 3, x0 + (x1 - x0) * 5 / 9]
        edges, parts, start = [x0, *ticks, x1], [], 0
        for i, count in enumerate(GROUPS["tin"]):
            edge = 0.05 * (edges[i + 1] - edges[i])
            parts.append((text[start : start + count], edges[i] + edge, edges[i + 1] - edge))
            start += count
        return parts

    def _cells(self, text: str, x0: float, x1: float):
        """The places of characters with one in each of as many equal parts of the box."""
        step = (x1 - x0) / len(text)
        return [(sign, x0 + (i + 0.12) * step, x0 + (i + 0.88) * step) for i, sign in enumerate(text)]

    def _run(self, paper, text, left, right, base, height, spread=False, flush_right=False) -> None:
        """Write a run of characters between two columns, squeezed if necessary."""
        shapes = [self._shape(sign) for sign in text]
        widths = np.array(
            [
                shape.shape[1] / shape.shape[0] * share
                for shape, share in zip(shapes, map(characters.height, text), strict=True)
            ]
        )
        gaps = np.clip(self.rng.normal(self.space, 0.09, len(text)), -0.06, None)
        need, room = float((widths + gaps).sum()) * height, right - left
        if need > room:
            height *= max(0.62, room / need)
            need = float((widths + gaps).sum()) * height
        squeeze = min(1.0, room / max(need, 1))
        extra = max(0.0, room - need)
        x = left + (extra if flush_right else extra * self.rng.uniform(0, 0.9) if spread else 0)
        more = extra * self.rng.uniform(0, 0.5) / len(text) if spread and self.rng.random() < 0.5 else 0.0
        x = min(x, right - need * squeeze - more * len(text)) if spread else x
        for sign, shape, width, gap in zip(text, shapes, widths, gaps, strict=True):
            wide = width * height * squeeze
            self._stamp(paper, sign, shape, x + (gap * height * squeeze + more + wide) / 2, base, wide, height)
            x += wide + gap * height * squeeze + more

    def _shape(self, sign: str) -> np.ndarray:
        pool = self.glyphs.pool(sign)
        if not pool:
            return characters.drawn(sign, self.rng)
        shape = pool[self.rng.integers(len(pool))]
        self.doubtful += id(shape) in self.glyphs.doubtful
        return shape

    def _stamp(self, paper: Paper, sign: str, shape, x: float, base: float, wide: float, height: float) -> None:
        """Draw one character: smoothed, cut to a pen's edge, sheared and turned a little."""
        if sign == " ":
            return
        rng, tall = self.rng, characters.height(sign) * height * self.rng.normal(1, 0.04)
        fine = cv2.GaussianBlur(
            cv2.resize(shape.astype(np.float32) / 255, None, fx=4, fy=4, interpolation=cv2.INTER_CUBIC), (0, 0), 1.6
        )
        turn, slant = rng.normal(0, 0.05), self.slant + rng.normal(0, 0.04)
        lean = np.array([[1, -slant], [0, 1]]) @ np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
        lean = lean @ np.diag([wide / fine.shape[1], tall / fine.shape[0]])
        half = np.array([wide / 2 + abs(slant) * tall / 2 + 8, tall / 2 + 8]).astype(int)
        y = base + characters.rise(sign) * height + rng.normal(0, 0.035) * height
        corner = np.floor([x, y]).astype(int) - half
        center = np.array([x, y]) - corner - lean @ (np.array(fine.shape[::-1]) - 1) / 2
        laid = cv2.warpAffine(
            fine, np.column_stack([lean, center]), tuple(int(side) for side in 2 * half), flags=cv2.INTER_AREA
        )
        ink = np.clip((laid - self.cut) * 5 + 0.5, 0, 1) * (laid > 0.05)
        paper.lay(ink * rng.uniform(0.88, 1.0), *map(int, corner), self.tone)

    def tick(self, paper: Paper, box: tuple[float, ...]) -> None:
        """Mark a box with a cross, a check mark or a thick stroke, not quite inside."""
        x0, y0, x1, y1 = pixels(box)
        side, rng = x1 - x0, self.rng
        ways = {
            "cross": [[(0.05, 0.05), (0.95, 0.95)], [(0.95, 0.05), (0.05, 0.95)]],
            "tick": [[(0.1, 0.45), (0.4, 0.9), (1.15, -0.15)]],
            "stroke": [[(0.15, 0.85), (0.85, 0.1), (0.2, 0.6), (0.85, 0.5)]],
        }
        strokes = ways[str(rng.choice(list(ways), p=[0.5, 0.4, 0.1]))]
        lines = [[(x + rng.normal(0, 0.06), y + rng.normal(0, 0.06)) for x, y in stroke] for stroke in strokes]
        self._strokes(paper, lines, (x0, y0), (side, y1 - y0), int(rng.integers(3, 6)))

    def sign(self, paper: Paper, box: tuple[float, ...]) -> None:
        """Write a signature: the sweep of a capital and a running line with loops."""
        x0, y0, x1, y1 = pixels(box)
        rng, steps = self.rng, np.linspace(0, 1, 160)
        reach, waves = rng.uniform(0.35, 0.85), rng.uniform(5, 11)
        across = 0.05 + reach * steps + 0.03 * np.sin(2 * np.pi * waves * steps + 1)
        swing = 0.55 + rng.uniform(0.16, 0.3) * np.sin(2 * np.pi * waves * steps * rng.uniform(0.9, 1.1)) * (
            1.3 - steps
        )
        self._strokes(
            paper, [list(zip(across, swing, strict=True))], (x0, y0), (x1 - x0, y1 - y0), int(rng.integers(3, 6))
        )

    def _strokes(self, paper: Paper, lines, corner, size, thick: int) -> None:
        pad = 20
        ink = np.zeros((int(size[1]) + 2 * pad, int(size[0]) + 2 * pad), np.uint8)
        for line in lines:
            points = (np.array(line) * size * 16 + pad * 16).astype(np.int32)
            cv2.polylines(ink, [points], False, 255, thick, cv2.LINE_AA, shift=4)
        paper.lay(ink.astype(np.float32) / 255, int(corner[0]) - pad, int(corner[1]) - pad, self.tone)


class Typed(Hand):
    """Types in one face; numbers in a comb have one digit per cell as in a PDF viewer, or run on as when typed."""

    name = "typed"

    def __init__(self, rng: np.random.Generator, part=sources.TEST) -> None:
        super().__init__(rng, across=True, part=part)
        self.comb = rng.random() < 0.6
        self.face, self.points = _pick(rng, sources.typefaces(part)), rng.uniform(8.5, 10.5)
        self.tone = rng.uniform(0, 60)

    def write(self, paper: Paper, field: Field, value: str) -> str:
        """Fill one field; gives the text as written."""
        x0, y0, x1, y1 = pixels(field.box)
        text = spelled(self.rng, field, value, False)
        size, middle = min(self.points * SCALE, 0.85 * (y1 - y0)), (y0 + y1) / 2 + self.rng.normal(0, 1)
        if self.comb and field.cells == len(text):
            step = (x1 - x0) / field.cells
            for i, sign in enumerate(text):
                self._type(paper, sign, x0 + (i + 0.5) * step, middle, size, "mm", step)
        elif field.type == "amount":
            self._type(paper, text, x1 - 8, middle, size, "rm", x1 - x0 - 12)
        else:
            self._type(paper, text, x0 + 8, middle, size, "lm", x1 - x0 - 12)
        return text

    def line(self, paper: Paper, text: str, x: float, y: float, size: float, room: float = 2100) -> None:
        """Write a line of text that begins at pixel `x` with its middle at `y`."""
        self._type(paper, text, x, y, size, "lm", room)

    def _type(self, paper: Paper, text: str, x: float, y: float, size: float, anchor: str, room: float) -> None:
        face = ImageFont.truetype(_file(self.face), round(size))
        if face.getlength(text) > room:
            face = ImageFont.truetype(_file(self.face), max(12, int(size * room / face.getlength(text))))
        wide, high = int(face.getlength(text)) + 40, int(2.4 * size)
        left = {"l": x, "m": x - wide / 2 + 20, "r": x - wide + 40}[anchor[0]] - 20
        canvas = Image.new("L", (wide, high), 0)
        ImageDraw.Draw(canvas).text((20, high / 2), text, fill=255, font=face, anchor="lm")
        paper.lay(np.asarray(canvas, np.float32) / 255, round(left), round(y - high / 2), self.tone)


class Script(Typed):
    """Writes in a handwriting font, grouped as people group numbers, slightly uneven in position and size."""

    name = "font"

    def __init__(self, rng: np.random.Generator, part=sources.TEST) -> None:
        super().__init__(rng, part)
        self.face, self.points, self.tone = (
            _pick(rng, sources.hand_fonts(part)),
            rng.uniform(10, 13),
            rng.uniform(0, 90),
        )

    def write(self, paper: Paper, field: Field, value: str) -> str:
        """Fill one field; gives the text as written."""
        x0, y0, x1, y1 = pixels(field.box)
        text = spelled(self.rng, field, value, True)
        middle = (y0 + y1) / 2 + self.rng.normal(0, 0.04) * (y1 - y0)
        size = min(self.points * SCALE * self.rng.uniform(0.95, 1.05), 1.05 * (y1 - y0))
        self.across = False
        parts = self._tin_parts(field, text, x0, x1) if field.type == "tin" else [(text, x0 + 0.02 * (x1 - x0), x1)]
        for part, left, right in parts:
            self._type(paper, part, left + 4, middle, size, "lm", right - left - 8)
        return text


def _pick(rng: np.random.Generator, fonts: list) -> str | bytes:
    if not fonts:
        raise sources.MissingData(
            "No handwriting fonts are at hand. Set IPPIN_FONTS to a folder of @fontsource packages."
        )
    return fonts[rng.integers(len(fonts))]


def _file(font: str | bytes):
    return io.BytesIO(font) if isinstance(font, bytes) else font

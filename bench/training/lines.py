"""Makes labeled lines of text in the fields of real blanks, written by people or machines, and scanned."""

from dataclasses import dataclass

import cv2
import numpy as np

from bench.training import faults, fonts
from bench.training.vocabulary import Vocabulary, as_written
from desk import forms
from desk.forms.definition import Field, FormDefinition
from intake.engines.strokes import Strokes
from intake.engines.words import image as text_image
from intake.fields import ink, zones

KINDS = ("name", "street", "apartment", "city", "state")
_SHARES = {"name": 0.5, "street": 0.2, "apartment": 0.08, "city": 0.15, "state": 0.07}
_DROP = {
    "g": 0.25,
    "j": 0.25,
    "p": 0.25,
    "q": 0.25,
    "y": 0.25,
}  # how far a descender reaches below the line, in heights of a capital
_TALL = set("bdfhiklt")


@dataclass
class Pens:
    """Everything to write with: glyphs by character (uint8, white on black) and fonts."""

    signs: dict[str, list[np.ndarray]]
    hand: list[fonts.Font]
    typed: list[fonts.Font]


@dataclass
class Line:
    """A finished sample: the cleaned crop as the reader gets it, its text, and the place of each character (px)."""

    image: np.ndarray
    margin: int
    label: str
    columns: list[float]
    kind: str


class Maker:
    """Makes lines on the text fields of the shipped 1040s, whose blanks are images at 300 dpi."""

    def __init__(self, tools: Pens, words: Vocabulary, blanks: dict[tuple[str, int], np.ndarray]):
        self.tools, self.words, self.blanks = tools, words, blanks
        self.places = [
            (one, field) for one in forms.all() if not one.facsimile for field in one.fields if field.type in KINDS
        ]

    def make(self, rng) -> Line:
        """Make one line with random style, place, pen and faults."""
        kind = rng.choice(KINDS, p=list(_SHARES.values()))
        definition, field = self._place(rng, kind)
        crop, printed = self._cut(rng, definition, field)
        text = as_written(rng, self.words.draw(rng, kind))
        layer = np.zeros(crop.shape, np.float32)
        marks = self._write(rng, layer, text)
        pen = rng.uniform(0, 0.6)
        level = float(rng.choice([0, 1, 1, 2]))
        shaded = (crop * (1 - layer * (1 - pen))).astype(np.uint8)
        aged = faults.age(rng, shaded, level)
        clean = ink.alone(ink.separate(aged, printed, ink.tone(aged), zones.MARGIN), printed)
        return Line(clean, zones.MARGIN, "".join(sign for sign, _ in marks), [column for _, column in marks], str(kind))

    def _place(self, rng, kind: str) -> tuple[FormDefinition, Field]:
        fitting = [place for place in self.places if place[1].type == kind]
        return fitting[rng.integers(len(fitting))]

    def _cut(self, rng, definition: FormDefinition, field: Field) -> tuple[np.ndarray, np.ndarray]:
        """The blank zone, off by the usual error of registration, and its print."""
        off = np.array([[1, 0, rng.normal(0, 1.2)], [0, 1, rng.normal(0, 1.2)], [0, 0, 1]])
        matrix = off @ np.diag([zones.POINT, zones.POINT, 1.0])
        printed = zones.print_of(definition, field.page)
        zone = zones.cut(self.blanks[definition.revision, field.page], matrix, printed, field.box)
        return zone.gray, zone.printed

    def _write(self, rng, layer: np.ndarray, text: str) -> list[tuple[str, float]]:
        style = rng.choice(["signs", "hand", "typed"], p=[0.55, 0.25, 0.2])
        zone = layer.shape[0] - 2 * zones.MARGIN
        if style == "signs":
            return self._by_signs(rng, layer, text, zone * rng.uniform(0.35, 0.95))
        chosen = self.tools.hand if style == "hand" else self.tools.typed
        size = zone * (rng.uniform(0.35, 0.8) if style == "hand" else rng.uniform(0.38, 0.55))
        return self._by_font(rng, layer, text, chosen[rng.integers(len(chosen))], size)

    def _by_signs(self, rng, layer, text: str, height: float) -> list[tuple[str, float]]:
        """Write glyph by glyph, with one writer's slant, gaps and pen."""
        slant, gap, space = rng.normal(0, 0.12), rng.normal(0.14, 0.1), rng.uniform(0.35, 1.0)
        gain, cut = rng.uniform(2, 6), rng.normal(0.4, 0.08)
        pieces = []
        for sign in text:
            bank = self.tools.signs.get(sign)
            pieces.append(bank[rng.integers(len(bank))] if bank else None)
        shares = [_share(sign) for sign in text]
        widths = [
            space if sign == " " else 0.2 if piece is None else min(1.4, piece.shape[1] / piece.shape[0] * share)
            for sign, piece, (share, _) in zip(text, pieces, shares, strict=True)
        ]
        gaps = rng.normal(gap, 0.06, len(text)).clip(-0.12)
        x, squeeze = self._start(rng, layer, height * float((np.array(widths) + gaps).sum()))
        base, tilt, marks = self._base(rng, layer, height), rng.normal(0, 0.01), []
        for sign, piece, width, (share, drop), after in zip(text, pieces, widths, shares, gaps, strict=True):
            wide = width * height * squeeze
            middle = base + tilt * x + (drop - share / 2) * height + rng.normal(0, 0.03) * height
            if piece is not None:
                _stamp(
                    layer,
                    _penned(piece, gain, cut),
                    x + wide / 2,
                    middle,
                    wide,
                    share * height,
                    slant + rng.normal(0, 0.05),
                )
            elif sign != " ":
                _dash(rng, layer, sign, x, base + tilt * x, height)
            marks.append((sign, x + wide / 2))
            x += wide + after * height * squeeze
        return [(sign, column) for sign, column in marks if column < layer.shape[1] - 4]

    def _by_font(self, rng, layer, text: str, font: fonts.Font, size: float) -> list[tuple[str, float]]:
        text = "".join(sign for sign in text if sign == " " or sign in font.signs)
        scale, tracking = size / font.height, rng.uniform(0, 0.1) * size * (rng.random() < 0.3)
        space = rng.uniform(0.3, 0.6) * size
        advances = [space if sign == " " else font.signs[sign][3] * scale + tracking for sign in text]
        x, squeeze = self._start(rng, layer, sum(advances))
        base, marks = self._base(rng, layer, size), []
        for sign, advance in zip(text, advances, strict=True):
            if sign != " ":
                picture, left, top, _ = font.signs[sign]
                wide, high = picture.shape[1] * scale * squeeze, picture.shape[0] * scale
                at = x + left * scale * squeeze + wide / 2
                _stamp(layer, picture.astype(np.float32) / 255, at, base + top * scale + high / 2, wide, high, 0.0)
            marks.append((sign, x + advance * squeeze / 2))
            x += advance * squeeze
        return marks

    def _start(self, rng, layer, need: float) -> tuple[float, float]:
        """The start of the line, and how much it is squeezed to fit its zone."""
        room = layer.shape[1] - 2 * zones.MARGIN - 8
        squeeze = min(1.0, room / max(need, 1.0))
        return zones.MARGIN + 4 + max(0.0, room - need) * rng.beta(1, 3), squeeze

    def _base(self, rng, layer, height: float) -> float:
        zone = layer.shape[0] - 2 * zones.MARGIN
        return zones.MARGIN + (zone + height) / 2 + rng.normal(0.02, 0.06) * zone


def _share(sign: str) -> tuple[float, float]:
    """(height, depth of its foot below the line), in heights of a capital."""
    if sign.islower():
        if sign in _DROP:
            return 0.95, _DROP[sign]
        return (1.0, 0.0) if sign in _TALL else (0.68, 0.0)
    return 1.0, 0.0


def _penned(piece: np.ndarray, gain: float, cut: float) -> np.ndarray:
    return np.clip((piece.astype(np.float32) / 255 - cut) * gain + 0.5, 0, 1) * (piece > 5)


def _stamp(layer, picture: np.ndarray, x: float, y: float, width: float, height: float, slant: float) -> None:
    """Draw an image (float coverage) with its center at x, y, in that size, sheared by `slant`."""
    rows, columns = picture.shape
    sx, sy = max(width, 2) / columns, max(height, 2) / rows
    half = int(max(width, height) * 0.8 + 6)
    left, top = int(x) - half, int(y) - half
    shape = np.array([[sx, -slant * sy], [0, sy]])
    target = np.array([x - left, y - top]) - shape @ np.array([(columns - 1) / 2, (rows - 1) / 2])
    flags = cv2.INTER_LINEAR if sy > 0.7 else cv2.INTER_AREA
    patch = cv2.warpAffine(picture, np.column_stack([shape, target]), (2 * half, 2 * half), flags=flags)
    x0, y0 = max(0, -left), max(0, -top)
    x1, y1 = min(2 * half, layer.shape[1] - left), min(2 * half, layer.shape[0] - top)
    if x0 < x1 and y0 < y1:
        part = layer[top + y0 : top + y1, left + x0 : left + x1]
        np.maximum(part, patch[y0:y1, x0:x1], out=part)


def _dash(rng, layer, sign: str, x: float, base: float, height: float) -> None:
    """Draw a punctuation mark as a stroke."""
    thick = max(2, int(height * rng.uniform(0.06, 0.11)))
    step = height * rng.uniform(0.12, 0.2)
    strokes = {
        "-": [((0, -0.45), (1.6, -0.45))], ".": [((0.4, -0.04), (0.5, -0.04))], ",": [((0.5, -0.06), (0.2, 0.15))],
        "'": [((0.5, -1.0), (0.3, -0.75))], "/": [((0, 0.05), (1.8, -1.05))],
        "#": [((0.3, 0), (0.8, -1)), ((1.3, 0), (1.8, -1)), ((0, -0.35), (2, -0.35)), ((0, -0.7), (2, -0.7))],
        "&": [((1.6, 0), (0.3, -0.8)), ((0.3, -0.8), (1.0, -1)), ((1.0, -1), (0.2, -0.2)), ((0.2, -0.2), (1.7, -0.4))],
    }  # fmt: skip
    for (ax, ay), (bx, by) in strokes.get(sign, []):
        ends = [(int(x + px * step), int(base + py * height)) for px, py in ((ax, ay), (bx, by))]
        cv2.line(layer, *ends, 1.0, thick, cv2.LINE_AA)


def view(line: Line) -> tuple[np.ndarray, list[float]] | None:
    """Return the network's image of a line as uint8 ink, and the characters' columns as shares of its width."""
    strokes = Strokes(line.image, line.margin)
    box, picture = strokes.box, text_image.small(strokes)
    if box is None or picture is None:
        return None
    columns = [(column - box[0]) / (box[2] - box[0]) for column in line.columns]
    return np.round(picture * 255).astype(np.uint8), columns

"""Makes labeled crops of numbers: the text, its place, the paper, and the faults of the scan."""

from dataclasses import dataclass

import cv2
import numpy as np

from bench.training import backgrounds, faults, writing

LENGTHS = {"tin": 9, "pin": 6, "zip": 5, "phone": 10}
KINDS = ["tin", "pin", "zip", "phone", "amount", "date", "odd"]
ASTRAY = 0.04  # share of fixed-length numbers with a digit too many or too few
TYPED = 0.3  # default share of typed strings
MIX = [0.42, 0.28, 0.06, 0.09, 0.07, 0.03, 0.05]


@dataclass
class Sample:
    """A crop with its truth.

    `label` has every character as written ('?' if it is not a digit), `marks` their columns in px, `odd`: spoiled on
    purpose, or with a digit too many or too few, `paper`: the crop before writing.
    """

    image: np.ndarray
    margin: int
    kind: str
    label: str
    marks: list[float]
    style: str
    level: float
    odd: bool
    paper: np.ndarray


class Maker:
    """Makes samples of one part from pens and blanks; `typed` is the share of typed ones."""

    def __init__(self, pens: writing.Pens, blanks: backgrounds.Blanks, typed: float = TYPED):
        self.pens, self.blanks = pens, blanks
        self.styles = {"hand": 6 / 7 * (1 - typed), "font": 1 / 7 * (1 - typed), "typed": typed}

    def make(self, rng, kind=None, style=None, level=None, real=False, slips=0.02) -> Sample:
        """Make a sample; arguments that are not given are drawn from the training mix.

        `real`: only zones of the real blanks; `slips`: the share of numbers in which one digit is written over.
        """
        kind = kind or str(rng.choice(KINDS, p=MIX))
        style = style or str(rng.choice(list(self.styles), p=list(self.styles.values())))
        level = float(rng.choice([0, 1, 2], p=[0.25, 0.5, 0.25])) if level is None else level
        margin = int(rng.integers(12, 31))
        odd = kind == "odd"
        shape = str(rng.choice(["tin", "pin", "amount"])) if odd else kind
        across = style == "typed" and shape == "tin"  # a digit on a printed tick is the hardest typed case
        paper = self._paper(rng, shape, margin, real or (across and rng.random() < 0.75))
        ink = np.zeros(paper.shape, np.float32)
        text = _text(rng, shape)
        if odd:
            text = _spoil_text(rng, text)
        elif shape in LENGTHS and rng.random() < ASTRAY:
            text, odd = _astray(rng, text), True
        landed = self._write(rng, ink, text, shape, style, margin)
        if kind == "odd" or rng.random() < slips:
            landed = self._spoil(rng, ink, landed, margin, kind == "odd")
        self._neighbors(rng, ink, margin, style)
        gray = faults.age(rng, _lay(rng, paper, ink, style, level), level)
        landed = [pair for pair in landed if pair[0] != " "]
        label = "".join(sign for sign, _ in landed)
        return Sample(gray, margin, shape, label, [x for _, x in landed], style, level, odd, paper)

    def _paper(self, rng, shape: str, margin: int, real: bool) -> np.ndarray:
        own = shape if shape in ("tin", "pin") else "other"
        if real or rng.random() < 0.6:
            return self.blanks.cut(rng, own if real or rng.random() < 0.85 else "other", margin)
        cells = LENGTHS.get(shape, 8)
        height = int(rng.integers(60, 125)) if rng.random() < 0.6 else int(rng.integers(46, 64))
        wide = rng.uniform(400, 850) if rng.random() < 0.4 else height * cells * rng.uniform(0.6, 1.0)
        width = int(np.clip(wide, 150, 850))
        return backgrounds.drawn(rng, width, height, margin, cells)

    def _write(self, rng, ink, text, shape, style, margin) -> list:
        height, width = ink.shape[0] - 2 * margin, ink.shape[1] - 2 * margin
        pad = rng.uniform(0, 0.03) * width
        span = (margin + pad, margin + width - pad)
        middle = ink.shape[0] / 2 + rng.normal(0, 0.05) * height
        comb = shape in LENGTHS and len(text) == LENGTHS[shape] and rng.random() < (0.5 if style == "typed" else 0.25)
        if style == "typed":
            font = self.pens.typed[rng.integers(len(self.pens.typed))]
            size = float(np.clip(rng.uniform(0.35, 0.75) * height, 18, 46))
            if comb:
                span = (margin, margin + width)
            return writing.typed(rng, font, ink, text, span, middle, size, comb)
        hand = writing.Hand.draw(rng, self.pens, height, style == "font")
        if comb:
            return writing.in_cells(rng, self.pens, hand, ink, text, (margin, margin + width), middle)
        if shape == "tin" and len(text) == 9 and rng.random() < 0.8:
            return self._by_ticks(rng, hand, ink, text, margin, width, middle)
        return writing.written(rng, self.pens, hand, ink, text, span, middle)

    def _by_ticks(self, rng, hand, ink, text, margin, width, middle) -> list:
        """Write 3-2-4 digits between the two ticks of the SSN box."""
        landed, edge = [], rng.uniform(0.0, 0.02)
        for part, (first, last) in zip((text[:3], text[3:5], text[5:]), ((0, 3), (3, 5), (5, 9)), strict=False):
            span = (margin + width * (first / 9 + edge), margin + width * (last / 9 - edge))
            landed += writing.written(rng, self.pens, hand, ink, part, span, middle)
        return landed

    def _spoil(self, rng, ink, landed, margin, odd: bool) -> list:
        """Cross out all, or scribble over or overwrite one character; these become '?'."""
        if not landed:
            return landed
        way = rng.integers(3) if odd else rng.integers(1, 3)
        y, high = ink.shape[0] / 2, ink.shape[0] - 2 * margin
        if way == 0:
            for _ in range(rng.integers(1, 4)):
                ends = [(int(x), int(y + rng.normal(0, 0.12) * high)) for x in (landed[0][1] - 12, landed[-1][1] + 12)]
                cv2.line(ink, *ends, 1.0, int(rng.integers(2, 6)), cv2.LINE_AA)
            return [("?", x) for _, x in landed]
        place = int(rng.integers(len(landed)))
        sign, x = landed[place]
        if not sign.isdigit():
            return landed
        if way == 1:
            dots = rng.normal((x, y), (high * 0.17, high * 0.22), (int(rng.integers(6, 14)), 2)).astype(np.int32)
            cv2.polylines(ink, [dots], False, 1.0, int(rng.integers(2, 6)), cv2.LINE_AA)
        else:
            other = str((int(sign) + rng.integers(1, 10)) % 10)
            hand = writing.Hand.draw(rng, self.pens, high, False)
            writing.written(rng, self.pens, hand, ink, other, (x - high * 0.35, x + high * 0.35), y)
        return landed[:place] + [("?", x)] + landed[place + 1 :]

    def _neighbors(self, rng, ink, margin, style) -> None:
        """Add ink from the rows above and below and from the next field that reaches into the crop."""
        height, width = ink.shape[0] - 2 * margin, ink.shape[1] - 2 * margin
        if style != "typed" and rng.random() < 0.22:
            hand = writing.Hand.draw(rng, self.pens, height, False)
            side = rng.choice([-1, 1])
            edge = margin if side < 0 else margin + height
            middle = edge + side * hand.height * rng.uniform(0.36, 0.7)
            text = "".join(rng.choice(list("0123456789????"), rng.integers(1, 8)))
            writing.written(rng, self.pens, hand, ink, text, (margin, margin + width), middle)
        if rng.random() < 0.12:
            hand = writing.Hand.draw(rng, self.pens, height, False)
            x = (
                rng.uniform(-0.3, 0.15) * margin
                if rng.random() < 0.6
                else width + 2 * margin - rng.uniform(-0.3, 0.15) * margin
            )
            span = (x - hand.height / 2, x + hand.height * 0.5)
            scrap = np.zeros_like(ink)
            writing.written(rng, self.pens, hand, scrap, "?", span, ink.shape[0] / 2)
            scrap[:, margin - 3 : margin + width + 3] = 0
            np.maximum(ink, scrap, out=ink)


def _text(rng, kind: str) -> str:
    def number(count):
        return "".join(map(str, rng.integers(0, 10, count)))

    if kind == "tin":
        digits = number(9)
        return f"{digits[:3]}-{digits[3:5]}-{digits[5:]}" if rng.random() < 0.15 else digits
    if kind == "pin":
        return number(6)
    if kind == "zip":
        return number(5) + ("-" + number(4) if rng.random() < 0.2 else "")
    if kind == "phone":
        a, b, c = number(3), number(3), number(4)
        return str(rng.choice([a + b + c, f"({a}){b}-{c}", f"{a}-{b}-{c}", f"{a}.{b}.{c}"], p=[0.35, 0.3, 0.3, 0.05]))
    if kind == "date":
        mark, month, day = rng.choice(["/", "-", "."], p=[0.7, 0.22, 0.08]), rng.integers(1, 13), rng.integers(1, 32)
        year = rng.integers(2020, 2030) if rng.random() < 0.8 else rng.integers(1930, 2030)
        form = "{:02d}{m}{:02d}{m}{}" if rng.random() < 0.5 else "{:d}{m}{:d}{m}{}"
        return form.format(month, day, year if rng.random() < 0.6 else f"{year % 100:02d}", m=mark)
    return _amount(rng)


def _amount(rng) -> str:
    value = int(10 ** rng.uniform(0, 6.5))
    text = f"{value:,}" if rng.random() < 0.6 else str(value)
    text += rng.choice(["", ".00", f".{rng.integers(100):02d}", "."], p=[0.8, 0.1, 0.05, 0.05])
    form = rng.choice(["{}", "-{}", "({})", "${}"], p=[0.86, 0.05, 0.04, 0.05])
    return str(form).format(text)


def _spoil_text(rng, text: str) -> str:
    """Put letters among or in place of the digits, or no text; as often leave it, to be crossed out."""
    way = rng.random()
    if way < 0.2:
        return ""
    if way < 0.4:
        return "?" * int(rng.integers(2, 10))
    if way < 0.6:
        place = int(rng.integers(len(text)))
        return text[:place] + "?" + text[place + 1 :]
    return text


def _astray(rng, text: str) -> str:
    """Return the number with one or two digits too many, or one too few."""
    place = int(rng.integers(len(text)))
    if rng.random() < 0.25:
        return text[:place] + text[place + 1 :]
    more = "".join(map(str, rng.integers(0, 10, 2 if rng.random() < 0.15 else 1)))
    return text[:place] + more + text[place:]


def _lay(rng, paper: np.ndarray, ink: np.ndarray, style: str, level: float) -> np.ndarray:
    """Put the ink on the paper: black toner, ballpoint pen, or pencil with its grain."""
    way = rng.random()
    if way < 0.1:
        broad = style != "typed" and rng.random() < 0.6
        ink = cv2.dilate(ink, np.ones((3, 3) if broad else (2, 2), np.uint8))
    elif way < 0.22:
        ink = cv2.erode(ink, np.ones((2, 2), np.uint8))
    tone = rng.uniform(0, 70) if style == "typed" or rng.random() < 0.7 else rng.uniform(70, 120 + 20 * level)
    strength = np.float32(1.0)
    if style != "typed" and rng.random() < 0.25:
        grain = cv2.randn(np.empty(ink.shape, np.float32), 0.85, 0.35)
        strength = np.clip(cv2.blur(grain, (2, 2)), 0.25, 1)
    cover = ink * strength
    return np.clip(paper * (1 - cover) + np.minimum(paper, tone) * cover, 0, 255).astype(np.uint8)

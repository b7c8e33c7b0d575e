"""Joins characters with places into a line of text, and tells whether the text belongs to its zone alone."""

from dataclasses import dataclass, replace

import numpy as np

from intake.opening.raw import Char

SLACK = 1.5  # points around a zone that still count as inside
_GAP = 0.15  # share of the line height by which a gap must exceed the usual gap to be a space
_FEW = 3  # with this few gaps, the usual gap is not known
_NEXT = 0.35  # share of the line height: a closer character continues the text
_TWICE = 0.25  # share of the line height: the most distance between the two prints of a bold letter
_THROUGH = 0.5  # share of a character's width or the line height: more overlap means other text

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Line:
    """The text in a zone; `doubted` if it continues outside or other text runs through it."""

    text: str
    doubted: bool = False


def within(chars: list[Char], box: Box) -> Line:
    """Return the text in a zone from left to right (all in the same points); a character printed twice counts once."""
    x0, y0, x1, y1 = box[0] - SLACK, box[1] - SLACK, box[2] + SLACK, box[3] + SLACK
    row = [char for char in chars if y0 <= _middle(char)[1] <= y1]
    inside = _once([char for char in row if x0 <= _middle(char)[0] <= x1])
    if not inside:
        return Line("")
    size = _size(inside)
    outside = [char for char in row if not x0 <= _middle(char)[0] <= x1]
    return Line(_text(inside, size), _runs_on(inside, outside, size) or _runs_through(inside, size))


def _middle(char: Char) -> tuple[float, float]:
    x0, y0, x1, y1 = char.box
    return (x0 + x1) / 2, (y0 + y1) / 2


def _size(chars: list[Char]) -> float:
    return max(char.box[3] - char.box[1] for char in chars)


def _once(chars: list[Char]) -> list[Char]:
    """From left to right; a character printed twice, as some programs do for bold type, counts once."""
    kept: list[Char] = []
    for char in sorted(chars, key=lambda char: _middle(char)[0]):
        near = [one for one in kept[-4:] if one.text == char.text and _is_same_place(one, char)]
        if near:
            at = kept.index(near[0])
            kept[at] = replace(near[0], box=(*near[0].box[:2], max(near[0].box[2], char.box[2]), near[0].box[3]))
        else:
            kept.append(char)
    return kept


def _is_same_place(one: Char, other: Char) -> bool:
    (x, y), (u, v) = _middle(one), _middle(other)
    return max(abs(x - u), abs(y - v)) <= _TWICE * (other.box[3] - other.box[1])


def _text(chars: list[Char], size: float) -> str:
    """The characters, with a space where the gap is clearly wider than the gaps between letters."""
    gaps = np.array([after.box[0] - before.box[2] for before, after in zip(chars, chars[1:], strict=False)])
    usual = max(0.0, float(np.median(gaps))) if len(gaps) >= _FEW else 0.0
    spaced = ["", *(" " if gap > usual + _GAP * size else "" for gap in gaps)]
    return "".join(space + char.text for space, char in zip(spaced, chars, strict=True))


def _runs_on(inside: list[Char], outside: list[Char], size: float) -> bool:
    """Whether the text continues beyond the zone or began before it."""
    left, right = min(char.box[0] for char in inside), max(char.box[2] for char in inside)
    near = _NEXT * size
    return any(char.box[0] < right + near and char.box[2] > left - near for char in outside)


def _runs_through(chars: list[Char], size: float) -> bool:
    """Whether characters overlap or lie on more than one line."""
    levels = [_middle(char)[1] for char in chars]
    if max(levels) - min(levels) > _THROUGH * size:
        return True
    return any(
        before.box[2] - after.box[0] > _THROUGH * min(before.box[2] - before.box[0], after.box[2] - after.box[0])
        for before, after in zip(chars, chars[1:], strict=False)
    )

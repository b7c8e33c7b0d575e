"""Characters with places to a line of text: the words in a zone, and whether the text is that zone's own."""

from dataclasses import dataclass, replace

import numpy as np

from intake.opening.raw import Char

SLACK = 1.5  # points around a zone that still count as inside
_GAP = 0.15  # of the height of a line: what is wider between two characters than usual there is a space
_FEW = 3  # gaps of which nobody can say what is usual
_NEXT = 0.35  # of the height of a line: a nearer character continues the text
_TWICE = 0.25  # of the height of a line by which the two printings of a letter printed bold may lie apart
_THROUGH = 0.5  # of a character's width or of the height of a line: what lies over more of it is other text

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Line:
    """The text in a zone; `doubted` where it runs on outside, or other text runs through it."""

    text: str
    doubted: bool = False


def within(chars: list[Char], box: Box) -> Line:
    """The characters in a zone (all in the same points) from left to right, those printed twice once."""
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
    """From left to right; a character printed again over itself, as some programs make bold, is one."""
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
    """The characters with a space wherever the gap is clearly wider than the gaps between letters are."""
    gaps = np.array([after.box[0] - before.box[2] for before, after in zip(chars, chars[1:], strict=False)])
    usual = max(0.0, float(np.median(gaps))) if len(gaps) >= _FEW else 0.0
    spaced = ["", *(" " if gap > usual + _GAP * size else "" for gap in gaps)]
    return "".join(space + char.text for space, char in zip(spaced, chars, strict=True))


def _runs_on(inside: list[Char], outside: list[Char], size: float) -> bool:
    """Whether the text goes on beyond the zone, or began before it."""
    left, right = min(char.box[0] for char in inside), max(char.box[2] for char in inside)
    near = _NEXT * size
    return any(char.box[0] < right + near and char.box[2] > left - near for char in outside)


def _runs_through(chars: list[Char], size: float) -> bool:
    """Whether characters lie over each other, or on more than one line."""
    levels = [_middle(char)[1] for char in chars]
    if max(levels) - min(levels) > _THROUGH * size:
        return True
    return any(
        before.box[2] - after.box[0] > _THROUGH * min(before.box[2] - before.box[0], after.box[2] - after.box[0])
        for before, after in zip(chars, chars[1:], strict=False)
    )

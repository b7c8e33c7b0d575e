"""Finds the words that caption a place on a printed page, by the ruled cell, line, or check box that they belong to."""

import re
from collections.abc import Iterator

from desk.forms.definition import Box, PageDefinition, Word

_LEFT_OF_WIDGET = 45
_ABOVE_WIDGET = 19
_RIGHT_OF_TICK = 150
_LINE_NUMBER, _LINE_ABOVE = re.compile(r"\d{1,2}[a-z]?"), 4


def cell(page: PageDefinition, box: Box) -> Box:
    """The smallest ruled cell around `box`: to the nearest rules left, above, right and below, else the page."""
    x0, y0, x1, y1 = box
    across, down = (x0 + x1) / 2, (y0 + y1) / 2
    upright, level = [], []
    for rule in page.rules:
        if abs(rule.x0 - rule.x1) < 0.5 and _spans(rule.y0, rule.y1, down) and not rule.dotted:
            upright.append(rule.x0)
        elif abs(rule.y0 - rule.y1) < 0.5 and _spans(rule.x0, rule.x1, across):
            level.append(rule.y0)
    return (
        max((x for x in upright if x <= x0 + 1.5), default=0.0),
        max((y for y in level if y <= y0 + 1.5), default=0.0),
        min((x for x in upright if x >= x1 - 1.5), default=page.width),
        min((y for y in level if y >= y1 - 1.5), default=page.height),
    )


def in_cell(page: PageDefinition, box: Box) -> str:
    """The words of the ruled cell around a widget that are above it or just to its left."""
    x0, y0, x1, _y1 = cell(page, box)
    x0, x1 = max(x0, box[0] - _LEFT_OF_WIDGET), min(x1, box[2] + 2)
    y0, y1 = max(y0, box[1] - _ABOVE_WIDGET), box[3]
    return _text(word for word in page.words if x0 - 1 <= word.box[0] < x1 and y0 - 1 <= _middle(word) <= y1)


def panel(page: PageDefinition, phrase: Box) -> Box:
    """The smallest printed rectangle that contains a caption, or else the ruled cell around it."""
    x0, y0, x1, y1 = phrase
    holding = [
        shape.box
        for shape in page.boxes
        if shape.box[0] <= x0 + 1 and shape.box[1] <= y0 + 1 and shape.box[2] >= x1 and shape.box[3] >= y1
    ]
    smallest = min(holding, key=_area, default=None)
    ruled = cell(page, phrase)
    return smallest if smallest and _area(smallest) < _area(ruled) else ruled


def right_of(page: PageDefinition, box: Box, others: list[Box]) -> str:
    """The words on the line of a check box, up to the next check box or for 150 points."""
    level = (box[1] + box[3]) / 2
    ends = [other[0] for other in others if other[0] > box[2] and other[1] < level < other[3]]
    end = min([*ends, box[2] + _RIGHT_OF_TICK])
    return _text(word for word in page.words if box[2] - 1 <= word.box[0] < end and abs(_middle(word) - level) < 5)


def phrases(page: PageDefinition, pattern: str) -> Iterator[Box]:
    """The boxes of the printed phrases that match, line by line from the top."""
    for line in lines(page):
        starts, text = [], ""
        for word in line:
            starts.append(len(text))
            text += word.text.lower().replace("’", "'") + " "
        for match in re.finditer(rf"(?<![a-z]){pattern}(?![a-z])", text):
            hit = [
                word
                for word, at in zip(line, starts, strict=True)
                if match.start() < at + len(word.text) and at < match.end()
            ]
            if hit:
                yield hit[0].box[0], min(w.box[1] for w in hit), hit[-1].box[2], max(w.box[3] for w in hit)


def number_of_line(page: PageDefinition, phrase: Box) -> str:
    """The number that the form prints before a phrase ("37", "11a"), in its line or the one above it; "" if none."""
    level = (phrase[1] + phrase[3]) / 2
    before = [word for word in page.words if word.box[2] < phrase[0] + 1 and -3 < level - _middle(word) < _LINE_ABOVE]
    numbered = [word for word in before if _LINE_NUMBER.fullmatch(word.text)]
    return max(numbered, key=lambda word: (_middle(word), -word.box[0])).text if numbered else ""


def lines(page: PageDefinition) -> list[list[Word]]:
    """The page's words as printed lines, each from left to right."""
    found: list[list[Word]] = []
    for word in sorted(page.words, key=_middle):
        if found and abs(_middle(found[-1][-1]) - _middle(word)) < 2.5:
            found[-1].append(word)
        else:
            found.append([word])
    return [sorted(line, key=lambda word: word.box[0]) for line in found]


def _text(words) -> str:
    text = " ".join(word.text for word in words).lower().replace("’", "'")
    return text.lstrip("▶•. ")


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _middle(word: Word) -> float:
    return (word.box[1] + word.box[3]) / 2


def _spans(start: float, end: float, at: float) -> bool:
    return min(start, end) - 1 <= at <= max(start, end) + 1

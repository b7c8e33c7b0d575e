"""Analyzes a page of a form without a definition: its printed words, rules, and check boxes, in points."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from desk.forms import captions, press
from desk.forms.definition import Box, PageDefinition, Rule, Word
from intake import picture
from intake.engines.tesseract import Tesseract
from intake.pages.upright import DPI, Page

_POINT = press.DPI / 72
_LEVEL, _UPRIGHT = 60, 26  # px at 200 dpi: the least length of a level and of an upright rule
_SURE = 0.3
_SQUARE = (16, 36)  # px at 200 dpi: the sides of a check box
_INK = 150
_TALL = (2.0, 30.0)  # points


@dataclass(frozen=True, eq=False)
class Sheet:
    """The level page at 200 dpi (uint8 gray), its print, its check boxes, and the matrix (3 × 3) from its points to
    pixels of the page."""

    image: np.ndarray
    printed: PageDefinition
    ticks: tuple[Box, ...]
    matrix: np.ndarray

    @property
    def lines(self) -> list[list[Word]]:
        """Return the printed lines, from the top."""
        return captions.lines(self.printed)


def look(page: Page, engine: Tesseract) -> Sheet:
    """Level a page and find its words, rules, and check boxes."""
    height, width = page.image.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), page.skew, 1.0)
    level = cv2.warpAffine(page.image, turn, (width, height), borderValue=255)
    image = picture.shrunk(level, press.DPI / DPI)
    size = image.shape[::-1]
    dark = (image < _INK).astype(np.uint8)
    words = _words(engine, image, _POINT)
    more = _words(engine, level, DPI / 72)
    words += [one for one in more if not any(_overlap(one.box, other.box) for other in words)]
    printed = PageDefinition(
        number=1, width=size[0] / _POINT, height=size[1] / _POINT, rules=_rules(dark), words=tuple(words)
    )
    matrix = np.linalg.inv(np.vstack([turn, [0, 0, 1]])) @ np.diag([DPI / 72, DPI / 72, 1.0])
    return Sheet(image, printed, _ticks(dark), matrix)


def blank(sheet: Sheet, zones: Sequence[Box]) -> np.ndarray:
    """Return only the print of the page on white: uint8 gray at 200 dpi. Words in `zones` are entries, not print."""
    white = np.full_like(sheet.image, 255)
    for word in (word for word in sheet.printed.words if not any(_lies_in(word.box, zone) for zone in zones)):
        x0, y0, x1, y1 = (round(side * _POINT) for side in word.box)
        white[y0:y1, x0:x1] = sheet.image[y0:y1, x0:x1]
    for rule in sheet.printed.rules:
        x0, y0, x1, y1 = (round(side * _POINT) for side in (rule.x0, rule.y0, rule.x1, rule.y1))
        cv2.line(white, (x0, y0), (x1, y1), 0, max(2, round(rule.thickness * _POINT)))
    for box in sheet.ticks:
        x0, y0, x1, y1 = (round(side * _POINT) for side in box)
        cv2.rectangle(white, (x0, y0), (x1, y1), 0, 2)
    return white


def _lies_in(box: Box, zone: Box) -> bool:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return zone[0] <= x <= zone[2] and zone[1] <= y <= zone[3]


def _words(engine: Tesseract, image: np.ndarray, scale: float) -> list[Word]:
    """The words of the page at `scale` pixels per point; small print may be read at one scale and not at another."""
    found = []
    for text, sure, place in engine.located(image):
        x0, y0, x1, y1 = (max(0.0, side / scale) for side in place)
        if sure >= _SURE and x1 > x0 and _TALL[0] < y1 - y0 < _TALL[1]:
            found.append(Word(text=text, box=(x0, y0, x1, y1), size=y1 - y0))
    return found


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _rules(dark: np.ndarray) -> tuple[Rule, ...]:
    found = []
    for shape in ((_LEVEL, 1), (1, _UPRIGHT)):
        lines = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones(shape[::-1], np.uint8))
        lines = cv2.dilate(lines, np.ones((3, 3), np.uint8))
        for x, y, wide, high, _ in cv2.connectedComponentsWithStats(lines)[2][1:]:
            thin, long = sorted((wide, high))
            if thin > 14 or long < 2 * thin:
                continue
            across, down = (x + wide / 2) / _POINT, (y + high / 2) / _POINT
            x0, x1 = (x / _POINT, (x + wide) / _POINT) if wide > high else (across, across)
            y0, y1 = (y / _POINT, (y + high) / _POINT) if high > wide else (down, down)
            found.append(Rule(x0=x0, y0=y0, x1=x1, y1=y1, thickness=max(0.3, (thin - 2) / _POINT)))
    return tuple(found)


def _ticks(dark: np.ndarray) -> tuple[Box, ...]:
    """Small squares, empty or checked."""
    found = []
    outlines, _ = cv2.findContours(dark, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    for outline in outlines:
        x, y, wide, high = cv2.boundingRect(outline)
        square = all(_SQUARE[0] <= side <= _SQUARE[1] for side in (wide, high)) and abs(wide - high) <= 3
        if square and cv2.contourArea(outline) > 0.8 * wide * high:
            found.append((x / _POINT, y / _POINT, (x + wide) / _POINT, (y + high) / _POINT))
    return tuple(sorted(set(found), key=lambda box: (round(box[1] / 4), box[0])))

"""Checks the printed words that tell a form and its revision from similar ones.

Forms of adjacent years may differ only in a few digits ("2023" for "2024"), and a year that is not on file must not
pass for one that is. The last two digits of every printed year are therefore compared with the expected ones *and* with
the other nine digits in the same type, taken from elsewhere on the same page; and the form's own number must be in its
place (Form 1040-SR and 1040-X print it elsewhere).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np

from desk.forms import press
from desk.forms.definition import PageDefinition, Word
from intake import picture
from intake.prints.register import Frame

_POINT = press.DPI / 72
_YEAR = re.compile(r"(19|20)\d\d")
_WIDTHS = {"(": 0.333, ")": 0.333, ",": 0.278, ".": 0.278, "-": 0.333, "/": 0.278} | dict.fromkeys("0123456789", 0.556)
_REACH, _PLAY = 4, 2  # pixels by which a word may be off its place, and a digit off its place in the word
_LEGIBLE, _CLOSE, _CLEAR = 0.62, 0.03, 0.05
_WORD = 0.62
_FEW = 3  # years on a page: with so few, one legible year is enough, and one may be written over
_BEHIND = 0.6  # share of the number's width
_PAPER, _INK = 200, 90  # gray from which print is paper; gray levels by which ink is darker than the paper around it
_PRINTED, _BEHIND_LIKE = 0.1, 0.5  # share of print that makes a place worth comparing; the likeness required then
_JOINED = 0.07  # share of that place under ink that is not print


@dataclass(frozen=True, eq=False)
class Glyph:
    """A digit of a year: pieces of print by digit, the expected `digit`, and its top left corner."""

    digit: str
    pieces: dict[str, np.ndarray]
    x: int
    y: int


@dataclass(frozen=True, eq=False)
class KeyWord:
    """A year or the form's number: its piece of print, its top left corner (pixels at 200 dpi), the deciding digits.

    `behind` is the print after it, to the width of two or three characters.
    """

    text: str
    piece: np.ndarray
    behind: np.ndarray
    x: int
    y: int
    is_year: bool
    glyphs: tuple[Glyph, ...] = ()


@dataclass(frozen=True)
class Verdict:
    """How many key words match the print and how many differ; those that cannot be made out count for neither."""

    years: int = 0
    years_agree: int = 0
    years_differ: int = 0
    numbers: int = 0
    numbers_agree: int = 0

    @property
    def stands(self) -> bool:
        """Whether the page can be this print: enough of its years were made out and almost none differs."""
        enough, against = (1, 2) if self.years <= _FEW else (2, 3)
        years = not self.years or (self.years_agree >= enough and self.years_agree >= against * self.years_differ)
        return years and (not self.numbers or self.numbers_agree > 0)

    @property
    def weight(self) -> float:
        """The value for comparing similar prints: years that match minus years that differ, as a share of all."""
        return (self.years_agree - 2 * self.years_differ) / max(1, self.years)


def find(form: str, page: PageDefinition, image: np.ndarray) -> tuple[KeyWord, ...]:
    """Return the key words of a page with the softened print `image`: every year and every form number."""
    number = _plain(form).removeprefix("F")
    bank = [(word, digit, box) for word in page.words for digit, box in _digits(word)]
    found = []
    for word in page.words:
        year = _YEAR.search(word.text)
        if year and len(word.text) <= 8:
            deciding = [glyph for glyph in enumerate(_places(word)) if year.start() + 2 <= glyph[0] < year.end()]
            glyphs = tuple(_glyph(word, word.text[i], box, bank, image) for i, box in deciding)
            found.append(_key_word(word, image, True, glyphs))
        elif _plain(word.text) == number:
            found.append(_key_word(word, image, False, ()))
    return tuple(found)


def judge(frame: Frame, keywords: tuple[KeyWord, ...]) -> Verdict:
    """Judge the key words of a print on a page warped into the print's frame (200 dpi, softened)."""
    years = [_year_stands(frame, word) for word in keywords if word.is_year]
    numbers = [_number_stands(frame, word) for word in keywords if not word.is_year]
    return Verdict(len(years), years.count(True), years.count(False), len(numbers), numbers.count(True))


def _year_stands(frame: Frame, word: KeyWord) -> bool | None:
    """Whether a year is there as printed; None if it cannot be made out."""
    likeness, dx, dy = _locate(frame, word.piece, word.x, word.y, _REACH)
    if likeness < 0.3:
        return None
    answers = [_digit_stands(frame, glyph, dx, dy) for glyph in word.glyphs]
    if any(answer is False for answer in answers):
        return False
    return True if all(answers) else None


def _number_stands(frame: Frame, word: KeyWord) -> bool:
    """Whether the form's number is there without an addition that the print lacks ("1040-SR")."""
    likeness, dx, dy = _locate(frame, word.piece, word.x, word.y, _REACH)
    if likeness < _WORD:
        return False
    high, wide = word.behind.shape
    x, y = word.x + word.piece.shape[1] + dx, word.y + dy
    seen = frame[y : y + high, x : x + wide]
    if seen.shape != word.behind.shape:
        return False
    ours = cv2.erode(word.behind, np.ones((5, 5), np.uint8)) < _PAPER
    if ours.mean() > _PRINTED and _locate(frame, word.behind, x, y, _PLAY)[0] < _BEHIND_LIKE:
        return False
    foreign = (seen < int(picture.percentiles(frame[y : y + high, :], 90)[0]) - _INK) & ~ours
    return foreign.mean() < _JOINED


def _digit_stands(frame: Frame, glyph: Glyph, dx: int, dy: int) -> bool | None:
    scores = {d: _locate(frame, piece, glyph.x + dx, glyph.y + dy, _PLAY)[0] for d, piece in glyph.pieces.items()}
    own = scores.pop(glyph.digit)
    rival = max(scores.values(), default=0.0)
    if max(own, rival) < _LEGIBLE:
        return None
    if rival > own + _CLEAR:
        return False
    return True if own > rival + _CLOSE and own >= _LEGIBLE else None


def _locate(frame: Frame, piece: np.ndarray, x: int, y: int, reach: int) -> tuple[float, int, int]:
    """The best likeness of a piece of print near a place, and its offset; 0 beyond the edge."""
    high, wide = piece.shape
    if x < reach or y < reach or y + high + reach > frame.shape[0] or x + wide + reach > frame.shape[1]:
        return 0.0, 0, 0
    window = frame[y - reach : y + high + reach, x - reach : x + wide + reach]
    _, likeness, _, (dx, dy) = cv2.minMaxLoc(cv2.matchTemplate(window, piece, cv2.TM_CCOEFF_NORMED))
    return likeness, dx - reach, dy - reach


def _plain(text: str) -> str:
    """A form's name in the spelling common to its file and its print: "1040SR"."""
    return re.sub(r"[^0-9A-Z]", "", text.upper())


def _places(word: Word) -> list[tuple[float, float, float, float]]:
    """The box of each character in pixels at 200 dpi, by the usual widths of digits and parentheses."""
    widths = [_WIDTHS.get(char, 0.55) for char in word.text]
    x0, y0, x1, y1 = (side * _POINT for side in word.box)
    edges = x0 + np.cumsum([0, *widths]) * (x1 - x0) / sum(widths)
    return [(edges[i], y0, edges[i + 1], y1) for i in range(len(widths))]


def _digits(word: Word) -> Iterator[tuple[str, tuple[float, float, float, float]]]:
    """Yield the digits of a word that is a number, with their boxes."""
    if all(char in _WIDTHS for char in word.text):
        yield from ((char, box) for char, box in zip(word.text, _places(word), strict=True) if char.isdigit())


def _key_word(word: Word, image: np.ndarray, is_year: bool, glyphs: tuple[Glyph, ...]) -> KeyWord:
    x0, y0, x1, y1 = (round(side * _POINT) for side in word.box)
    piece = image[y0 - 1 : y1 + 1, x0 - 1 : x1 + 1]
    behind = image[y0 - 1 : y1 + 1, x1 + 1 : x1 + 1 + round(_BEHIND * (x1 - x0))]
    return KeyWord(word.text, piece, behind, x0 - 1, y0 - 1, is_year, glyphs)


def _glyph(word: Word, digit: str, box: tuple, bank: list, image: np.ndarray) -> Glyph:
    """A digit and, for each of the other nine, the page's piece of print with the most similar type."""
    size = round(box[2] - box[0]) + 2, round(box[3] - box[1])
    pieces = {digit: _cut(image, box, size)}
    for other in set("0123456789") - {digit}:
        of_type = [entry for entry in bank if entry[1] == other and _same_face(entry[0], word)]
        if of_type:
            nearest = min(of_type, key=lambda entry: abs(entry[0].size - word.size))
            pieces[other] = _cut(image, nearest[2], size)
    return Glyph(digit, pieces, round(box[0]) - 1, round(box[1]))


def _same_face(one: Word, other: Word) -> bool:
    return (one.bold, one.shade) == (other.bold, other.shade)


def _cut(image: np.ndarray, box: tuple[float, float, float, float], size: tuple[int, int]) -> np.ndarray:
    """Cut a character's box, a pixel wider on both sides, scaled to `size`."""
    wide, high = size
    across, down = (box[2] - box[0] + 2) / wide, (box[3] - box[1]) / high
    place = np.array([[across, 0, box[0] - 1 + (across - 1) / 2], [0, down, box[1] + (down - 1) / 2]])
    return cv2.warpAffine(image, place, (wide, high), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, borderValue=255)

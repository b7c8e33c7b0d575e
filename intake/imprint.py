"""The printed words that tell a form and its revision from its neighbours, and whether a page really shows them.

Forms of neighbouring years may differ in nothing but a few digits ("2023" for "2024"), and a year that is not on
file must not pass for one that is. So every digit of every year and form number is compared with what should stand
there *and* with the other nine digits in the same type, taken from the prints of the same form.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

import cv2
import numpy as np

from desk.forms.definition import FormDefinition, PageDefinition, Word

_POINT = 200 / 72
_YEAR = re.compile(r"(19|20)\d\d")
_WIDTHS = {"(": 0.333, ")": 0.333, ",": 0.278, ".": 0.278, "-": 0.333, "/": 0.278} | dict.fromkeys("0123456789", 0.556)
_REACH = 3
_AGREES, _BETTER = 0.70, 0.03

Bank = dict[str, np.ndarray]


@dataclass(frozen=True)
class KeyWord:
    """A word with digits that matter. `box` in pixels at 200 dpi; `glyphs` are (digit, x0, x1) in the same pixels."""

    text: str
    box: tuple[int, int, int, int]
    glyphs: tuple[tuple[str, int, int], ...]
    type_size: float
    bold: bool
    is_year: bool


@dataclass(frozen=True)
class Verdict:
    """How many key words of years and of form numbers stand on the page as printed, and how many say something else."""

    years_agree: int = 0
    years_differ: int = 0
    numbers_agree: int = 0
    numbers_differ: int = 0
    expected: int = 0

    @property
    def stands(self) -> bool:
        """Whether the page may be taken for this print: a year was made out and none says otherwise.

        A print without a year (Form 15227) is told by its form number instead.
        """
        if self.expected:
            return self.years_agree > self.years_differ
        return self.numbers_agree >= self.numbers_differ


def find(definition: FormDefinition, page: PageDefinition) -> tuple[KeyWord, ...]:
    """The key words of a page: every year, and every standing of the form's own number."""
    number = "".join(re.findall(r"\d+", definition.form))
    found = []
    for word in page.words:
        year = _YEAR.search(word.text)
        if year and len(word.text) <= 8:
            found.append(_key_word(word, *year.span(), True))
        elif number and word.text == number:
            found.append(_key_word(word, 0, len(number), False))
    return tuple(found)


def _key_word(word: Word, start: int, end: int, is_year: bool) -> KeyWord:
    widths = [_WIDTHS.get(char, 0.55) for char in word.text]
    x0, y0, x1, y1 = (side * _POINT for side in word.box)
    edges = x0 + np.cumsum([0, *widths]) * (x1 - x0) / sum(widths)
    glyphs = tuple((word.text[i], round(edges[i]) - 1, round(edges[i + 1]) + 1) for i in range(start, end))
    box = int(x0) - 1, int(y0) - 1, int(np.ceil(x1)) + 2, int(np.ceil(y1)) + 2
    return KeyWord(word.text, box, glyphs, word.size, word.bold, is_year)


def prefers(page: np.ndarray, one, one_matrix: np.ndarray, other, other_matrix: np.ndarray) -> float:
    """How much more the page (300 dpi) looks like print `one` than like `other` where the two differ: −2 … 2.

    The matrices lead from pixels of a print (200 dpi) to pixels of the page.
    """
    height, width = one.image.shape
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    seen = cv2.warpPerspective(page, one_matrix, (width, height), flags=flags, borderValue=255)
    across = np.linalg.inv(other_matrix) @ one_matrix
    rival = cv2.warpPerspective(other.image, across, (width, height), flags=flags, borderValue=255)
    apart = cv2.absdiff(cv2.GaussianBlur(one.image, (0, 0), 1.5), cv2.GaussianBlur(rival, (0, 0), 1.5)) > 40
    if apart.sum() < 200:
        return 0.0
    region = cv2.dilate(apart.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    return _correlation(seen[region], one.image[region]) - _correlation(seen[region], rival[region])


def _correlation(one: np.ndarray, other: np.ndarray) -> float:
    a, b = one.astype(np.float32) - one.mean(), other.astype(np.float32) - other.mean()
    return float((a * b).sum() / (np.linalg.norm(a) * np.linalg.norm(b) + 1e-6))


def judge(page: np.ndarray, print_, matrix: np.ndarray, library) -> Verdict:
    """Whether the years and form numbers of a print stand on the page, each digit against all ten."""
    templates = bank(print_.form, library)
    counts = {"years_agree": 0, "years_differ": 0, "numbers_agree": 0, "numbers_differ": 0}
    for word in print_.keywords:
        agrees = _stands(page, print_.image, matrix, word, templates)
        if agrees is not None:
            counts[f"{'years' if word.is_year else 'numbers'}_{'agree' if agrees else 'differ'}"] += 1
    return Verdict(**counts, expected=sum(word.is_year for word in print_.keywords))


_BANKS: dict[tuple[str, int], Bank] = {}


def bank(form: str, library) -> Bank:
    """Every digit as the prints of that form show it: by digit, pieces of print of one size."""
    key = form, id(library)
    if key not in _BANKS:
        found: dict[str, list[np.ndarray]] = {}
        for print_ in library:
            if print_.form == form:
                for word in print_.keywords:
                    for digit, x0, x1 in word.glyphs:
                        found.setdefault(digit, []).append(_piece(print_.image, np.eye(3), word, x0, x1))
        _BANKS[key] = found
    return _BANKS[key]


def _piece(image: np.ndarray, matrix: np.ndarray, word: KeyWord, x0: int, x1: int, dx: float = 0, dy: float = 0) -> np.ndarray:
    """One digit of a key word, cut through `matrix` (print to image) and brought to one size."""
    top, bottom = word.box[1], word.box[3]
    wide, high = 16, 24
    cut = np.array([[(x1 - x0) / wide, 0, x0 + dx], [0, (bottom - top) / high, top + dy], [0, 0, 1]])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return cv2.warpPerspective(image, matrix @ cut, (wide, high), flags=flags, borderValue=255)


def _stands(page: np.ndarray, image: np.ndarray, matrix: np.ndarray, word: KeyWord, templates: Bank) -> bool | None:
    """Whether a key word stands on the page as printed; None when it cannot be made out."""
    best = None
    for dx in range(-_REACH, _REACH + 1):
        for dy in range(-_REACH, _REACH + 1, 2):
            likeness = [
                _correlation(_piece(page, matrix, word, x0, x1, dx, dy), _piece(image, np.eye(3), word, x0, x1))
                for _, x0, x1 in word.glyphs
            ]
            if best is None or sum(likeness) > sum(best[0]):
                best = likeness, dx, dy
    likeness, dx, dy = best
    if min(likeness) < 0.35 and sum(likeness) / len(likeness) < 0.5:
        return None
    return all(
        _digit_stands(_piece(page, matrix, word, x0, x1, dx, dy), _piece(image, np.eye(3), word, x0, x1), digit, templates)
        for digit, x0, x1 in word.glyphs
    )


def _digit_stands(seen: np.ndarray, expected: np.ndarray, digit: str, templates: Bank) -> bool:
    """Whether a piece of the page is this digit rather than any other of the same print."""
    own = _correlation(seen, expected)
    others = [_correlation(seen, piece) for other, pieces in templates.items() if other != digit for piece in pieces]
    return own >= max(others, default=0.0) - 0.0 if own < _AGREES else own + _BETTER >= max(others, default=0.0)

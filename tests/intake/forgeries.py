"""Pages that are nearly ours: the same form of another year, with another name, or with its parts elsewhere."""

import re

import cv2
import numpy as np

from desk.forms.definition import FormDefinition, Word
from tests.intake import paper

_DIGIT, _NARROW = 0.556, {"(": 0.333, ")": 0.333, ",": 0.278, ".": 0.278, "-": 0.333}


def of_another_year(definition: FormDefinition, page: int, years: int) -> np.ndarray:
    """The printed page with every year on it moved by `years`, its digits taken from elsewhere on the page."""
    sheet = paper.printed(definition, page)
    blank, words = sheet.copy(), definition.page(page).words
    for word in words:
        year = re.search(r"(19|20)\d\d", word.text)
        if year and len(word.text) <= 8:
            for at, digit in enumerate(str(int(year.group()) + years), start=year.start()):
                donor = _donor(words, word, digit)
                if digit != word.text[at] and donor:
                    _lay(sheet, _cut(blank, donor), _places(word)[at])
    return sheet


def with_suffix(definition: FormDefinition, page: int, suffix: str = "-SR") -> np.ndarray:
    """The printed page with a suffix behind the form's number wherever it stands, what follows moved aside."""
    sheet = paper.printed(definition, page)
    number = re.sub(r"\D", "", definition.form)
    for word in definition.page(page).words:
        if word.text == number:
            x0, y0, x1, y1 = paper.pixels(word.box)
            gap = round(0.75 * (x1 - x0))
            if x0 > 1500:  # at the right margin the number itself gives way
                sheet[y0:y1, x0 - gap - 150 : x1 - gap] = sheet[y0:y1, x0 - 150 : x1]
                x1 -= gap
            else:
                sheet[y0:y1, x1 + gap : x1 + gap + 900] = sheet[y0:y1, x1 : x1 + 900].copy()
            sheet[y0:y1, x1 : x1 + gap] = 255
            _write(sheet, suffix, (x1 + 2, y1 - round(0.22 * (y1 - y0))), (y1 - y0) / 42, word.bold)
    return sheet


def shuffled(sheet: np.ndarray, rng: np.random.Generator, pieces: int = 12) -> np.ndarray:
    """The same print with its bands in another order."""
    bands = np.array_split(sheet, pieces)
    return np.vstack([bands[i] for i in rng.permutation(pieces)])


def letter(rng: np.random.Generator) -> np.ndarray:
    """A page of a letter at 300 dpi: lines of words, paragraphs, nothing ruled."""
    sheet = np.full((3300, 2550), 255, np.uint8)
    y = 260
    while y < 3050:
        text = "".join(rng.choice(list("abcdefghiklmnoprstuvwy     ETAI,."), int(rng.integers(40, 95))))
        cv2.putText(sheet, text, (220, y), cv2.FONT_HERSHEY_COMPLEX, 1.1, 0, 2, cv2.LINE_AA)
        y += int(rng.integers(46, 58)) + (60 if rng.random() < 0.12 else 0)
    return sheet


def _write(sheet: np.ndarray, text: str, place: tuple[int, int], size: float, bold: bool) -> None:
    thickness = max(2, round(size * (4.7 if bold else 2.6)))
    cv2.putText(sheet, text, place, cv2.FONT_HERSHEY_DUPLEX, size, 10, thickness, cv2.LINE_AA)


def _places(word: Word) -> list[tuple[float, float, float, float]]:
    """The box of each character in points."""
    widths = np.array([_NARROW.get(char, _DIGIT) for char in word.text])
    edges = word.box[0] + np.r_[0, widths.cumsum()] * (word.box[2] - word.box[0]) / widths.sum()
    return [(edges[i], word.box[1], edges[i + 1], word.box[3]) for i in range(len(widths))]


def _donor(words: tuple[Word, ...], like: Word, digit: str) -> tuple[float, float, float, float] | None:
    """Where that digit stands on the page in the same type and nearly the same size."""
    numbers = [word for word in words if re.fullmatch(r"[\d(),.-]+", word.text) and word.bold == like.bold]
    found = [(abs(w.size - like.size), w.text.index(digit), w) for w in numbers if digit in w.text]
    best = min(found, key=lambda one: one[0], default=None)
    return _places(best[2])[best[1]] if best and best[0] <= 1.1 else None


def _cut(sheet: np.ndarray, box: tuple[float, float, float, float]) -> np.ndarray:
    x0, y0, x1, y1 = paper.pixels(box)
    return sheet[y0:y1, x0:x1]


def _lay(sheet: np.ndarray, piece: np.ndarray, box: tuple[float, float, float, float]) -> None:
    x0, y0, x1, y1 = paper.pixels(box)
    sheet[y0:y1, x0:x1] = cv2.resize(piece, (x1 - x0, y1 - y0), interpolation=cv2.INTER_AREA)

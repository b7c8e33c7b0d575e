"""Which form a page is by its printed words alone, for forms of which only our own drawing is on file.

The words that identify a page stand at its head and foot. All of them must stand there, the form's number and its
revision letter by letter; a page told this way lies on no print that we have, so it is keyed by a person.
"""

import re

import cv2
import numpy as np
from rapidfuzz import fuzz

from desk import forms
from intake.engines import tesseract
from intake.pages import upright
from intake.pages.upright import DPI, Page

HEAD, FOOT = 0.2, 0.1  # shares of the page's height
_READ_AT = 200
_SURE, _WORD, _ENOUGH = 0.7, 3, 12  # certainty and letters of a clear word, and how many of them leave no doubt
_ALIKE = 88  # per cent of a text's letters
_NUMBER = re.compile(r"\([^)]*\d[^)]*\)|\d{3,}")  # a revision in brackets, or a number


def stand(page: Page) -> tuple[Page, str]:
    """A page that lies on no print, the way up in which its words can be read, and these words.

    Print says which way its lines run but hardly which way is up: where few words can be read, it is tried the other
    way up too.
    """
    engine = tesseract.find()
    if engine is None or "blank" in page.notes:
        return page, ""
    seen = engine.words(_head_and_foot(page))
    if _clear(seen) < _ENOUGH:
        turned = upright.upside_down(page)
        other = engine.words(_head_and_foot(turned))
        if _clear(other) > _clear(seen):
            page, seen = turned, other
    return page, _plain("".join(word for word, _ in seen))


def recognise(seen: str) -> tuple[str, str, int] | None:
    """(form, revision, page number) of a facsimile's page that has these words; None where none or several do."""
    found = {place for place, wanted in _texts().items() if seen and all(_stands(text, seen) for text in wanted)}
    return found.pop() if len(found) == 1 else None


def _clear(seen: list[tuple[str, float]]) -> int:
    """How many words there are of which Tesseract is sure; single signs prove nothing."""
    return sum(sure >= _SURE and sum(map(str.isalpha, word)) >= _WORD for word, sure in seen)


def _texts() -> dict[tuple[str, str, int], tuple[str, ...]]:
    return {
        (one.form, one.revision, page.number): page.identify
        for one in forms.all()
        if one.facsimile
        for page in one.pages
        if page.identify
    }


def _head_and_foot(page: Page) -> np.ndarray:
    """Where the words stand, level, one under the other."""
    height, width = page.image.shape
    level = cv2.getRotationMatrix2D((width / 2, height / 2), page.skew, 1.0)
    image = cv2.warpAffine(page.image, level, (width, height), borderValue=255)
    ends = np.vstack([image[: round(HEAD * height)], image[round((1 - FOOT) * height) :]])
    return cv2.resize(ends, None, fx=_READ_AT / DPI, fy=_READ_AT / DPI, interpolation=cv2.INTER_AREA)


def _stands(text: str, seen: str) -> bool:
    """Whether a printed text stands among the words seen; numbers in it must be there as they are."""
    numbers = map(_plain, _NUMBER.findall(text))
    exact = all(re.search(rf"(?<!\d){number}(?!\d)", seen) for number in numbers)
    return exact and fuzz.partial_ratio(_plain(text), seen) >= _ALIKE


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())

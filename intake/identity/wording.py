"""Identifies a page by its printed words alone, for forms with only the project's own drawing on file.

The words that identify a page are at its head and foot. All of them must be found, the form's number and revision
letter by letter. No print on file fits a page identified in this way, so a person keys it.
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
_SURE, _WORD, _ENOUGH = 0.7, 3, 12  # least confidence and letters of a clear word; how many leave no doubt
_ALIKE = 88  # percent of a text's letters
_NUMBER = re.compile(r"\([^)]*\d[^)]*\)|\d{3,}")  # a revision in parentheses, or a number


def stand(page: Page) -> tuple[Page, str]:
    """Turn a page that fits no print so that its words can be read; return the page and the words.

    The lines of print show their direction but hardly which way is up: if few words can be read, the page is also tried
    upside down.
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


def recognize(seen: str) -> tuple[str, str, int] | None:
    """Return (form, revision, page number) of the drawn form's page with these words; None if none or several match."""
    found = {place for place, wanted in _texts().items() if seen and all(_stands(text, seen) for text in wanted)}
    return found.pop() if len(found) == 1 else None


def _clear(seen: list[tuple[str, float]]) -> int:
    """The number of words that Tesseract is sure of; short ones prove nothing."""
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
    """The head and foot of the level page, one above the other."""
    height, width = page.image.shape
    level = cv2.getRotationMatrix2D((width / 2, height / 2), page.skew, 1.0)
    image = cv2.warpAffine(page.image, level, (width, height), borderValue=255)
    ends = np.vstack([image[: round(HEAD * height)], image[round((1 - FOOT) * height) :]])
    return cv2.resize(ends, None, fx=_READ_AT / DPI, fy=_READ_AT / DPI, interpolation=cv2.INTER_AREA)


def _stands(text: str, seen: str) -> bool:
    """Whether a printed text is among the words seen; its numbers must match exactly."""
    numbers = map(_plain, _NUMBER.findall(text))
    exact = all(re.search(rf"(?<!\d){number}(?!\d)", seen) for number in numbers)
    return exact and fuzz.partial_ratio(_plain(text), seen) >= _ALIKE


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())

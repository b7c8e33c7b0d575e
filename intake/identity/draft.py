"""Recognizes drafts of forms, which nobody may file: across them the IRS prints DRAFT AS OF and DO NOT FILE in gray.

The words are found in a PDF's text or by their large gray letters under the print. A black-and-white scan may have lost
them.
"""

import cv2
import numpy as np

from intake import picture
from intake.opening.raw import RawPage
from intake.pages.upright import Page

_WORDS = ("DRAFTASOF", "DONOTFILE")
_SMALL = 0.25  # 75 dpi
_PALE, _DARK = 22, 90  # gray levels darker than the paper: a gray letter lies between the two
_HIGH, _WIDE, _AREA = (15, 75), (5, 75), 60  # px at 75 dpi of a letter, or of the part that print does not cover
_LETTERS = 10  # forms have gray areas of their own, at most three


def is_draft(raw: RawPage, page: Page) -> bool:
    """Return whether the page of a form is marked as a draft."""
    text = "".join(char.text for char in raw.text or ()).upper()
    return any(words in text for words in _WORDS) or _large_gray_letters(page.image) >= _LETTERS


def _large_gray_letters(image: np.ndarray) -> int:
    """The number of evenly gray pieces of the size of such letters (uint8 gray, 300 dpi)."""
    small = picture.shrunk(image, _SMALL)
    beside = np.ones((3, 3), np.uint8)
    (paper,) = picture.percentiles(small, 80)
    gray = (cv2.dilate(small, beside) < paper - _PALE) & (cv2.erode(small, beside) > _DARK)
    if np.count_nonzero(gray) < _LETTERS * _AREA:
        return 0
    _, _, stats, _ = cv2.connectedComponentsWithStats(gray.astype(np.uint8))
    wide, high, area = stats[1:, cv2.CC_STAT_WIDTH], stats[1:, cv2.CC_STAT_HEIGHT], stats[1:, cv2.CC_STAT_AREA]
    letters = (high >= _HIGH[0]) & (high <= _HIGH[1]) & (wide >= _WIDE[0]) & (wide <= _WIDE[1]) & (area >= _AREA)
    return int(letters.sum())

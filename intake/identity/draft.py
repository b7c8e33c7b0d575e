"""Drafts of forms, which nobody may file: the IRS prints DRAFT AS OF, a date and DO NOT FILE across them in gray.

The words are told from a PDF's text, or from their large gray letters under the print. A scan in black and white may
have lost them.
"""

import cv2
import numpy as np

from intake import picture
from intake.opening.raw import RawPage
from intake.pages.upright import Page

_WORDS = ("DRAFTASOF", "DONOTFILE")
_SMALL = 0.25  # 75 dpi
_PALE, _DARK = 22, 90  # gray levels under the paper from which a letter is gray, and above which it is not black
_HIGH, _WIDE, _AREA = (15, 75), (5, 75), 60  # px at 75 dpi of a letter, or of what the print leaves of it
_LETTERS = 10  # forms have gray places of their own, three at most


def is_draft(raw: RawPage, page: Page) -> bool:
    """Whether the page of a form says that it is a draft."""
    text = "".join(char.text for char in raw.text or ()).upper()
    return any(words in text for words in _WORDS) or _large_gray_letters(page.image) >= _LETTERS


def _large_gray_letters(image: np.ndarray) -> int:
    """How many pieces of even gray are of the size of such letters (uint8 gray, 300 dpi)."""
    small = picture.shrunk(image, _SMALL)
    beside = np.ones((3, 3), np.uint8)
    (paper,) = picture.percentiles(small, 80)
    gray = (cv2.dilate(small, beside) < paper - _PALE) & (cv2.erode(small, beside) > _DARK)
    _, _, stats, _ = cv2.connectedComponentsWithStats(gray.astype(np.uint8))
    wide, high, area = stats[1:, cv2.CC_STAT_WIDTH], stats[1:, cv2.CC_STAT_HEIGHT], stats[1:, cv2.CC_STAT_AREA]
    letters = (high >= _HIGH[0]) & (high <= _HIGH[1]) & (wide >= _WIDE[0]) & (wide <= _WIDE[1]) & (area >= _AREA)
    return int(letters.sum())

"""What is written on a page beside the form's own print, small: the page's look, by which a second scan is known."""

from functools import cache

import cv2
import numpy as np

from intake import picture
from intake.pages import upright
from intake.pages.upright import Page
from intake.prints import shelf
from intake.prints.shelf import Print

DPI = 100
_FAINT = 55  # gray levels by which ink is darker than its page's paper
_PRINT, _AROUND = 225, 5  # gray below which the softened print prints, and how far around it nothing is looked at
_SPECK = 6  # pixels: what is smaller is dust


def seen(page: Page, matrix: np.ndarray, print_: Print) -> np.ndarray:
    """Where ink is that the press did not put there: truth values in the print's own frame at 100 dpi.

    `matrix` (3 × 3) leads from definition points (1/72 inch) to page pixels, as the alignment found it.
    """
    near_print = _around(print_)
    to_small = np.diag([DPI / upright.DPI] * 2 + [1.0]) @ matrix @ np.diag([72 / DPI] * 2 + [1.0])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    frame = cv2.warpPerspective(page.small, to_small, near_print.shape[::-1], flags=flags, borderValue=255)
    paper = int(picture.percentiles(frame, 80)[0])
    return _without_specks((frame < paper - _FAINT) & ~near_print)


@cache
def _around(print_: Print) -> np.ndarray:
    """Where the press has printed, and close to it: prints are few and stay loaded as long as the process."""
    printed = picture.shrunk(print_.image, DPI / shelf.DPI) < _PRINT
    return cv2.dilate(printed.astype(np.uint8), np.ones((_AROUND, _AROUND), np.uint8)).astype(bool)


def _without_specks(ink: np.ndarray) -> np.ndarray:
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink.astype(np.uint8), connectivity=8)
    places = np.flatnonzero(ink)  # few: looking up the label of every pixel takes longer than finding the pieces
    small = stats[:, cv2.CC_STAT_AREA] < _SPECK
    ink.ravel()[places[small[np.asarray(labels.ravel()[places], np.intp)]]] = False
    return ink

"""What somebody put on the paper: strokes told from the form's print, from dust, and from lines of the scanner.

Blank, faint and written are three answers. A box counts as blank only if neither pen nor faint pencil is in it.
"""

from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np

Presence = Literal["blank", "faint", "written"]

_STRONG, _FAINT = 0.34, 0.13  # share of the way from paper to black
_SHORTEST = 11  # px at 300 dpi (1 mm): what is smaller each way is dust, not writing
_NEAR_PRINT = 3  # px around the print that are not looked at


@dataclass(frozen=True)
class Tone:
    """How dark things are on one page: grey levels of paper and of black print, and the noise (1 sigma) of paper."""

    paper: float
    black: float
    noise: float


@dataclass(frozen=True, eq=False)
class Ink:
    """The writing in a crop: `strong` and `faint` uint8 masks (1 = ink, print taken out), faint including strong."""

    strong: np.ndarray
    faint: np.ndarray
    margin: int

    def presence(self) -> Presence:
        """Whether somebody wrote inside the zone (the crop less its margin)."""
        if _pieces(self.strong, self.margin):
            return "written"
        return "faint" if _pieces(self.faint, self.margin, inset=5) else "blank"

    def area(self) -> int:
        """Pixels of the pieces of strong ink that belong to the zone."""
        return _pieces(self.strong, self.margin)


def tone(image: np.ndarray) -> Tone:
    """Measure a whole page (uint8 grey)."""
    seen = image[::3, ::3]
    paper, black = float(np.percentile(seen, 80)), float(np.percentile(seen, 1.5))
    light = image[1:-1:5, 1:-1:5].astype(np.int16)
    steps = np.abs(light - image[1:-1:5, 2::5][:, : light.shape[1]])[light > paper - 40]
    noise = float(steps.mean()) / 1.128 if steps.size else 0.0
    return Tone(paper, min(black, paper - 60), noise)


def separate(grey: np.ndarray, printed: np.ndarray, page: Tone, margin: int) -> Ink:
    """The writing of a registered crop; `printed` is the same piece of the blank form (0 = print)."""
    paper = _paper(grey, page)
    depth = np.clip((paper - grey.astype(np.float32)) / (page.paper - page.black), 0, 1)
    press = cv2.dilate((printed < 150).astype(np.uint8), _disc(_NEAR_PRINT))
    clear = (1 - press) * (1 - _roller_lines(depth))
    calm = cv2.blur(depth, (3, 3))
    least = max(_FAINT, 2.2 * page.noise / (page.paper - page.black))
    strong = ((depth > _STRONG) & (calm > 0.7 * _STRONG)).astype(np.uint8) * clear
    return Ink(strong, ((calm > least).astype(np.uint8) * clear) | strong, margin)


def without_print(grey: np.ndarray, printed: np.ndarray, page: Tone) -> np.ndarray:
    """The crop with the print painted over by what lies beside it; strokes across a printed line stay whole."""
    press = cv2.dilate((printed < 150).astype(np.uint8), _disc(2))
    if not press.any():
        return grey
    return cv2.inpaint(grey, press, 3, cv2.INPAINT_TELEA)


def _paper(grey: np.ndarray, page: Tone) -> np.ndarray:
    """The local paper as float32, without the strokes; never darker than half-way to black."""
    small = cv2.resize(grey, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    paper = cv2.blur(cv2.dilate(small, np.ones((9, 9), np.uint8)), (9, 9))
    paper = cv2.resize(paper, grey.shape[::-1], interpolation=cv2.INTER_LINEAR).astype(np.float32)
    return np.maximum(paper - 1.5 * page.noise, (page.paper + page.black) / 2)


def _roller_lines(depth: np.ndarray) -> np.ndarray:
    """Mask of thin straight lines that run through the whole crop from top to bottom, as no writing does."""
    dark = (depth > 0.1).astype(np.uint8)
    height = dark.shape[0]
    columns = cv2.dilate(dark, np.ones((1, 3), np.uint8)).sum(axis=0) >= 0.96 * height
    through = columns & (dark.sum(axis=0) > 0.5 * height)
    mask = np.zeros_like(dark)
    mask[:, cv2.dilate(through.astype(np.uint8)[None], np.ones((1, 5), np.uint8))[0] > 0] = 1
    return mask if 0 < through.sum() <= 12 else np.zeros_like(dark)


def _pieces(mask: np.ndarray, margin: int, inset: int = 0) -> int:
    """Pixels of all pieces of ink long enough to be writing that lie mostly inside the zone."""
    count, labels, stats, centres = cv2.connectedComponentsWithStats(mask, connectivity=8)
    height, width = mask.shape
    edge = margin + inset
    inside = np.bincount(labels[edge : height - edge, edge : width - edge].ravel(), minlength=count)
    long = np.maximum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]) >= _SHORTEST
    wanted = long & (inside >= 0.4 * stats[:, cv2.CC_STAT_AREA]) & (inside >= 16)
    wanted[0] = False
    return int(inside[wanted].sum())


def _disc(radius: int) -> np.ndarray:
    return cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1))

"""Separates the strokes that a person wrote from the form's print, dust, and scanner lines.

A box is blank, faint, written or unclear. It counts as blank only if it holds neither pen nor faint pencil and both
would be visible there.
"""

from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np

from intake import picture

Presence = Literal["blank", "unclear", "faint", "written"]

_STRONG, _STROKE, _FAINT = 0.34, 0.2, 0.13  # share of the way from paper to black
_SHORTEST = 11  # px at 300 dpi (1 mm): a piece smaller than this both ways is dust, not writing
_LETTER, _NARROW = 25, 10  # px: the least length and width of a hand-printed letter
_SOLID = 0.7  # share of its bounding box: a piece that fills more of it is a bar
_LEAST_INSIDE = 16  # px of a piece inside the zone: with less, the piece belongs to an adjacent zone
_CROWD, _APART = 14, 13  # px: specks in a row this long, with gaps no wider, may be the remains of writing
_LEFT = 8  # px of at least two specks that may be the remains of thin writing
_DUST, _DENSE = 6, 6e-4  # specks in a zone, and per px of it: more may be pale dotted writing, or hide writing
_WHOLE = 0.995  # share of the print in a crop: a scan that shows less of it has lost as much of the writing
_UNCOVERED, _ENOUGH = 0.4, 100  # share of the print in half a crop that even bad scans show; px needed to judge
_RULE = 60  # px: a level line at least this long is a rule
_PRINT = 110  # gray level of the blank form below which print is dark in any scan
_NEAR_PRINT = 3  # px around the print that are left out
_TEXTURE = 0.3  # share of a crop: lines through more of it are a pattern that hides writing
_BESIDE = 9  # px: a flat piece on a rule without a letter this close is a rule drawn twice by a slanted scan
_LOW = 6  # px: a piece no taller than this is flat, however short


@dataclass(frozen=True)
class Tone:
    """The tones of one page: gray levels of paper and of black print, and the noise (1 sigma) of the paper."""

    paper: float
    black: float
    noise: float


@dataclass(frozen=True, eq=False)
class Ink:
    """The writing in a crop: `strong` and `faint` uint8 masks (1 = ink, without print); faint includes strong.

    `depth` is float32, 0 paper to 1 black, including the print; `form` is the blank form at this place; `clear` is 1
    where there is neither print nor a scanner line; `least` is the depth that stands out from the noise of the paper.
    """

    strong: np.ndarray
    faint: np.ndarray
    depth: np.ndarray
    form: np.ndarray
    clear: np.ndarray
    least: float
    margin: int

    def presence(self) -> Presence:
        """Return whether somebody wrote inside the zone (the crop without its margin); unclear if no stroke is visible
        but the zone cannot be called blank either."""
        if _pieces(self.strong, self.margin):
            return "written"
        if _pieces(self.faint, self.margin, inset=5):
            return "faint"
        return "unclear" if self._speckled() or self.covered() else "blank"

    def covered(self) -> bool:
        """Whether much of the form's print is missing in one half of the crop, as under a patch, beyond a tear, or in a
        pale scan: writing may then be missing as well. A patch that covers no print is not noticed."""
        height, width = (side // 2 for side in self.form.shape)
        halves = np.s_[:height], np.s_[height:], np.s_[:, :width], np.s_[:, width:]
        return self._print_seen(*halves) < _UNCOVERED

    def _speckled(self) -> bool:
        """Whether the specks, each too small to be a stroke, may be the remains of writing in a black-and-white scan:
        they form a cluster, are many, or some of the zone's print is lost as well."""
        specks = (self.depth > _STRONG).astype(np.uint8) * self.clear
        edge = self.margin + 5
        inside = specks[edge:-edge, edge:-edge]
        if not inside.any():
            return False
        crowds = cv2.morphologyEx(specks, cv2.MORPH_CLOSE, _disc(_APART))
        if _pieces(crowds, self.margin, inset=5, shortest=_CROWD):
            return True
        count, labels = cv2.connectedComponents(specks)
        within = np.bincount(labels[edge:-edge, edge:-edge].ravel(), minlength=count)
        own = int((within[1:] > 0.5 * np.bincount(labels.ravel(), minlength=count)[1:]).sum())
        some = own > 1 and inside.sum() >= _LEFT
        return own > max(_DUST, _DENSE * inside.size) or (some and self._print_seen(np.s_[:]) < _WHOLE)

    def _print_seen(self, *parts: slice | tuple[slice, slice]) -> float:
        """The share of the form's print that the scan shows in the part of the crop where it shows least; parts with
        hardly any print do not count."""
        print_ = (self.form < _PRINT).astype(np.uint8)
        seen = cv2.dilate((self.depth > _STRONG).astype(np.uint8), np.ones((5, 5), np.uint8))
        shown = cv2.bitwise_and(print_, seen)
        pixels = [(cv2.countNonZero(shown[part]), cv2.countNonZero(print_[part])) for part in parts]
        return min((seen / all_ for seen, all_ in pixels if all_ >= _ENOUGH), default=1.0)

    def beside(self) -> int:
        """The number of stroke pixels in the margin that do not belong to the zone, such as writing beside its box."""
        zone = np.s_[self.margin : -self.margin, self.margin : -self.margin]
        labels, stats = _labeled(self.strong)
        inside = np.bincount(labels[zone].ravel(), minlength=len(stats))
        wide, high, area = (stats[:, i] for i in (cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT, cv2.CC_STAT_AREA))
        wanted = (np.maximum(wide, high) >= _SHORTEST) & (inside < 0.4 * area)
        wanted[0] = False
        return int(area[wanted].sum())

    def area(self) -> int:
        """The number of pixels of strokes in the zone that are as large as a letter; without specks, lines, and bars
        such as the edge of a shadow makes."""
        labels, stats = _labeled(self.strong)
        wide, high, area = (stats[:, i] for i in (cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT, cv2.CC_STAT_AREA))
        straight = (np.minimum(wide, high) < _NARROW) | (area > _SOLID * wide * high)
        return _pieces(self.strong * ~straight[labels], self.margin, shortest=_LETTER)


def tone(image: np.ndarray) -> Tone:
    """Measure the tones of a whole page (uint8 gray)."""
    paper, black = picture.percentiles(image[::5, ::5], 80, 1.5)
    light = image[1:-1:5, 1:-1:5].astype(np.int16)
    steps = np.abs(light - image[1:-1:5, 2::5][:, : light.shape[1]])[light > paper - 40]
    noise = float(steps.mean()) / 1.128 if steps.size else 0.0
    return Tone(paper, min(black, paper - 60), noise)


def separate(gray: np.ndarray, printed: np.ndarray, page: Tone, margin: int, form: np.ndarray | None = None) -> Ink:
    """Return the writing of a registered crop; `printed` is the same part of the blank form (0 = print), and `form` is
    the form alone if `printed` also holds a frame."""
    paper = _paper(gray, page)
    depth = np.clip((paper - gray.astype(np.float32)) / (page.paper - page.black), 0, 1)
    press = cv2.dilate((printed < 150).astype(np.uint8), _disc(_NEAR_PRINT))
    clear = (1 - press) * (1 - _roller_lines(depth, press))
    calm = cv2.blur(depth, (3, 3))
    least = max(_FAINT, 2.2 * page.noise / (page.paper - page.black))
    strong = ((depth > _STRONG) & (calm > 0.7 * _STRONG)).astype(np.uint8) * clear
    faint = ((calm > least).astype(np.uint8) * clear) | strong
    return Ink(strong, faint, depth, printed if form is None else form, clear, least, margin)


def alone(ink: Ink, printed: np.ndarray) -> np.ndarray:
    """Return only the writing of the zone as uint8 gray on white: no print, no dust, nothing from adjacent zones.

    Strokes are kept up to a printed line, and joined across it where they continue on its other side.
    """
    beyond, on_rule = _over_rules(ink.depth, printed)
    depth = ink.depth * ink.clear
    np.copyto(depth, beyond, where=on_rule)
    closed = cv2.morphologyEx(depth, cv2.MORPH_CLOSE, np.ones((2 * _NEAR_PRINT + 9, 3), np.uint8))
    hidden = np.where(on_rule, beyond == 0, ink.clear == 0)
    np.copyto(depth, np.minimum(closed, ink.depth), where=hidden)
    calm = cv2.blur(depth, (3, 3))
    strokes = (calm > max(_STROKE, ink.least)).astype(np.uint8)
    labels, stats = _labeled(strokes)
    height, width = strokes.shape
    slack = ink.margin - 8
    zone = np.s_[slack : height - slack, slack : width - slack]
    inside = np.bincount(labels[zone][strokes[zone] > 0], minlength=len(stats))
    wanted = (inside >= 0.6 * stats[:, cv2.CC_STAT_AREA]) & (stats[:, cv2.CC_STAT_AREA] >= 9)
    wanted &= np.bincount(labels[depth > _STRONG], minlength=len(stats)) >= 4
    wanted[0] = False
    wanted &= ~_left_of_rules(labels, stats, wanted, on_rule)
    near = cv2.dilate(wanted[labels].astype(np.uint8), _disc(2))
    return (255 * (1 - depth * near)).astype(np.uint8)


def _left_of_rules(labels: np.ndarray, stats: np.ndarray, wanted: np.ndarray, near: np.ndarray) -> np.ndarray:
    """Which pieces lie flat on a rule (`near` one) without writing beside them, and so are not parts of letters."""
    near = cv2.dilate(near.astype(np.uint8), np.ones((3, 3), np.uint8))
    off_rule = np.bincount(labels[(near == 0) & (labels > 0)], minlength=len(stats))
    wide, high = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]
    flat = ((wide >= 2 * high) | (high <= _LOW)) & (off_rule == 0)
    if not (flat & wanted).any():
        return flat
    beside = cv2.dilate((wanted & ~flat)[labels].astype(np.uint8), _disc(_BESIDE))
    return flat & (np.bincount(labels[beside > 0], minlength=len(stats)) == 0)


def _over_rules(depth: np.ndarray, printed: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The depth near level printed lines beyond the usual depth there, and the mask where it is known."""
    rules = cv2.morphologyEx((printed < 150).astype(np.uint8), cv2.MORPH_OPEN, np.ones((1, _RULE), np.uint8))
    near = cv2.dilate(rules, np.ones((9, 3), np.uint8)) > 0
    found = np.zeros(depth.shape, np.float32)
    rows = np.flatnonzero(near.any(axis=1))
    for left in range(0, depth.shape[1], 2 * _RULE):
        part = depth[rows, left : left + 2 * _RULE]
        usual = np.median(part, axis=1, keepdims=True)
        found[rows, left : left + 2 * _RULE] = np.where(usual < 0.5, np.maximum(part - usual - 0.05, 0), 0)
    other = cv2.dilate((printed < 150).astype(np.uint8) - rules, _disc(_NEAR_PRINT)) > 0
    return found, near & ~other


def _paper(gray: np.ndarray, page: Tone) -> np.ndarray:
    """The local paper as float32, without the strokes; never darker than halfway to black."""
    small = cv2.resize(gray, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    paper = cv2.blur(cv2.dilate(small, np.ones((9, 9), np.uint8)), (9, 9))
    paper = cv2.resize(paper, gray.shape[::-1], interpolation=cv2.INTER_LINEAR).astype(np.float32)
    return np.maximum(paper - 1.5 * page.noise, (page.paper + page.black) / 2)


def _roller_lines(depth: np.ndarray, press: np.ndarray) -> np.ndarray:
    """Mask of thin straight lines, nearly upright or level, that run through the whole crop, unlike writing."""
    mask = _through(depth, press, 6)
    if depth.shape[1] > 3 * depth.shape[0]:
        mask |= _through(np.ascontiguousarray(depth.T), np.ascontiguousarray(press.T), 10).T
    return mask


def _through(depth: np.ndarray, press: np.ndarray, thickest: int) -> np.ndarray:
    """1 on thin lines from top to bottom that lean by at most three pixels; pixels under `press` may be either."""
    dark = (cv2.blur(depth, (1, 9)) > 0.09).astype(np.uint8) & (1 - press)
    known = np.maximum((1 - press).sum(axis=0), 0.25 * len(press))
    wide = (cv2.dilate(dark, np.ones((1, 7), np.uint8)) & (1 - press)).sum(axis=0) >= 0.95 * known
    if not wide.any() or wide.mean() > _TEXTURE:
        return np.zeros_like(dark)
    reach = thickest + 5
    thick = cv2.boxFilter((dark.sum(axis=0) / known).astype(np.float32)[None], -1, (reach, 1), normalize=False)[0]
    lines = (wide & (thick < thickest)).astype(np.uint8)[None]
    return np.bitwise_and(cv2.dilate(dark, np.ones((1, 3), np.uint8)), cv2.dilate(lines, np.ones((1, 7), np.uint8)))


def _labeled(mask: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Label each pixel with the number of its piece of ink, 0 for paper; also OpenCV's stats of each piece."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    return labels, stats


def _pieces(mask: np.ndarray, margin: int, inset: int = 0, shortest: int = _SHORTEST) -> int:
    """The number of pixels in pieces of ink that are long enough to be writing and lie mostly inside the zone."""
    height, width = mask.shape
    edge = margin + inset
    zone = np.s_[edge : height - edge, edge : width - edge]
    if cv2.countNonZero(mask[zone]) < _LEAST_INSIDE:
        return 0
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    inside = np.bincount(labels[zone].ravel(), minlength=count)
    long = np.maximum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]) >= shortest
    wanted = long & (inside >= 0.4 * stats[:, cv2.CC_STAT_AREA]) & (inside >= _LEAST_INSIDE)
    wanted[0] = False
    return int(inside[wanted].sum())


def _disc(radius: int) -> np.ndarray:
    return cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1))

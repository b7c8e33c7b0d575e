"""Finds writing that touches the bounds of its zone: the rule under it or the ends of its box.

Letters whose feet lie in a printed rule lose them: an I with its foot in the rule looks like a T. If writing runs over
an end of its box, the box holds only a part of it and the next box begins with the rest.
"""

import cv2
import numpy as np

from intake.fields.ink import Ink

_RULE = 60  # px at 300 dpi: a level line at least this long is a rule
_TALL = 14  # px: a piece as high as this may be a letter
_TOUCH = 6  # px above and below a rule where print and writing cannot be separated, plus one
_MOST = 0.5  # of the letters
_LEAST = 2  # letters needed for a judgment
_APART = 14  # px: closer letters belong to one text, even with a rule or a space between them


def rest_on_rule(ink: Ink, printed: np.ndarray) -> bool:
    """Return whether most letters of the zone end in a printed rule under them, which hides their feet."""
    rules = cv2.morphologyEx((printed < 150).astype(np.uint8), cv2.MORPH_OPEN, np.ones((1, _RULE), np.uint8))
    if not rules.any():
        return False
    near = cv2.dilate(rules, np.ones((2 * _TOUCH + 1, 1), np.uint8))
    _, labels, stats, centers = cv2.connectedComponentsWithStats(ink.strong, connectivity=8)
    letters = _letters(stats, centers, ink)
    feet = (labels > 0) & (near > 0) & (np.arange(len(labels))[:, None] > centers[np.asarray(labels, np.intp), 1])
    on_rule = letters & (np.bincount(labels[feet], minlength=len(stats)) > 0)
    return on_rule.sum() >= max(_LEAST, _MOST * letters.sum())


def run_over(ink: Ink) -> bool:
    """Return whether the writing continues beyond the left or the right end of the zone without a gap."""
    width = ink.strong.shape[1]
    _, _, stats, centers = cv2.connectedComponentsWithStats(ink.strong, connectivity=8)
    letters = stats[_letters(stats, centers, ink)]
    left, right = letters[:, 0], letters[:, 0] + letters[:, 2]
    inside = (left + right) / 2
    own = (inside > ink.margin) & (inside < width - ink.margin)
    before, behind = right[inside <= ink.margin], left[inside >= width - ink.margin]
    if not own.any():
        return False
    crosses = (left[own].min() < ink.margin - _APART) or (right[own].max() > width - ink.margin + _APART)
    continues = (before > left[own].min() - _APART).any() or (behind < right[own].max() + _APART).any()
    return bool(crosses or continues)


def _letters(stats: np.ndarray, centers: np.ndarray, ink: Ink) -> np.ndarray:
    """The pieces that are as tall as letters and lie within the zone's rows."""
    inside = (centers[:, 1] > ink.margin) & (centers[:, 1] < ink.strong.shape[0] - ink.margin)
    letters = inside & (stats[:, cv2.CC_STAT_HEIGHT] >= _TALL)
    letters[0] = False
    return letters

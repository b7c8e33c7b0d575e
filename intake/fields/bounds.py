"""Where writing meets what bounds its zone: the rule under it, and the ends of its box.

Letters whose feet lie in a printed rule have lost them: an I with its foot in the rule looks like a T. What runs over
an end of its box is no more than part of what was written, and what the next box holds begins with it.
"""

import cv2
import numpy as np

from intake.fields.ink import Ink

_RULE = 60  # px at 300 dpi: a level line at least this long is a rule
_TALL = 14  # px: a piece as high as this may be a letter
_TOUCH = 6  # px above and below a rule in which print is not told from writing, and one pixel more
_MOST = 0.5  # of the letters
_LEAST = 2  # letters that one can go by
_APART = 14  # px: letters that lie nearer are of one text, with a rule or a space between them too


def rest_on_rule(ink: Ink, printed: np.ndarray) -> bool:
    """Whether most letters of the zone end in a printed rule under them, which hides their feet."""
    rules = cv2.morphologyEx((printed < 150).astype(np.uint8), cv2.MORPH_OPEN, np.ones((1, _RULE), np.uint8))
    if not rules.any():
        return False
    near = cv2.dilate(rules, np.ones((2 * _TOUCH + 1, 1), np.uint8))
    _, labels, stats, centres = cv2.connectedComponentsWithStats(ink.strong, connectivity=8)
    letters = _letters(stats, centres, ink)
    feet = (labels > 0) & (near > 0) & (np.arange(len(labels))[:, None] > centres[np.asarray(labels, np.intp), 1])
    on_rule = letters & (np.bincount(labels[feet], minlength=len(stats)) > 0)
    return on_rule.sum() >= max(_LEAST, _MOST * letters.sum())


def run_over(ink: Ink) -> bool:
    """Whether the writing goes on beyond the left or the right end of the zone without a gap."""
    width = ink.strong.shape[1]
    _, _, stats, centres = cv2.connectedComponentsWithStats(ink.strong, connectivity=8)
    letters = stats[_letters(stats, centres, ink)]
    left, right = letters[:, 0], letters[:, 0] + letters[:, 2]
    inside = (left + right) / 2
    own = (inside > ink.margin) & (inside < width - ink.margin)
    before, behind = right[inside <= ink.margin], left[inside >= width - ink.margin]
    if not own.any():
        return False
    crosses = (left[own].min() < ink.margin - _APART) or (right[own].max() > width - ink.margin + _APART)
    continues = (before > left[own].min() - _APART).any() or (behind < right[own].max() + _APART).any()
    return bool(crosses or continues)


def _letters(stats: np.ndarray, centres: np.ndarray, ink: Ink) -> np.ndarray:
    """Which pieces are as high as letters and lie within the zone's rows."""
    inside = (centres[:, 1] > ink.margin) & (centres[:, 1] < ink.strong.shape[0] - ink.margin)
    letters = inside & (stats[:, cv2.CC_STAT_HEIGHT] >= _TALL)
    letters[0] = False
    return letters

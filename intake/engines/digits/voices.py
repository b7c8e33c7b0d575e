"""The votes on a number: the zone view and the ink view of the string networks; for numbers of a fixed length the
same two views of the single-character networks, each as one vote however often it looked; and for dates, how common
the day is."""

from collections.abc import Callable

import numpy as np

from intake.engines import opinions
from intake.engines.opinions import Held

VIEWS = 2  # voices of a kind: one for each view


def held(shares: dict[str, np.ndarray], count: int, usual: Callable[[str], float] | None = None) -> Held:
    """Return the opinions of `count` voices on strings, from all their looks; `usual`, if given, adds a voice: how
    usual a string is, from 1 down ("" stands for any other string)."""
    each = np.array(list(shares.values()))
    logs, none = voices(each, count), voices(1 - each.sum(axis=0, keepdims=True), count)[0]
    if usual:
        logs = np.column_stack([logs, opinions.logs(np.array([usual(text) for text in shares]))])
        none = np.append(none, np.log(usual("")))
    return Held(list(shares), logs, none, count)


def voices(each: np.ndarray, count: int) -> np.ndarray:
    """Return the logarithms [n, count] of opinions [n, columns], averaged over the looks of each voice.

    The columns are: both views of every look by the string networks, then by the sign networks.
    """
    kinds = np.split(opinions.logs(each), count // VIEWS, axis=1)
    return np.concatenate([kind.reshape(len(each), -1, VIEWS).mean(axis=1) for kind in kinds], axis=1)

"""Computes shares, bounds, and sums over outcomes."""

import bisect
import itertools
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from bench.accuracy.scoring import Outcome
from desk.reports import intervals

LEAST = 20  # fields in a bin; fewer have no meaning
_STEPS = (0.5, 0.9, 0.97, 0.99, 0.997, 0.999)


@dataclass(frozen=True)
class Tally:
    """The counts of one group of fields.

    `n`: all; `filled`: not empty; `exact`: right among the filled; `blanks_right`: empty and read as empty; `trusted`:
    of all; `wrong`: trusted but not right.
    """

    n: int
    filled: int
    exact: int
    blanks_right: int
    trusted: int
    wrong: int

    @property
    def bound(self) -> float:
        """Return the upper 95 % bound of the share of wrong ones among the trusted."""
        return intervals.upper(self.wrong, self.trusted)


def tally(outcomes: Iterable[Outcome]) -> Tally:
    """Count one group."""
    each = list(outcomes)
    filled = [one for one in each if one.filled]
    return Tally(
        n=len(each),
        filled=len(filled),
        exact=sum(one.exact for one in filled),
        blanks_right=sum(one.exact for one in each if not one.filled),
        trusted=sum(one.trusted for one in each),
        wrong=sum(one.wrong for one in each),
    )


def grouped(outcomes: Iterable[Outcome], key: Callable[[Outcome], tuple]) -> dict[tuple, Tally]:
    """Return tallies by key, in the order of the keys."""
    groups: dict[tuple, list[Outcome]] = {}
    for one in outcomes:
        groups.setdefault(key(one), []).append(one)
    return {name: tally(groups[name]) for name in sorted(groups)}


class Bin(NamedTuple):
    """Values of similar confidence: the mean confidence, how many were wrong, and of how many."""

    sure: float
    wrong: int
    n: int


def bins(outcomes: Iterable[Outcome]) -> list[Bin]:
    """Return bins for a reliability diagram: the filled fields by the reader's confidence, lowest first.

    Bins of fewer than LEAST fields are merged with the next one; with fewer than that in all, there are no bins.
    """
    ordered = sorted((one for one in outcomes if one.filled), key=lambda one: one.confidence)
    parts: list[list[Outcome]] = []
    for _, step in itertools.groupby(ordered, key=lambda one: bisect.bisect(_STEPS, one.confidence)):
        if parts and len(parts[-1]) < LEAST:
            parts[-1] += step
        else:
            parts.append(list(step))
    if len(parts) > 1 and len(parts[-1]) < LEAST:
        parts[-2:] = [parts[-2] + parts[-1]]
    return [_bin(part) for part in parts if len(part) >= LEAST]


def _bin(part: list[Outcome]) -> Bin:
    return Bin(sum(one.confidence for one in part) / len(part), sum(not one.exact for one in part), len(part))

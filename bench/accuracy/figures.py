"""Shares, bounds and sums over outcomes."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bench.accuracy.scoring import Outcome


@dataclass(frozen=True)
class Tally:
    """What became of one group of fields.

    `n` all of them, `filled` those with something in them, `exact` right among the filled, `blanks_right` empty ones
    found empty, `trusted` of all, `wrong` trusted but not right.
    """

    n: int
    filled: int
    exact: int
    blanks_right: int
    trusted: int
    wrong: int

    @property
    def bound(self) -> float:
        """Wrong among trusted: the upper 95 % bound."""
        return upper_bound(self.wrong, self.trusted)


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
    """Tallies by key, in the order of the keys."""
    groups: dict[tuple, list[Outcome]] = {}
    for one in outcomes:
        groups.setdefault(key(one), []).append(one)
    return {name: tally(groups[name]) for name in sorted(groups)}


def upper_bound(wrong: int, n: int, confidence: float = 0.95) -> float:
    """The one-sided Clopper–Pearson bound: the error rate under which so few would be wrong only once in twenty."""
    if n == 0 or wrong >= n:
        return 1.0
    low, high = wrong / n, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if _at_most(wrong, n, middle) > 1 - confidence else (low, middle)
    return high


def _at_most(k: int, n: int, p: float) -> float:
    """The probability of at most k in n."""
    logs = [
        math.lgamma(n + 1) - math.lgamma(i + 1) - math.lgamma(n - i + 1) + i * math.log(p) + (n - i) * math.log1p(-p)
        for i in range(k + 1)
    ]
    top = max(logs)
    return math.exp(top) * sum(math.exp(log - top) for log in logs)


def bins(outcomes: Iterable[Outcome]) -> list[tuple[float, float, int]]:
    """For a reliability diagram: (mean confidence, share right, n) in steps of doubt from 1 to 1 in 10,000."""
    edges = [1.01, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001, -1]
    found = []
    filled = [one for one in outcomes if one.filled]
    for high, low in zip(edges, edges[1:], strict=False):
        inside = [one for one in filled if low < 1 - one.confidence <= high]
        if inside:
            found.append(
                (
                    sum(one.confidence for one in inside) / len(inside),
                    sum(one.exact for one in inside) / len(inside),
                    len(inside),
                )
            )
    return found

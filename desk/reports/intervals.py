"""The exact confidence interval of a measured share (Clopper and Pearson, Biometrika 26, 1934)."""

from collections.abc import Callable
from math import exp, lgamma, log, log1p

_HALVINGS = 60


def exact(wrong: int, count: int, level: float = 0.95) -> tuple[float, float]:
    """Return the two-sided interval for ``wrong / count`` that holds the true share at least ``level`` of the time."""
    if not 0 <= wrong <= count or not 0 < level < 1:
        raise ValueError("0 <= wrong <= count and 0 < level < 1")
    if count == 0:
        return 0.0, 1.0
    tail = (1 - level) / 2
    low = 0.0 if wrong == 0 else _solve(lambda p: at_most(wrong - 1, count, p) > 1 - tail)
    return low, _high(wrong, count, tail)


def upper(wrong: int, count: int, level: float = 0.95) -> float:
    """Return the one-sided bound: a higher true share would leave so few wrong less than ``1 - level`` of the time."""
    return _high(wrong, count, 1 - level)


def at_most(wrong: int, count: int, share: float) -> float:
    """Return the chance of at most ``wrong`` among ``count`` if each is wrong with chance ``share`` (0 < share < 1)."""
    whole = lgamma(count + 1)
    return sum(
        exp(whole - lgamma(k + 1) - lgamma(count - k + 1) + k * log(share) + (count - k) * log1p(-share))
        for k in range(wrong + 1)
    )


def _high(wrong: int, count: int, tail: float) -> float:
    return 1.0 if wrong == count else _solve(lambda p: at_most(wrong, count, p) > tail)


def _solve(above: Callable[[float], bool]) -> float:
    """The share at which a chance that falls with it crosses its bound."""
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if above(middle) else (low, middle)
    return (low + high) / 2

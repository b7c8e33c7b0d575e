"""The exact interval against its tables and its own promise."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.reports import intervals


@pytest.mark.parametrize(
    ("wrong", "count", "low", "high"),
    [(0, 10, 0.0, 0.3085), (1, 10, 0.0025, 0.4450), (5, 10, 0.1871, 0.8129), (10, 10, 0.6915, 1.0), (0, 0, 0.0, 1.0)],
)
def test_known_values(wrong, count, low, high):
    """As printed in tables of the Clopper-Pearson interval at 95 %."""
    assert intervals.exact(wrong, count) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(
    ("wrong", "count", "bound"),
    [(0, 3000, 0.000998), (0, 20000, 0.0001498), (1, 100, 0.0466), (5, 1000, 0.01048), (3, 3, 1.0), (0, 0, 1.0)],
)
def test_known_bounds(wrong, count, bound):
    """As printed in tables of the one-sided bound at 95 %."""
    assert intervals.upper(wrong, count) == pytest.approx(bound, rel=0.01)


@pytest.mark.long
@given(st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_holds_the_measured_share(pair):
    """Low, share and high stand in this order within 0 and 1."""
    low, high = intervals.exact(*pair)
    assert 0 <= low <= pair[0] / pair[1] <= high <= 1


def test_more_looks_make_it_narrower():
    """The same share measured on more is known better."""
    widths = [high - low for low, high in (intervals.exact(n // 50, n) for n in (50, 500, 5000))]
    assert widths == sorted(widths, reverse=True)


def test_impossible_counts_are_refused():
    """More wrong than looked at is a fault of the caller."""
    with pytest.raises(ValueError):
        intervals.exact(3, 2)

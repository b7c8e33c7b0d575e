"""From frames to strings."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.engines import decode

SIGNS = "01"


def collapse(path):
    """The string of a path by the CTC rule: doubles merge, then blanks go."""
    merged = [step for step, _ in itertools.groupby(path)]
    return "".join(SIGNS[step - 1] for step in merged if step)


def by_hand(frames):
    """Every string with its probability, by walking every path."""
    found = {}
    for path in itertools.product(range(frames.shape[1]), repeat=len(frames)):
        text = collapse(path)
        found[text] = found.get(text, 0.0) + float(
            np.prod([row[step] for row, step in zip(frames, path, strict=False)])
        )
    return found


@given(st.integers(1, 5), st.integers(0, 10_000))
def test_probability_is_the_sum_over_all_paths(count, seed):
    """A string's probability equals the sum over every path that collapses to it."""
    frames = np.random.default_rng(seed).dirichlet(np.ones(3), count)
    exact = by_hand(frames)
    assert np.allclose(decode.probability(frames, SIGNS, list(exact)), list(exact.values()))


@given(st.integers(1, 4), st.integers(0, 10_000))
def test_search_finds_the_best_string(count, seed):
    """The beam search finds the most probable string and never overstates it."""
    frames = np.random.default_rng(seed).dirichlet(np.ones(3), count)
    exact = by_hand(frames)
    found = decode.search(frames, SIGNS, 9)
    assert max(found.values()) >= max(exact.values()) - 0.01
    assert all(share <= exact[text] + 1e-9 for text, share in found.items())


def _logits(text):
    rows = np.full((3 * len(text) + 1, len(decode.CLASSES)), -9.0)
    rows[:, 0] = 0.0
    for place, sign in enumerate(text):
        rows[3 * place + 1, decode.CLASSES.index(sign)] = 9.0
    return rows


def _best(text, kind):
    frames, signs, _ = decode.chances(_logits(text), kind, 1.0)
    found = decode.search(frames, signs, 14)
    return max(found, key=found.get), max(found.values())


def test_hyphens_do_not_part_a_number():
    """A TIN written with hyphens is the same nine digits, doubles across a hyphen included."""
    assert _best("400-00-0123", "tin")[0] == "400000123"


def test_ink_that_is_no_digit_takes_the_probability():
    """A sign that is no digit leaves hardly any probability for a reading."""
    assert _best("12?456", "pin")[1] < 0.01


@pytest.mark.parametrize("text", ["910/205", "910(205", "910$205"])
def test_what_may_be_a_digit_is_not_passed_over(text):
    """A slash between the digits of a PIN is a 1 that leans: the six other digits are no reading."""
    assert _best(text, "pin")[1] < 0.01
    assert _best("(400)/555-0123", "phone")[0] == "4005550123"


def test_dates_keep_their_marks():
    """A date is given as written."""
    assert _best("3/2/2026", "date")[0] == "3/2/2026"

"""People whose pen strokes are known, and the digits that are drawn of them."""

import numpy as np
import pytest

from bench import digits, places, strokes
from bench.parts import PARTS
from bench.training.habits import Habits

ALL = Habits(frozenset({"flag", "foot", "cross", "slash", "open", "curl"}))


@pytest.fixture(scope="module")
def people():
    """The writers of the three parts."""
    if not places.penned().is_file():
        pytest.skip("pen strokes not at hand")
    return {name: strokes.writers(PARTS[name]) for name in ("train", "calibrate", "test")}


def test_nobody_is_met_in_two_parts(people):
    """A tenth of the people calibrates and a tenth tests, whole; the others train."""
    names = [writer.name for part in people.values() for writer in part]
    assert len(names) == len(set(names)) == 210
    assert (len(people["calibrate"]), len(people["test"])) == (21, 21)


def test_a_digit_is_drawn_afresh_each_time(people):
    """The same strokes in other widths and slants; the same seed draws the same picture."""
    lines = people["test"][0].digits["3"][0]

    def drawn(seed):
        rng = np.random.default_rng(seed)
        return strokes.drawn(rng, lines, strokes.Nib.draw(rng))

    pictures = [drawn(seed) for seed in range(8)]
    assert np.array_equal(drawn(3), pictures[3])
    assert len({picture.tobytes() for picture in pictures}) == 8
    assert all(max(picture.shape) <= 64 and picture.max() > 200 for picture in pictures)


@pytest.mark.parametrize("digit", ["1", "4", "7", "9"])
def test_a_habit_draws_a_digit_of_its_own(digit):
    """Without any archive: strokes of a sensible size for each digit that people write in two ways."""
    rng, nib = np.random.default_rng(5), strokes.Nib(0.08, 0.3, 0.1, 1.0, 40)
    shaped = [lines for _ in range(30) if (lines := ALL.strokes(rng, digit)) is not None]
    assert shaped and all(strokes.drawn(rng, lines, nib).shape[0] >= 30 for lines in shaped)
    assert Habits(frozenset()).strokes(rng, digit) is None


def test_a_crossed_seven_has_a_stroke_more():
    """A habit adds to what a writer draws, and leaves other digits as they are."""
    rng, line = np.random.default_rng(6), [np.array([[0, 0], [0.6, 0], [0.2, 1]], np.float32)]
    assert len(ALL.finish(rng, "7", line)) == 2 and ALL.finish(rng, "3", line) is line


def test_only_plainly_wrong_labels_are_corrected():
    """What people may read in two ways stays in the test, marked."""
    if not places.more_digits().is_file():
        pytest.skip("the second archive of digits not at hand")
    data, more = np.load(places.more_digits()), digits.more(PARTS["test"])
    mine = data["part"] == "test"
    assert more.ambiguous.sum() == (data["doubt"][mine] == 2).sum() > 0
    assert len(more.labels) == mine.sum() - 1

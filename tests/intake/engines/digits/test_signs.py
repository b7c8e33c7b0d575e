"""Every digit looked at by itself, where a string network found it."""

import numpy as np
import pytest

from intake.engines import decode
from intake.engines.digits import signs


def heard(text="417", places=(3, 8, 13), frames=20):
    """What a string network would hear that is sure of a text, its signs in these frames."""
    rows = np.full((frames, len(decode.CLASSES)), -9.0)
    rows[:, 0] = 0.0
    for sign, place in zip(text, places, strict=True):
        rows[place, decode.CLASSES.index(sign)] = 9.0
    picture = np.tile(np.arange(2 * frames, dtype=np.float32), (signs.SHAPES["ink"][0], 1))
    return signs.Heard("ink", picture, *decode.chances(rows, "pin", 1.0), longest=7)


@pytest.mark.parametrize("places", [(3, 8, 13), (0, 1, 19), (5, 7, 9)])
def test_signs_are_found_where_they_stand(places):
    """The columns of a text are those of its clearest frames, runs of blanks cut out or not."""
    assert np.allclose(heard(places=places).columns("417"), [2 * place + 1 for place in places])


def test_doubled_digits_have_two_places():
    """A number with the same digit twice in a row is two signs."""
    assert np.allclose(heard("441", (3, 8, 13)).columns("441"), [7, 17, 27])


def test_a_window_is_centered_and_goes_on_beyond_the_edge():
    """A sign at the end of the picture is seen whole."""
    seen = heard()
    cut = signs.windows(seen.picture, np.array([20.0, 0.0, 40.0]), "ink")
    high, wide = signs.SHAPES["ink"]
    assert cut.shape == (3, 1, high, wide)
    assert cut[0, 0, 0, wide // 2] == 20
    assert set(cut[1, 0, 0, : wide // 2]) == {0.0}
    assert set(cut[2, 0, 0, wide // 2 :]) == {39.0}


def test_what_may_stand_instead_is_tried():
    """Each digit in doubt gives a text with the other in its place; an illegible sign gives none."""
    shares = np.full((3, 11), 1e-5)
    shares[0, 4] = 1.0
    shares[1, [1, 7]] = 0.6, 0.4
    shares[2, 10] = 1.0
    assert signs.others("417", shares) == ["477"]


def test_a_text_of_another_length_is_not_what_the_signs_say():
    """The signs found are counted."""
    shares = np.full((2, 11), 1 / 11)
    assert signs.probability(shares, "12") == pytest.approx(1 / 121)
    assert signs.probability(shares, "123") == 0.0

"""How likely another number stands in a box that seems to hold the one on record."""

import pytest

from desk.program.filers import Filers, doubt

FILERS = Filers(right=0.97, slip=0.012, swap=0.0015)
PIN = "123456"


def test_all_filers_write_something():
    """The shares of the number itself, of every slip and swap, and of all others come to one."""
    slips = [PIN[:place] + digit + PIN[place + 1 :] for place in range(6) for digit in "0123456789"]
    swaps = [PIN[:place] + PIN[place + 1] + PIN[place] + PIN[place + 2 :] for place in range(5)]
    near = sum(FILERS.share(one, PIN, ()) for one in {*slips, *swaps} - {PIN})
    assert FILERS.right + near + FILERS.other == pytest.approx(1)


@pytest.mark.parametrize(
    ("said", "known", "beyond"),
    [
        ({PIN: 0.999}, (), False),
        ({PIN: 0.8, "123457": 0.19}, (), False),
        ({PIN: 0.8, "123465": 0.19}, (), False),
        ({PIN: 0.8, "654321": 0.19}, (), False),
        ({PIN: 0.8, "654321": 0.19}, ("654321",), True),
        ({PIN: 0.95, "123457": 0.04}, ("123457",), True),
        ({PIN: 0.8, "12345": 0.19}, (), True),
        ({PIN: 0.001, "123457": 0.99}, (), True),
        ({"123457": 0.99}, (), True),
    ],
)
def test_doubt_grows_with_what_filers_are_known_to_write(said, known, beyond):
    """A slip is one of many and hardly counts against the record; last year's or the spouse's number does."""
    assert (doubt(PIN, said, known, FILERS) > 0.0005) == beyond


def test_what_the_image_leaves_unsaid_counts_as_the_likeliest_slip():
    """The less of its probability the image accounts for, the more doubt is left."""
    assert doubt(PIN, {PIN: 0.5}, (), FILERS) > doubt(PIN, {PIN: 0.9}, (), FILERS) > 0

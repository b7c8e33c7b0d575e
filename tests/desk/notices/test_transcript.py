"""The letter check compares the print with the record, not with its own folding."""

import pytest

from desk.notices import transcript
from desk.notices.letter import usps


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("12½ Elm St", "121 2 ELM ST"),
        ("12½ Elm St", "12 ELM ST"),
        ("12² Elm St", "122 ELM ST"),
        ("007 Elm", "7 ELM"),
        ("Łuk 5", "UK 5 6"),
        ("12 Elm St", "12 ELMO ST"),
        ("412 Elm St", "421 ELM ST"),
        ("3¾ Oak", "3 4/3 OAK"),
    ],
)
def test_another_address_is_found(written, printed):
    """A number of another value, a letter too many or too few."""
    assert not transcript.faithful(written, printed)


@pytest.mark.parametrize(
    "written",
    ["12½ Elm St", "12 1/2 Elm", "39.5 Rd. 7", "Weiß & Søn, Apt 3²", "Seán O'Brien-Núñez 50613-0042", "1/0 Elm"],
)
def test_the_mailed_form_is_faithful(written):
    """What the mail form is made of stands in it."""
    assert transcript.faithful(written, usps(written))

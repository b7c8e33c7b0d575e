"""When two writings of a name are one name."""

import pytest

from desk.matching import names


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("OKAROR", "OKAFOR", True),
        ("OKAFR", "OKAFOR", True),
        ("OKAFRO", "OKAFOR", True),
        ("OKAROT", "OKAFOR", False),
        ("LEE", "LEA", False),
        ("", "OKAFOR", False),
    ],
)
def test_one_slip_makes_a_longer_name_no_other(one, other, same):
    """One letter misread, missing or swapped in a name of five letters and more; short names differ by one."""
    assert names.one_slip(one, other) is same


def test_names_are_compared_without_case_accents_points_and_generation():
    """What people leave out or add without meaning another person."""
    assert names.key("O'Brien, Jr.") == names.key("OBRIEN")
    assert names.given("José R.") == ("JOSE", "R")

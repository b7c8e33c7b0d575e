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
    assert names.given_likeness("José R.", "JOSE") == 1


@pytest.mark.parametrize(
    ("written", "record"),
    [
        ("JO ANN L", "Jo Ann"),
        ("JOANN", "Jo Ann"),
        ("LI WEI", "LiWei"),
        ("DE ANDRE", "De Andre"),
        ("LA TOYA", "LaToya"),
        ("JO", "Jo Ann"),
        ("MARIA LUISA", "Maria"),
        ("J ROBERT", "Robert"),
    ],
)
def test_first_names_of_two_words_agree(written, record):
    """Run together, apart, or with the second word left out on one side: one name."""
    assert names.given_likeness(written, record) == names.given_likeness(record, written) == 1


@pytest.mark.parametrize(("one", "other"), [("J", "John"), ("J.", "John"), ("John", "J"), ("JOHN Q", "J")])
def test_an_initial_agrees_with_the_name(one, other):
    """On record or on paper."""
    assert names.initial_agrees(one, other)


@pytest.mark.parametrize(
    ("one", "other"), [("JO ANN", "Jo Beth"), ("LI WEI", "Li Ming"), ("MARY", "Mark"), ("K", "John")]
)
def test_other_second_names_are_other_people(one, other):
    """Two full first words that begin alike are not one name, and an initial agrees with its own letter alone."""
    assert not names.initial_agrees(one, other)
    assert names.given_likeness(one, other) < 0.9


@pytest.mark.parametrize(
    ("written", "record"),
    [
        ("ĐẶNG", "Dang"),
        ("ŁUKASZEWICZ", "Lukaszewicz"),
        ("SØRENSEN", "Sorensen"),
        ("WEISS", "Weiß"),
        ("ÆGIR", "Aegir"),
        ("ÞÓRSSON", "Thorsson"),
        ("KALANIʻŌPUʻU", "Kalaniopuu"),
        ("YILDIZ", "Yıldız"),
        ("ŒUVRARD", "Oeuvrard"),
    ],
)
def test_special_letters_are_one_name_with_their_plain_ones(written, record):
    """Names are indexed and compared in the letters A to Z, by the folding that the mail uses too."""
    assert names.key(written) == names.key(record)

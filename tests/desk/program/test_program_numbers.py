"""Numbers by their digits: domain 1.6, 3.1 and 8."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.program import phone, pin, tin

TINS = [
    ("SSN", "400011234", "ssn"),
    ("SSN area 000", "000011234", None),
    ("SSN area 666", "666011234", None),
    ("SSN group 00", "400001234", None),
    ("SSN serial 0000", "400010000", None),
    ("ITIN 50", "900501234", "itin"),
    ("ITIN 65", "900651234", "itin"),
    ("between 65 and 70", "900661234", None),
    ("ITIN 70", "999701234", "itin"),
    ("ITIN 88", "999881234", "itin"),
    ("89", "999891234", None),
    ("ITIN 90-92", "999921234", "itin"),
    ("ATIN 93", "999931234", "atin"),
    ("ITIN 94", "999941234", "itin"),
    ("ITIN 99", "999991234", "itin"),
    ("900 group 00", "999001234", None),
    ("IRSN 01", "999011234", "irsn"),
    ("IRSN 10", "999101234", "irsn"),
    ("11", "999111234", None),
    ("IRSN 17-19", "999181234", "irsn"),
    ("IRSN 28-29", "999281234", "irsn"),
    ("IRSN 37-39", "999391234", "irsn"),
    ("sample 078-05-1120", "078051120", None),
    ("sample 219-09-9999", "219099999", None),
    ("advert 987-65-4325", "987654325", None),
    ("next to the adverts", "987654330", "itin"),
    ("eight digits", "40001123", None),
    ("dashes", "400-01-1234", None),
    ("other digits", "٤٠٠٠١١٢٣٤", None),
    ("nothing", None, None),
]


@pytest.mark.parametrize(("row", "number", "kind"), TINS, ids=[f"8 {t[0]}" for t in TINS])
def test_the_kind_of_a_taxpayer_number(row, number, kind):
    """Digits alone tell the kind; only SSN and ITIN are accepted."""
    assert tin.kind(number) == kind
    assert tin.valid(number) is (kind in ("ssn", "itin"))


def test_8_fixtures_pass_only_where_they_are_allowed():
    """A never-issued group-00 number is an SSN in practice mode and nothing else is."""
    assert tin.kind("400001234", allow_test=True) == "ssn"
    assert tin.kind("000001234", allow_test=True) is None
    assert tin.kind("400000000", allow_test=True) is None


PHONES = [
    ("plain", "2125550134", True),
    ("area code begins with 1", "1125550134", False),
    ("area code begins with 0", "0125550134", False),
    ("middle digit 9", "2925550134", False),
    ("office code begins with 1", "2121550134", False),
    ("office code begins with 0", "2120550134", False),
    ("nine digits", "212555013", False),
    ("eleven digits", "12125550134", False),
    ("blank", None, False),
]


@pytest.mark.parametrize(("row", "number", "good"), PHONES, ids=[f"1.6 {p[0]}" for p in PHONES])
def test_telephone_numbers(row, number, good):
    """Ten digits by the North American plan."""
    assert phone.valid(number) is good


PINS = [
    ("six digits", "123456", True),
    ("leading zero", "012345", True),
    ("000000", "000000", False),
    ("000001", "000001", True),
    ("punctuation stripped", "12-34 56", True),
    ("five digits", "12345", False),
    ("seven digits", "1234567", False),
    ("letter", "12345O", False),
    ("other digits", "١٢٣٤٥٦", False),
    ("line end", "123456\n", True),
    ("blank", "", False),
    ("nothing", None, False),
]


@pytest.mark.parametrize(("row", "text", "good"), PINS, ids=[f"3.1 {p[0]}" for p in PINS])
def test_the_form_of_a_pin(row, text, good):
    """Six digits after punctuation is stripped, never 000000."""
    assert pin.wellformed(text) is good


@pytest.mark.parametrize(("text", "five"), [("12345", True), ("1 2345", True), ("123456", False), (None, False)])
def test_3_1_five_digits_are_noticed(text, five):
    """The five-digit e-file signature PIN is told apart."""
    assert pin.five_digits(text) is five


@given(st.integers(0, 999_998))
def test_3_1_every_drawn_pin_is_wellformed(number):
    """Each number that can be drawn is a legal PIN, and each legal PIN can be drawn."""
    text = pin.draw(lambda below: number)
    assert pin.wellformed(text)
    assert int(text) == number + 1


def test_8_every_group_of_the_nine_hundreds():
    """domain 4.1: IRSN check. Exactly the groups listed are ITINs, IRSNs and ATINs; every other one is nothing."""
    kinds = [tin.kind(f"912{group:02d}1234") for group in range(100)]
    itin = {*range(50, 66), *range(70, 89), 90, 91, 92, *range(94, 100)}
    irsn = {*range(1, 11), 17, 18, 19, 28, 29, 37, 38, 39}
    wanted = {**dict.fromkeys(itin, "itin"), **dict.fromkeys(irsn, "irsn"), 93: "atin"}
    assert kinds == [wanted.get(group) for group in range(100)]

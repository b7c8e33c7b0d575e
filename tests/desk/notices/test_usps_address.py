"""Addresses in the form that the mail reads (domain 7)."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk import errors
from desk.notices.letter import Address, usps

LATIN = st.text(st.characters(max_codepoint=0x17F, categories=("L", "N", "P", "Zs", "Mn")), max_size=60)


@pytest.mark.parametrize(
    ("written", "mailed"),
    [
        ("418 N. Alder St.", "418 N ALDER ST"),
        ("P.O. Box 12", "P O BOX 12"),
        ("Seán O'Brien-Núñez", "SEAN OBRIEN-NUNEZ"),
        ("12 1/2 Main St, # 4", "12 1/2 MAIN ST # 4"),
        ("39.5 Rd. 7", "39.5 RD 7"),
        ("Weiß & Søn", "WEISS AND SON"),
        ("  two   spaces ", "TWO SPACES"),
        ("12½ Elm St", "12 1/2 ELM ST"),
        ("12 ½ Elm St", "12 1/2 ELM ST"),
        ("7⅓A Rue Łódź", "7 1/3 A RUE LODZ"),
        ("Apt 3²", "APT 3 2"),
        ("Đặng Þór Æsir ʻŌpio Yıldız", "DANG THOR AESIR OPIO YILDIZ"),
    ],
)
def test_upper_case_without_punctuation(written, mailed):
    """domain 7: address in capitals, no accents, no punctuation but hyphen, slash, number sign and decimal point."""
    assert usps(written) == mailed


@given(LATIN)
def test_what_is_mailed_is_plain_and_stays(text):
    """Any text is either refused or plain, and plain text does not change again."""
    try:
        plain = usps(text)
    except errors.InvalidInput:
        return
    assert re.fullmatch(r"[A-Z0-9#/. -]*", plain)
    assert usps(plain) == plain


def test_the_last_line_carries_zip_plus_four():
    """domain 7: address, last line. City, state and ZIP stand on one line, nine digits with a hyphen."""
    assert Address("A B", "1 Elm St", "Ames", "ia", "500101234").last_line == "AMES IA 50010-1234"
    assert Address("A B", "1 Elm St", "Ames", "IA", "50010").lines() == ("A B", "1 ELM ST", "AMES IA 50010")


def test_abroad_the_country_stands_alone_on_the_last_line():
    """Postal code and city above it as they are written there; no state, no ZIP code (Publication 28)."""
    there = Address("Jörg Weiß", "Hauptstraße 7", "10115 Berlin", "", "", country="Germany")
    assert there.lines() == ("JORG WEISS", "HAUPTSTRASSE 7", "10115 BERLIN", "GERMANY")
    assert there.last_line == "GERMANY"


@pytest.mark.parametrize("wrong", [{"state": "IL"}, {"zip": "62701"}, {"country": "DE"}, {"country": "Germany 5"}])
def test_what_is_no_address_abroad_is_refused(wrong):
    """A country beside a state or ZIP code, or one that is not spelled out."""
    with pytest.raises(errors.InvalidInput):
        Address(
            **{"name": "A B", "street": "1 Elm St", "city": "Ames", "state": "", "zip": "", "country": "Germany"}
            | wrong
        )


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "Iowa"},
        {"zip": "5001"},
        {"zip": "50010-12"},
        {"city": " "},
        {"name": "."},
        {"street": ""},
        {"name": "Ωmega"},
    ],
)
def test_an_address_that_cannot_be_mailed_is_refused(wrong):
    """Whoever keeps the record learns which part to correct, and no part of it is repeated."""
    parts = {"name": "Ada Reyes", "street": "1 Elm St", "city": "Ames", "state": "IA", "zip": "50010"} | wrong
    with pytest.raises(errors.InvalidInput) as refused:
        Address(**parts)
    assert "Reyes" not in str(refused.value)


def test_an_address_does_not_print_itself():
    """Neither name nor street reaches a log by accident."""
    assert "Elm" not in repr(Address("Ada Reyes", "1 Elm St", "Ames", "IA", "50010"))

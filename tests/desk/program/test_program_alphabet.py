"""One folding of letters for matching and mail."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.program import alphabet

LATIN = [
    sign
    for sign in map(chr, range(0xC0, 0x250))
    if unicodedata.category(sign)[0] == "L"
    and "LATIN" in unicodedata.name(sign, "")
    and "CLICK" not in unicodedata.name(sign)
]


def test_nearly_every_latin_letter_has_plain_ones():
    """Of the letters of Latin-1 and Latin Extended A and B all that name a plain letter fold to it."""
    left = [sign for sign in LATIN if not alphabet.plain(sign).isascii()]
    named = [
        sign for sign in left if unicodedata.name(sign).split(" WITH ")[0].split()[-1] in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    ]
    assert not named
    assert len(left) < len(LATIN) / 10


@pytest.mark.parametrize(
    ("written", "plain"), [("ß", "SS"), ("Ə", "E"), ("ʻOkina", "OKINA"), ("№ 5", "NO 5"), ("½", " 1/2 ")]
)
def test_signs_that_stand_for_others(written, plain):
    """By the machine-readable zone of passports, and apart where they stand at another height."""
    assert alphabet.plain(written) == plain


@given(st.text(max_size=40))
def test_folding_is_stable(text):
    """What is plain does not change again."""
    assert alphabet.plain(alphabet.plain(text)) == alphabet.plain(text)

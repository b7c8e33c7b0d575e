"""Makes names and addresses comparable: upper case, no accents, no punctuation."""

import re

from rapidfuzz.distance import OSA, JaroWinkler

from desk.program import alphabet

_LONG = 5  # letters from which a name may still match with one letter misread
_SUFFIXES = {"JR", "SR", "II", "III", "IV", "MD", "ESQ"}
_PLACE = re.compile(r"(?P<city>.*?)(?:(?:^| )(?P<state>[A-Z]{2}))?(?:(?:^| )(?P<zip>\d{5})(?: ?\d{4})?)?")
_STREET_WORDS = {
    "STREET": "ST", "AVENUE": "AVE", "ROAD": "RD", "DRIVE": "DR", "LANE": "LN", "COURT": "CT", "PLACE": "PL",
    "BOULEVARD": "BLVD", "CIRCLE": "CIR", "TERRACE": "TER", "PARKWAY": "PKWY", "HIGHWAY": "HWY", "TRAIL": "TRL",
    "SQUARE": "SQ", "NORTH": "N", "SOUTH": "S", "EAST": "E", "WEST": "W", "APARTMENT": "APT", "SUITE": "STE",
    "WAY": "WAY", "NORTHEAST": "NE", "NORTHWEST": "NW", "SOUTHEAST": "SE", "SOUTHWEST": "SW",
}  # fmt: skip


def plain(text: str | None) -> str:
    """Return the text in upper-case letters, digits and single spaces only."""
    latin = "".join(sign for sign in alphabet.plain(text or "") if sign.isascii())
    return " ".join(re.sub(r"[^A-Z0-9 ]+", " ", latin).split())


def key(last_name: str | None) -> str:
    """Return a last name as it is indexed: letters only, without generation suffixes."""
    words = [word for word in plain(last_name).split() if word not in _SUFFIXES]
    return "".join(words)


def initial_agrees(one: str | None, other: str | None) -> bool:
    """Return whether one first name is only an initial and the other begins with that letter."""
    (full, first), (others, second) = _given(one), _given(other)
    return bool(first) and first == second and not (full and others)


def given_likeness(one: str | None, other: str | None) -> float:
    """Return the similarity, 0 to 1, of two entries of "first name and initial"; initials are ignored.

    A first name may have two words (Jo Ann, Li Wei, De Andre). One side may join them, or leave the second one out.
    """
    (ours, _), (theirs, _) = _given(one), _given(other)
    whole = likeness("".join(ours), "".join(theirs))
    if ours and theirs and min(len(ours), len(theirs)) == 1:
        return max(whole, likeness(ours[0], theirs[0]))
    return whole


def _given(text: str | None) -> tuple[list[str], str]:
    """The words of a first name without the initials, and its first letter."""
    words = plain(text).split()
    return [word for word in words if len(word) > 1], words[0][0] if words else ""


def street(text: str | None) -> str:
    """Return a street line with the USPS abbreviations (Publication 28)."""
    return " ".join(_STREET_WORDS.get(word, word) for word in plain(text).split())


def city(text: str | None) -> str:
    """Return a foreign city without the postal code beside it (10115 Berlin, London SW1A 1AA)."""
    return " ".join(word for word in plain(text).split() if word.isalpha())


def place(text: str | None) -> tuple[str, str, str]:
    """Return city, state and five-digit ZIP code from one line; "" for a missing part."""
    found = _PLACE.fullmatch(plain(text))
    return (found["city"] or "", found["state"] or "", found["zip"] or "") if found else ("", "", "")


def likeness(one: str, other: str) -> float:
    """Return the Jaro-Winkler similarity, from 0 to 1 (equal); 0 if either text is empty."""
    return JaroWinkler.similarity(one, other) if one and other else 0.0


def one_slip(one: str, other: str) -> bool:
    """Return whether one letter changed, missing, added or swapped with the next turns one name into the other."""
    return min(len(one), len(other)) >= _LONG and OSA.distance(one, other, score_cutoff=1) <= 1

"""Names and addresses made comparable: upper case, no accents, no punctuation."""

import re
import unicodedata

from rapidfuzz.distance import OSA, JaroWinkler

_LONG = 5  # letters of a name that is still itself with one of them misread
_SUFFIXES = {"JR", "SR", "II", "III", "IV", "MD", "ESQ"}
_STREET_WORDS = {
    "STREET": "ST", "AVENUE": "AVE", "ROAD": "RD", "DRIVE": "DR", "LANE": "LN", "COURT": "CT", "PLACE": "PL",
    "BOULEVARD": "BLVD", "CIRCLE": "CIR", "TERRACE": "TER", "PARKWAY": "PKWY", "HIGHWAY": "HWY", "TRAIL": "TRL",
    "SQUARE": "SQ", "NORTH": "N", "SOUTH": "S", "EAST": "E", "WEST": "W", "APARTMENT": "APT", "SUITE": "STE",
    "WAY": "WAY", "NORTHEAST": "NE", "NORTHWEST": "NW", "SOUTHEAST": "SE", "SOUTHWEST": "SW",
}  # fmt: skip


def plain(text: str | None) -> str:
    """Upper-case letters, digits and single spaces only."""
    flat = unicodedata.normalize("NFKD", text or "").encode("ascii", "ignore").decode().upper()
    return " ".join(re.sub(r"[^A-Z0-9 ]+", " ", flat.replace("'", "")).split())


def key(last_name: str | None) -> str:
    """A last name as it is indexed: letters only, generation suffixes left out."""
    words = [word for word in plain(last_name).split() if word not in _SUFFIXES]
    return "".join(words)


def given(first_name: str | None) -> tuple[str, str]:
    """First name and middle initial of a "first name and initial" entry."""
    words = plain(first_name).split()
    return (words[0], words[1][:1]) if len(words) > 1 else ("".join(words), "")


def street(text: str | None) -> str:
    """A street line with the USPS abbreviations (Publication 28)."""
    return " ".join(_STREET_WORDS.get(word, word) for word in plain(text).split())


def likeness(one: str, other: str) -> float:
    """0 (nothing alike) … 1 (equal), by Jaro-Winkler; 0 when either is empty."""
    return JaroWinkler.similarity(one, other) if one and other else 0.0


def one_slip(one: str, other: str) -> bool:
    """Whether one letter misread, missing, added or swapped with its neighbour makes one name the other."""
    return min(len(one), len(other)) >= _LONG and OSA.distance(one, other, score_cutoff=1) <= 1

"""Priors of words from public lists: they weight the candidates of a reading and never replace them.

Last names, first names and places come from the U.S. Census Bureau and the Postal Service (public domain), most
frequent first.
"""

import functools
import re
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

_FOLDER = Path(__file__).parent
_ORDINAL = re.compile(r"\d*(?:1ST|2ND|3RD|\dTH)")
_UNKNOWN, STRANGE = 0.25, 0.03  # the priors of a place or street and of a name that is in no list
_COMMON, _FALL = 20, 0.35  # a name's prior falls with its rank, but far more slowly than its frequency does
_NEAR = {"name": ("last", "first"), "city": ("city",)}


def prior(text: str, kind: str) -> float:
    """Return the prior of a text in capitals in such a field, from 1 (known) toward 0 (hardly possible)."""
    words = text.split()
    if kind == "state":
        return 1.0 if text in known("state") else STRANGE
    if kind == "city":
        return 1.0 if text.replace(".", "") in known("city") else _UNKNOWN
    if kind == "name":
        parts = [word.strip(".,'").replace("'", "") for word in re.split(r"[ \-]+", text) if word]
        return STRANGE if all(map(_beside, parts)) else min(map(_name, parts))
    if kind == "street":
        return min((_street(word, place) for place, word in enumerate(words)), default=STRANGE)
    return 1.0


def like(texts: list[str], kind: str) -> list[str]:
    """Return known texts that differ from these by one or two letters."""
    if kind == "state":
        return list(known("state"))
    found = []
    for text in texts:
        for place, word in enumerate(words := text.split(" ") if kind == "name" else [text]):
            for near in _nearest(word, kind):
                found.append(" ".join([*words[:place], near, *words[place + 1 :]]))
    return found


def titled(text: str) -> str:
    """Return the text with a capital at the start of each word, as names are written."""
    return re.sub(r"\bMc([a-z])", lambda head: "Mc" + head[1].upper(), text.title())


@functools.cache
def known(name: str) -> dict[str, int]:
    """Return the words of one list with their positions in it."""
    return {
        word: place
        for place, word in enumerate((_FOLDER / f"{name}.txt").read_text(encoding="utf-8").split("\n"))
        if word
    }


@functools.cache
def zips() -> dict[str, tuple[frozenset[str], frozenset[str]]]:
    """Return the states and the cities of the ZIP codes, by their first three digits."""
    lines = (_FOLDER / "zip.txt").read_text(encoding="utf-8").splitlines()
    rows = [line.split(" ", 2) for line in lines]
    return {prefix: (frozenset(states.split("/")), frozenset(cities.split(";"))) for prefix, states, cities in rows}


@functools.cache
def cities_of(state: str) -> frozenset[str]:
    """Return the cities of a state."""
    return frozenset().union(*(cities for states, cities in zips().values() if state in states))


def _nearest(word: str, kind: str) -> list[str]:
    reach = 2 if len(word) > 5 else 1
    if len(word) < 3:
        return []
    found = []
    for name in _NEAR.get(kind, ()):
        matches = process.extract(word, known(name).keys(), scorer=Levenshtein.distance, score_cutoff=reach, limit=8)
        found += [match for match, _, _ in matches]
    return found


def _beside(part: str) -> bool:
    """Whether it is only an addition to a name: an initial or a generation suffix."""
    return len(part) <= 1 or part in ("JR", "SR", "II", "III", "IV")


def _name(part: str) -> float:
    if _beside(part):
        return 1.0 if part else STRANGE
    ranks = [known(name)[part] for name in ("last", "first") if part in known(name)]
    return (_COMMON / (_COMMON + min(ranks))) ** _FALL if ranks else STRANGE


def _street(word: str, place: int) -> float:
    bare = word.strip(".,#'")
    if bare.isdigit() or _ORDINAL.fullmatch(bare):
        return 1.0 if bare.isdigit() == (place == 0) or place else _UNKNOWN
    if not bare.isalpha():
        return 0.1 if any(letter.isdigit() for letter in bare) else _UNKNOWN
    if place == 0:
        return 0.5
    return 1.0 if bare in known("street") or bare in known("last") or bare in known("city") else _UNKNOWN

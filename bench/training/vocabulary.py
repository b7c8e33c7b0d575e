"""Draws texts for the text fields of a form: names, streets, cities, states, and words that no list has.

Words come from lists (see the README), frequent ones more often. For training, 30 % of the texts are random letters and
frequent words are drawn less often, so that the network learns letters and not a dictionary. For calibration and tests,
words have their real frequencies, and 10 % of the texts are in no list.
"""

import csv
import pathlib

import numpy as np

_SUFFIXES = ("ST", "AVE", "RD", "BLVD", "DR", "LN", "CT", "PL", "WAY", "TER", "CIR", "PKWY", "HWY", "STREET", "AVENUE",
             "ROAD", "DRIVE", "LANE", "COURT")  # fmt: skip
_UNITS = ["APT", "UNIT", "STE", "#", "FL", "RM", "BLDG", "LOT"]
_WAYS = ["N", "S", "E", "W", "NE", "NW", "SE", "SW", "NORTH", "SOUTH", "EAST", "WEST"]
_VOWELS, _CONSONANTS = "AEIOUY", "BCDFGHJKLMNPQRSTVWXZ"


class Vocabulary:
    """Draws texts by the kind of field; `lifelike` with real frequencies, else for training."""

    def __init__(self, folder: pathlib.Path, lifelike: bool = False):
        self.strange, power = (0.1, 1.0) if lifelike else (0.3, 0.5)
        self.last = _words(folder / "last.csv", power)
        self.first = _words(folder / "first.csv", power)
        self.city = _words(folder / "city.csv", power)
        self.state = _words(folder / "state.csv", power)

    def draw(self, rng, kind: str) -> str:
        """Return a text of that kind in capitals."""
        if rng.random() < self.strange and kind != "state":
            return self._random(rng, kind)
        return getattr(self, f"_{kind}")(rng)

    def _name(self, rng) -> str:
        if rng.random() < 0.5:
            last = _pick(rng, self.last)
            return (
                f"{last}-{_pick(rng, self.last)}"
                if rng.random() < 0.05
                else last + (" JR" if rng.random() < 0.03 else "")
            )
        first = _pick(rng, self.first)
        initial = chr(65 + rng.integers(26)) + ("." if rng.random() < 0.2 else "")
        return f"{first} {initial}" if rng.random() < 0.6 else first

    def _street(self, rng) -> str:
        number = str(int(10 ** rng.uniform(0.3, 4.6)))
        if rng.random() < 0.08:
            return f"{rng.choice(['PO BOX', 'P.O. BOX', 'P O BOX'])} {number}"
        name = _pick(rng, self.last if rng.random() < 0.6 else self.city)
        if rng.random() < 0.15:
            order = int(rng.integers(1, 130))
            name = f"{order}{'TH' if 10 < order % 100 < 14 else {1: 'ST', 2: 'ND', 3: 'RD'}.get(order % 10, 'TH')}"
        parts = [number, rng.choice(_WAYS) if rng.random() < 0.2 else "", name, rng.choice(_SUFFIXES)]
        if rng.random() < 0.12:
            parts += [rng.choice(_UNITS), self._apartment(rng)]
        return " ".join(part for part in parts if part)

    def _apartment(self, rng) -> str:
        number = str(rng.integers(1, 10 ** int(rng.integers(1, 5))))
        letter = chr(65 + rng.integers(26))
        return [number, number + letter, letter, f"{letter}{number}", f"#{number}", f"{letter}-{number}"][
            rng.integers(6)
        ]

    def _city(self, rng) -> str:
        return _pick(rng, self.city)

    def _state(self, rng) -> str:
        return _pick(rng, self.state)

    def _random(self, rng, kind: str) -> str:
        words = [self._letters(rng) for _ in range(rng.choice([1, 1, 1, 2, 3]))]
        if kind in ("street", "apartment"):
            words.insert(0, str(rng.integers(1, 100000)))
        return " ".join(words)[:26]

    def _letters(self, rng) -> str:
        """Random letters, sometimes pronounceable."""
        count = int(rng.integers(1, 10))
        if rng.random() < 0.5:
            return "".join(chr(65 + letter) for letter in rng.integers(26, size=count))
        return "".join(rng.choice(list(_VOWELS if place % 2 else _CONSONANTS)) for place in range(count))


def as_written(rng, text: str) -> str:
    """Return a text in capitals, with initial capitals, or in lower case."""
    chance = rng.random()
    if chance < 0.6:
        return text
    return text.title() if chance < 0.95 else text.lower()


def _words(file: pathlib.Path, power: float) -> tuple[list[str], np.ndarray]:
    with file.open(encoding="utf-8", newline="") as lines:
        rows = [(word, float(weight)) for word, weight in csv.reader(lines)]
    weights = np.array([weight for _, weight in rows]) ** power
    return [word for word, _ in rows], np.cumsum(weights / weights.sum())


def _pick(rng, words: tuple[list[str], np.ndarray]) -> str:
    return words[0][min(int(np.searchsorted(words[1], rng.random())), len(words[0]) - 1)]

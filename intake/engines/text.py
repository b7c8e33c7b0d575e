"""Reads lines of letters, typed or hand-printed: names, streets, cities, states.

A small network looks first; where it doubts, a large one looks too, words that are common and look alike are tried
beside what was seen, and only what both networks hold probable stays probable. What is known of names and places
weighs the candidates and never replaces what stands there.
"""

import functools
import json
import pathlib

import numpy as np

from intake import lexicons
from intake.engines import Crop, Guess, digits_decode, letters, opinions

LONGEST = 40
AGAIN = 0.985  # below this probability the large network is asked
_KEPT = 6


def _card(folder: pathlib.Path = letters.MODELS) -> dict:
    return json.loads((folder / "text.json").read_text(encoding="utf-8"))


# Read as `read` from this probability on: wrong among trusted at most 1 % on the calibration data.
TRUST: dict[str, float] = _card()["trust"]


class TextReader:
    """The engine; loads its models once, the large one when first needed. Not for use by two threads at a time."""

    name = "text"

    def __init__(self, folder: pathlib.Path = letters.MODELS) -> None:
        self.weights = [np.array(weights) for weights in _card(folder)["weights"]]
        self.small = letters.Small(folder)

    @functools.cached_property
    def large(self) -> letters.Large:
        """The large network."""
        return letters.large()

    def read(self, crops: list[Crop]) -> list[list[Guess]]:
        """Per crop the guesses, best first; an empty list where nothing is written."""
        return [self._guesses(crop) for crop in crops]

    def looks(self, crop: Crop):
        """The candidates with each network's probability after one look and, if asked on, after two; then the cases."""
        heard = self.small.hear(crop)
        if heard is None:
            return
        views, cases = [heard[0]], heard[1]
        yield shares(views, crop.kind), cases
        second = self.large.hear(crop)
        if second is not None:
            views.append(second)
            yield shares(views, crop.kind), cases

    def _guesses(self, crop: Crop) -> list[Guess]:
        chances, cases = {}, None
        for weights, (found, cases) in zip(self.weights, self.looks(crop), strict=False):  # noqa: B007
            chances = opinions.calibrated(found, weights)
            if max(chances.values(), default=0) >= AGAIN:
                break
        best = sorted(chances.items(), key=lambda item: -item[1])[:_KEPT]
        return [Guess(as_written(text, cases), chance) for text, chance in best if chance > 1e-4]


def shares(views: list[letters.Frames], kind: str) -> dict[str, np.ndarray]:
    """Candidates in capitals with the probability that each network gives them, weighed by what is known."""
    texts: dict[str, None] = {}
    for frames, signs in views:
        beams = digits_decode.search(frames, signs, LONGEST)
        texts.update(dict.fromkeys(sorted(beams, key=beams.get, reverse=True)[:_KEPT]))
    texts.pop("", None)
    if len(views) > 1:
        texts.update(dict.fromkeys(lexicons.like(list(texts)[:2], kind)))
    if not texts:
        return {}
    prior = np.array([lexicons.prior(text, kind) for text in texts])
    each = [digits_decode.probability(frames, signs, list(texts)) * prior for frames, signs in views]
    tidy: dict[str, np.ndarray] = {}
    for text, share in zip(texts, np.array(each).T, strict=True):
        plain = " ".join(text.split())
        tidy[plain] = tidy.get(plain, 0) + share
    tidy.pop("", None)
    return tidy


def as_written(text: str, cases: letters.Frames) -> str:
    """The text in capitals, in small letters, or with capitals first: as the small network saw it best."""
    forms = list(dict.fromkeys([text, lexicons.titled(text), text.lower()]))
    return forms[int(np.argmax(digits_decode.probability(*cases, forms)))]


@functools.cache
def reader() -> TextReader:
    """The process's one reader."""
    return TextReader()

"""Reads lines of letters, typed or hand-printed: names, streets, cities, states.

A small network looks first. If it is in doubt, a large one looks as well, common words that look alike are added as
candidates, and a text stays probable only if both networks find it probable. Lists of names and places weight the
candidates; they may make one the best guess, but never a certain one against the networks. The weights of the opinions
depend on whether the line looks typed.
"""

import functools
import json
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from intake.engines import Crop, Guess, decode, opinions, sessions
from intake.engines import script as digits_script
from intake.engines.opinions import Held, Judge
from intake.engines.words import networks
from intake.lexicon import lists

LONGEST = 40
AGAIN = 0.985  # below this probability the large network looks as well
_KEPT = 6


_CARD = json.loads((sessions.FOLDER / "text.json").read_text(encoding="utf-8"))


# By script and kind: the probability from which the state is `read`. See WORDS in bench/training/thresholds.py.
TRUST: dict[str, dict[str, float]] = _CARD["trust"]


class TextReader:
    """The engine; loads its models once, the large one when first needed. Only one thread may use it at a time."""

    name = "text"

    def __init__(self) -> None:
        self.judges = {
            (script, sort): [Judge(np.array(look["say"]), np.array(look["weights"])) for look in looks]
            for script, sorts in _CARD["judges"].items()
            for sort, looks in sorts.items()
        }
        self.small = networks.Small()

    @functools.cached_property
    def large(self) -> networks.Large:
        """The large network."""
        return networks.large()

    def read(self, crops: list[Crop]) -> list[list[Guess]]:
        """Return the guesses for each crop, best first; an empty list if nothing is written."""
        return [self._guesses(crop) for crop in crops]

    def looks(self, crop: Crop) -> tuple[str, Iterator[tuple[Held, networks.Frames]]]:
        """Return the script and an iterator over the networks' opinions after one look and after two, each with the
        frames that tell capitals from lower case."""
        return digits_script.TYPED if crop.strokes.typed() else digits_script.HAND, self._looks(crop)

    def _looks(self, crop: Crop) -> Iterator[tuple[Held, networks.Frames]]:
        heard = self.small.hear(crop)
        if heard is None:
            return
        first, cases = _view(heard[0]), heard[1]
        yield held([first], crop.kind), cases
        second = self.large.hear(crop)
        if second is not None:
            yield held([first, _view(second)], crop.kind), cases

    def _guesses(self, crop: Crop) -> list[Guess]:
        chances: dict[str, float] = {}
        cases: networks.Frames | None = None
        script, looks = self.looks(crop)
        for judge, (found, cases) in zip(self.judges[script, sort(crop.kind)], looks, strict=False):  # noqa: B007
            chances = opinions.calibrated(found, judge) if found.texts else {}
            if max(chances.values(), default=0) >= AGAIN:
                break
        if cases is None:
            return []
        best = sorted((item for item in chances.items() if item[1] > 1e-4), key=lambda item: -item[1])[:_KEPT]
        written = as_written([text for text, _ in best], cases)
        return [Guess(text, chance, script) for text, (_, chance) in zip(written, best, strict=True)]


class View(NamedTuple):
    """The output of a network for a crop: its frames, their characters, and the texts that a search finds."""

    frames: np.ndarray
    signs: str
    beams: dict[str, float]


def _view(seen: networks.Frames) -> View:
    return View(*seen, decode.search(*seen, LONGEST))


def held(views: list[View], kind: str) -> Held:
    """Return each network's opinion on the candidates, in capitals, and as the last voice the prior from lists."""
    texts: dict[str, None] = {}
    for _, _, beams in views:
        texts.update(dict.fromkeys(sorted(beams, key=beams.__getitem__, reverse=True)[:_KEPT]))
    texts.pop("", None)
    if len(views) > 1:
        texts.update(dict.fromkeys(lists.like(list(texts)[:2], kind)))
    seen = np.array([decode.probability(frames, signs, list(texts)) for frames, signs, _ in views])
    shown: dict[str, np.ndarray] = {}
    for text, shares in zip(texts, seen.reshape(len(views), -1).T, strict=True):
        plain = " ".join(text.split())
        shown[plain] = shown.get(plain, 0) + shares
    shown.pop("", None)
    voices = {text: np.append(shares, lists.prior(text, kind)) for text, shares in shown.items()}
    return opinions.held(voices, np.append(1 - seen.sum(axis=-1), lists.STRANGE), len(views))


def sort(kind: str) -> str:
    """Return the group of a kind, by how complete its lists are: names, places (nearly all listed), or addresses."""
    return {"name": "name", "city": "place", "state": "place"}.get(kind, "address")


def as_written(texts: list[str], cases: networks.Frames) -> list[str]:
    """Return each text in capitals, with initial capitals, or in lower case, as the small network sees it best."""
    forms = [form for text in texts for form in (text, lists.titled(text), text.lower())]
    seen = decode.probability(*cases, forms).reshape(-1, 3) if texts else np.zeros((0, 3))
    return [forms[3 * place + best] for place, best in enumerate(seen.argmax(axis=1))]


@functools.cache
def reader() -> TextReader:
    """Return the one reader of this process."""
    return TextReader()

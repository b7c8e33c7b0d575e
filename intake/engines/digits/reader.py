"""Reads strings of digits, typed or handwritten: TIN, PIN, ZIP code, phone, date, amount.

Two small networks look at two different images of the crop (`image`) and each reads the whole string (`decode`); two
more look at every digit at the places that those found (`signs`). A string stays probable only if all of them find it
probable (`opinions`); if they doubt it, they look again. The weights of their opinions depend on whether the number was
typed (`script`). The model card beside the models says what they were trained on, how well they read and how the
probabilities were calibrated.
"""

import functools
import json
import pathlib
import re
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from intake.engines import Crop, Guess, decode, opinions, sessions
from intake.engines import script as digits_script
from intake.engines.digits import image as digits_image
from intake.engines.digits import signs as digits_signs
from intake.engines.digits import voices
from intake.engines.digits.signs import Heard
from intake.engines.opinions import Held, Judge
from intake.engines.strokes import Strokes
from intake.lexicon import amounts, dates

VIEWS = {"zone": digits_image.zone_view, "ink": digits_image.ink_view}
LENGTHS = {
    "tin": (9,),
    "pin": (6,),
    "zip": (5, 9),
    "phone": (10,),
    "year": (4,),
    "amount": tuple(range(1, 14)),
    "date": tuple(range(6, 11)),
}
FIXED = ("tin", "pin", "zip", "phone")
AGAIN, GROWN = 0.999, 1.1  # below this probability the networks look again, at a crop a tenth smaller
PART = 0.7  # share of a tall zone's width from which writing fills it
UNUSUAL = 0.5  # the highest probability of a string whose length the field cannot hold, and of those beside it
EVEN = 0.5  # below this probability a string network counts more or fewer digits than the field can hold


def _card() -> dict:
    return json.loads((sessions.FOLDER / "digits.json").read_text(encoding="utf-8"))


# By script and kind: the probability from which the state is `read`. See NUMBERS in bench/training/thresholds.py.
TRUST: dict[str, dict[str, float]] = _card()["trust"]


class DigitReader:
    """The engine; loads its models once. Only one thread may use it at a time."""

    name = "digits"

    def __init__(self, folder: pathlib.Path = sessions.FOLDER) -> None:
        card = json.loads((folder / "digits.json").read_text(encoding="utf-8"))
        self.heat = card["heat"]
        self.judges = {
            (script, sort): [Judge(np.array(look["say"]), np.array(look["weights"])) for look in looks]
            for script, sorts in card["judges"].items()
            for sort, looks in sorts.items()
        }
        self.networks = {view: sessions.open_model(folder / f"digits_{view}.onnx") for view in VIEWS}
        self.signs = digits_signs.SignReader(folder)
        self.script = digits_script.ScriptReader(folder)

    def read(self, crops: list[Crop]) -> list[list[Guess]]:
        """Return the guesses for each crop, best first; an empty list if there are no digits."""
        return [self._guesses(crop) for crop in crops]

    def hear(self, crop: Crop, grow: float = 1.0) -> list[Heard]:
        """Return the output of each string network for a crop."""
        image, alone = _columns(crop)
        longest = max(LENGTHS.get(crop.kind, (20,))) + 1
        heard = []
        for view, picture in VIEWS.items():
            ink = picture(image, crop.margin, grow, alone)
            logits = sessions.output(self.networks[view], "ink", ink[None, None])[0]
            heard.append(Heard(view, ink, *decode.chances(logits, crop.kind, self.heat[view]), longest))
        return heard

    def shares(self, heard: list[Heard], kind: str) -> dict[str, np.ndarray]:
        """Return candidate strings with their probabilities by each string network, then by each sign network."""
        found = [one.beams for one in heard]
        texts: dict[str, None] = {}
        for beams in found:
            texts.update(dict.fromkeys([text for text, share in beams.items() if share > 1e-5 and text][:5]))
        signs = self._singly(heard, found, kind)
        for text, shares in signs:
            texts.update(dict.fromkeys(digits_signs.others(text, shares)))
        each = [_exact(one, beams, list(texts)) for one, beams in zip(heard, found, strict=True)]
        for one, (_, shares) in zip(heard, signs, strict=False):
            fitting = _fitting(one.beams, kind)
            each.append([fitting * digits_signs.probability(shares, text) for text in texts])
        return dict(zip(texts, np.array(each).T, strict=True))

    def _singly(self, heard: list[Heard], found: list[dict[str, float]], kind: str) -> list[tuple[str, np.ndarray]]:
        """For each image, the most likely string that the field can hold and the probabilities of its characters."""
        if kind not in FIXED:
            return []
        together = {
            text: sum(np.log(beams.get(text, 0) + 1e-9) for beams in found) for beams in found for text in beams
        }
        held = legal(together, kind)
        if not held:
            return []
        best = max(held, key=together.__getitem__)
        return [(best, self.signs.look(one, best)) for one in heard]

    def looks(self, crop: Crop) -> tuple[str, Iterator[dict[str, np.ndarray]]]:
        """Return the script, and an iterator over the shares after one look and after a second at a smaller image."""
        script, looks = self._looks(crop)
        return script, (shares for _, shares in looks)

    def _looks(self, crop: Crop) -> tuple[str, Iterator[tuple[list[Heard], dict[str, np.ndarray]]]]:
        """Like `looks`, with the output of the string networks so far."""
        heard = self.hear(crop)

        def each() -> Iterator[tuple[list[Heard], dict[str, np.ndarray]]]:
            yield heard, self.shares(heard, crop.kind)
            more = heard + self.hear(crop, GROWN)
            yield more, self.shares(more, crop.kind)

        return self.script.tell(heard[0].picture), each()

    def _judge(self, crop: Crop) -> tuple[str, dict[str, float], dict[str, float]]:
        """The script; the calibrated probabilities of the strings that the field can hold; the probabilities of any
        string by the string networks alone."""
        script, looks = self._looks(crop)
        chances: dict[str, float] = {}
        judges = self.judges[script, sort(crop.kind)]
        look, heard, shares, judge = 0, list[Heard](), dict[str, np.ndarray](), judges[0]
        for look, ((heard, shares), judge) in enumerate(zip(looks, judges, strict=False), start=1):  # noqa: B007
            possible = {text: shares[text] for text in legal(shares, crop.kind)}
            chances = opinions.calibrated(held(possible, crop.kind), judge) if possible else {}
            if crop.kind in FIXED and min(_fitting(one.beams, crop.kind) for one in heard) < EVEN:
                chances = {text: min(UNUSUAL, chance) for text, chance in chances.items()}
            if max(chances.values(), default=0) >= AGAIN:
                break
        strings = {text: each[: look * voices.VIEWS] for text, each in shares.items()}
        return script, chances, _pooled(strings, judge.say[: voices.VIEWS])

    def _guesses(self, crop: Crop) -> list[Guess]:
        script, chances, unusual = self._judge(crop)
        if sum(chances.values()) < 0.01:
            chances = {text: min(UNUSUAL, chance) for text, chance in _alike(unusual, crop.kind).items()}
        guesses = [Guess(text, chance, script) for text, chance in chances.items() if chance > 1e-4]
        return sorted(guesses, key=lambda guess: -guess.probability)


def _pooled(strings: dict[str, np.ndarray], say: np.ndarray) -> dict[str, float]:
    return opinions.pool(voices.held(strings, len(say)), say) if strings else {}


def _fitting(beams: dict[str, float], kind: str) -> float:
    """The probability, by a string network, that there are as many digits as the field can hold.

    The sign networks see as many places as such a string has. They cannot tell how many digits there are: if one is
    left out, the others still look right. They judge the digits, the string networks judge their number.
    """
    whole = sum(beams.values())
    return sum(beams[text] for text in legal(beams, kind)) / whole if whole else 0.0


def _exact(heard: Heard, beams: dict[str, float], texts: list[str]) -> list[float]:
    """The probability of each text, summed over all alignments if the search did not do so."""
    missing = [text for text in texts if text not in beams]
    if not missing:
        return [beams[text] for text in texts]
    summed = dict(zip(missing, decode.probability(heard.frames, heard.signs, missing), strict=True))
    return [float(summed[text]) if text in summed else beams[text] for text in texts]


def _columns(crop: Crop) -> tuple[np.ndarray, np.ndarray | None]:
    """The image, and only the writing if the image does not show its rows: tall zones and date zones have a printed
    caption. If the writing fills only a part of such a zone, only the columns with writing are returned.

    Much white paper beside a few digits would spoil the contrast, which is measured by shares of the image.
    """
    tall = crop.image.shape[0] - 2 * crop.margin > digits_image.TALL
    alone = crop.alone if tall or crop.kind == "date" else None
    if alone is None:
        return crop.image, None
    box = Strokes(alone, crop.margin).box
    if box is None or box[2] - box[0] > PART * crop.image.shape[1]:
        return crop.image, alone
    kept = slice(max(0, box[0] - crop.margin - 6), box[2] + crop.margin + 6)
    return np.ascontiguousarray(crop.image[:, kept]), np.ascontiguousarray(alone[:, kept])


def sort(kind: str) -> str:
    """Return the group of a kind: numbers of fixed length, which the sign networks read as well, dates, or amounts."""
    return "fixed" if kind in FIXED else "date" if kind == "date" else "amount"


def legal(texts: Iterable[str], kind: str) -> list[str]:
    """Return the texts that the field can hold."""
    lengths = LENGTHS.get(kind)
    return [text for text in texts if plain(text, kind) and (lengths is None or len(text) in lengths)]


def held(shares: dict[str, np.ndarray], kind: str) -> Held:
    """Return the opinion of every voice on the values of the strings: strings with the same value are added up; for
    dates, the last voice is how usual the day is."""
    return voices.held(_alike(shares, kind), _voices(kind), dates.usual if kind == "date" else None)


def _voices(kind: str) -> int:
    """The number of voices: the string networks, and the sign networks if the number of digits is fixed."""
    return voices.VIEWS * (2 if kind in FIXED else 1)


def _alike(shares: dict[str, Any], kind: str) -> dict[str, Any]:
    """Add up the shares of strings with the same value, by value."""
    found: dict[str, Any] = {}
    for text, share in shares.items():
        if said := plain(text, kind):
            found[said] = found.get(said, 0.0) + share
    return found


def plain(text: str, kind: str) -> str:
    """Return the value of a text in the desk's form: whole dollars with sign for amounts, YYYY-MM-DD for valid dates,
    else as read; "" if it has no value."""
    if kind == "date":
        return dates.iso(text) or text
    if kind != "amount":
        return text
    shape = re.fullmatch(r"(-|\()?(\d*)(?:\.(\d\d)?)?[.)-]*", text)
    return amounts.whole(shape[2], shape[3], bool(shape[1]) or text.endswith(("-", ")"))) if shape else ""


@functools.cache
def reader() -> DigitReader:
    """Return the one reader of this process."""
    return DigitReader()

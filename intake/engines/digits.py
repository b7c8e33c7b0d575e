"""Reads strings of digits, typed or by hand: TIN, PIN, ZIP, phone, date, amount.

Two small networks look at two different pictures of the crop (`digits_image`), each says what the whole string may be
(`digits_decode`), and only what both hold probable stays probable (`digits_odds`). Where they doubt, they look again,
and then the large network of the text reader is asked as well. The model card beside the models tells what they
were trained on, how well they read and how the probabilities were calibrated.
"""

import functools
import json
import pathlib
import re
from collections.abc import Iterator

import numpy as np

from intake.engines import Crop, Guess, digits_decode, digits_image, digits_odds, letters, text_image

MODELS = pathlib.Path(__file__).parent / "models"
VIEWS = {"zone": digits_image.zone_view, "ink": digits_image.ink_view}
LENGTHS = {
    "tin": (9,),
    "pin": (6,),
    "zip": (5, 9),
    "phone": (10,),
    "amount": tuple(range(1, 14)),
    "date": tuple(range(6, 11)),
}
FIXED = ("tin", "pin", "zip", "phone")
AGAIN, GROWN = 0.999, 1.1  # below this probability the crop is looked at again, a tenth smaller
PART = 0.7  # share of a tall zone's width from which on writing fills it
UNUSUAL = 0.5  # a string of a length that the field cannot hold is never surer than this


def _card() -> dict:
    return json.loads((MODELS / "digits.json").read_text(encoding="utf-8"))


# Read as `read` from this probability on: wrong among trusted at most 0.1 % on the calibration data.
TRUST: dict[str, float] = _card()["trust"]


class DigitReader:
    """The engine; loads its models once. Not for use by two threads at a time."""

    name = "digits"

    def __init__(self, folder: pathlib.Path = MODELS):
        card = json.loads((folder / "digits.json").read_text(encoding="utf-8"))
        self.heat, self.weights = card["heat"], [np.array(weights) for weights in card["weights"]]
        self.networks = {view: letters.session(folder / f"digits_{view}.onnx") for view in VIEWS}

    def read(self, crops: list[Crop]) -> list[list[Guess]]:
        """Per crop the guesses, best first; an empty list where no digits are."""
        return [self._guesses(crop) for crop in crops]

    def score(self, crop: Crop, text: str) -> float:
        """The probability that the crop says exactly this text (as `read` would write it)."""
        if crop.kind in ("amount", "date"):
            return next((guess.probability for guess in self._guesses(crop) if guess.text == text), 0.0)
        if not legal([text], crop.kind):
            return 0.0
        return self._judge(crop, text)[0].get(text, 0.0)

    def opinions(self, crop: Crop, grow: float = 1.0) -> list[tuple[np.ndarray, str]]:
        """What each network hears: frames of probabilities and the signs they are of."""
        image, alone = _columns(crop)
        rows = alone if crop.kind == "date" else None  # a caption is printed in the zones of dates
        heard = []
        for view, picture in VIEWS.items():
            ink = picture(image, crop.margin, grow, rows)[None, None]
            logits = self.networks[view].run(None, {"ink": ink})[0][0]
            heard.append(digits_decode.chances(logits, crop.kind, self.heat[view]))
        return heard

    def shares(self, opinions: list, kind: str, *wanted: str) -> dict[str, np.ndarray]:
        """Candidate strings (and the wanted ones) with the probability that each network gives them."""
        longest = max(LENGTHS.get(kind, (20,))) + 1
        found = [digits_decode.search(frames, signs, longest) for frames, signs in opinions]
        texts = dict.fromkeys(wanted)
        for beams in found:
            texts.update(dict.fromkeys([text for text, share in beams.items() if share > 1e-5 and text][:5]))
        each = []
        for beams, (frames, signs) in zip(found, opinions, strict=False):
            missing = [text for text in texts if text not in beams]
            exact = (
                dict(zip(missing, digits_decode.probability(frames, signs, missing), strict=False)) if missing else {}
            )
            each.append([beams.get(text) or float(exact.get(text, 0)) for text in texts])
        return dict(zip(texts, np.array(each).T, strict=False))

    def looks(self, crop: Crop, *wanted: str) -> Iterator[dict[str, np.ndarray]]:
        """The shares after one look, after a second, and after the large network's, each only if asked on."""
        opinions = self.opinions(crop)
        yield self.shares(opinions, crop.kind, *wanted)
        opinions += self.opinions(crop, GROWN)
        yield self.shares(opinions, crop.kind, *wanted)
        if third := letters.large().hear(crop):
            yield self.shares([*opinions, third], crop.kind, *wanted)

    def _judge(self, crop: Crop, *wanted: str) -> tuple[dict[str, float], dict[str, float]]:
        """Calibrated probabilities of the strings the field can hold, and pooled ones of all; more looks in doubt."""
        for shares, weights in zip(self.looks(crop, *wanted), self.weights, strict=False):
            chances = digits_odds.calibrated(shares, legal(shares, crop.kind), weights)
            if max(chances.values(), default=0) >= AGAIN:
                break
        return chances, digits_odds.pool(shares, list(shares))

    def _guesses(self, crop: Crop) -> list[Guess]:
        chances, unusual = self._judge(crop)
        if sum(chances.values()) < 0.01:
            chances = {text: min(UNUSUAL, chance) for text, chance in unusual.items()}
        said: dict[str, float] = {}
        for text, chance in chances.items():
            if kept := plain(text, crop.kind):
                said[kept] = said.get(kept, 0.0) + chance
        guesses = [Guess(text, chance) for text, chance in said.items() if chance > 1e-4]
        return sorted(guesses, key=lambda guess: -guess.probability)


def _columns(crop: Crop) -> tuple[np.ndarray, np.ndarray | None]:
    """The picture and the writing alone; in a tall zone that the writing fills in part, only the columns it is in.

    Much white paper beside a few digits spoils the contrast, which is measured by shares of the picture.
    """
    tall = crop.image.shape[0] - 2 * crop.margin > digits_image.TALL
    if crop.writing is None or not (tall or crop.kind == "date"):
        return crop.image, None
    box = text_image.ink_box(crop.alone, crop.margin)
    if box is None or box[2] - box[0] > PART * crop.image.shape[1]:
        return crop.image, crop.alone
    kept = slice(max(0, box[0] - crop.margin - 6), box[2] + crop.margin + 6)
    return np.ascontiguousarray(crop.image[:, kept]), np.ascontiguousarray(crop.alone[:, kept])


def legal(texts, kind: str) -> list[str]:
    """Those texts whose length the field can hold."""
    lengths = LENGTHS.get(kind)
    return [text for text in texts if text and (lengths is None or len(text) in lengths)]


def plain(text: str, kind: str) -> str:
    """The text as the desk keeps it: whole dollars with sign for amounts, else as read."""
    if kind != "amount":
        return text
    shape = re.fullmatch(r"(-|\()?(\d*)(?:\.(\d\d)?)?[.)-]*", text)
    if not shape or not (shape[2] or shape[3]):
        return ""
    dollars = int(shape[2] or 0) + (int(shape[3] or 0) >= 50)
    return f"-{dollars}" if dollars and (shape[1] or text.endswith(("-", ")"))) else str(dollars)


@functools.cache
def reader() -> DigitReader:
    """The process's one reader."""
    return DigitReader()

"""Reads strings of digits, typed or by hand: TIN, PIN, ZIP, phone, date, amount.

Two small networks look at two different pictures of the crop (`digits_image`), each says what the whole string may be
(`digits_decode`), and only what both hold probable stays probable. The model card beside the models tells what they
were trained on, how well they read and how the probabilities were calibrated.
"""

import functools
import json
import pathlib
import re

import numpy as np
import onnxruntime

from intake.engines import Crop, Guess, digits_decode, digits_image

MODELS = pathlib.Path(__file__).parent / "models"
VIEWS = {"zone": digits_image.zone_view, "ink": digits_image.ink_view}
LENGTHS = {"tin": (9,), "pin": (6,), "zip": (5, 9), "phone": (10,), "amount": tuple(range(1, 14)), "date": tuple(range(6, 11))}
FLOOR = 1e-15
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
        self.heat, self.weights = card["heat"], np.array(card["weights"])
        self.networks = {view: _session(folder / f"digits_{view}.onnx") for view in VIEWS}

    def read(self, crops: list[Crop]) -> list[list[Guess]]:
        """Per crop the guesses, best first; an empty list where no digits are."""
        return [self._guesses(self.opinions(crop), crop.kind) for crop in crops]

    def score(self, crop: Crop, text: str) -> float:
        """The probability that the crop says exactly this text (digits as `read` would write them)."""
        opinions = self.opinions(crop)
        if crop.kind in ("amount", "date"):
            return next((guess.probability for guess in self._guesses(opinions, crop.kind) if guess.text == text), 0.0)
        shares = self.shares(opinions, crop.kind, text)
        return self._calibrated(shares, legal(shares, crop.kind)).get(text, 0.0)

    def opinions(self, crop: Crop) -> list[tuple[np.ndarray, str]]:
        """What each network hears: frames of probabilities and the signs they are of."""
        opinions = []
        for view, picture in VIEWS.items():
            ink = picture(crop.image, crop.margin)[None, None]
            logits = self.networks[view].run(None, {"ink": ink})[0][0]
            opinions.append(digits_decode.chances(logits, crop.kind, self.heat[view]))
        return opinions

    def shares(self, opinions: list, kind: str, *wanted: str) -> dict[str, np.ndarray]:
        """Candidate strings (and the wanted ones) with the probability that each network gives them."""
        longest = max(LENGTHS.get(kind, (20,))) + 1
        found = [digits_decode.search(frames, signs, longest) for frames, signs in opinions]
        texts = dict.fromkeys(wanted)
        for beams in found:
            texts.update(dict.fromkeys([text for text, share in beams.items() if share > 1e-5 and text][:5]))
        return {
            text: np.array(
                [
                    beams.get(text) or digits_decode.probability(frames, signs, text)
                    for beams, (frames, signs) in zip(found, opinions)
                ]
            )
            for text in texts
        }

    def _guesses(self, opinions: list, kind: str) -> list[Guess]:
        shares = self.shares(opinions, kind)
        valid = legal(shares, kind)
        chances = self._calibrated(shares, valid)
        if sum(chances.get(text, 0) for text in valid) < 0.01:
            chances = {text: min(UNUSUAL, chance) for text, chance in self._calibrated(shares, list(shares)).items()}
        said: dict[str, float] = {}
        for text, chance in chances.items():
            if kept := plain(text, kind):
                said[kept] = said.get(kept, 0.0) + chance
        guesses = [Guess(text, chance) for text, chance in said.items() if chance > 1e-4]
        return sorted(guesses, key=lambda guess: -guess.probability)

    def _calibrated(self, shares: dict, texts: list[str]) -> dict[str, float]:
        """Probabilities of the texts: the geometric mean of the networks, the best one corrected by the calibration."""
        pooled = pool(shares, texts)
        if not pooled:
            return {}
        best = max(pooled, key=pooled.get)
        sure = float(1 / (1 + np.exp(-(features(pooled[best], shares[best]) @ self.weights))))
        rest = (1 - sure) / max(1 - pooled[best], 1 - sure, FLOOR)
        return {text: sure if text == best else share * rest for text, share in pooled.items()}


def pool(shares: dict[str, np.ndarray], texts: list[str]) -> dict[str, float]:
    """The normed geometric mean of the networks' probabilities; what is missing to 1 is 'none of these'."""
    if not texts:
        return {}
    each = np.maximum(np.array([shares[text] for text in texts]), FLOOR)
    none = np.maximum(1 - each.sum(axis=0), FLOOR)
    mean, nothing = np.sqrt(each.prod(axis=1)), float(np.sqrt(none.prod()))
    whole = mean.sum() + nothing
    return {text: float(share / whole) for text, share in zip(texts, mean)}


def features(pooled: float, each: np.ndarray) -> np.ndarray:
    """What the calibration looks at: the odds of the pooled opinion and of either network, and 1."""
    odds = [_odds(pooled), _odds(min(each)), _odds(max(each))]
    return np.array([*odds, 1.0])


def _odds(share: float) -> float:
    share = min(max(float(share), 1e-6), 1 - 1e-6)
    return float(np.log(share / (1 - share)))


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


def _session(file: pathlib.Path) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])


@functools.cache
def reader() -> DigitReader:
    """The process's one reader."""
    return DigitReader()

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
LENGTHS = {
    "tin": (9,),
    "pin": (6,),
    "zip": (5, 9),
    "phone": (10,),
    "amount": tuple(range(1, 14)),
    "date": tuple(range(6, 11)),
}
FIXED = ("tin", "pin", "zip", "phone")
FLOOR, LEAST = 1e-15, 16.0  # least probability; greatest log odds told apart
AGAIN, GROWN = 0.99, 1.1  # below this probability the crop is looked at a second time, a tenth smaller
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
        self.networks = {view: _session(folder / f"digits_{view}.onnx") for view in VIEWS}

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
        heard, rows = [], crop.alone if crop.kind == "date" else None  # a caption is printed in the zones of dates
        for view, picture in VIEWS.items():
            ink = picture(crop.image, crop.margin, grow, rows)[None, None]
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

    def _judge(self, crop: Crop, *wanted: str) -> tuple[dict[str, float], dict[str, float]]:
        """Calibrated probabilities of the strings the field can hold, and pooled ones of all; two looks in doubt."""
        opinions = self.opinions(crop)
        for look, weights in enumerate(self.weights):
            shares = self.shares(opinions, crop.kind, *wanted)
            chances = calibrated(shares, legal(shares, crop.kind), weights)
            if look or max(chances.values(), default=0) >= AGAIN:
                break
            opinions += self.opinions(crop, GROWN)
        return chances, pool(shares, list(shares))

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


def calibrated(shares: dict[str, np.ndarray], texts: list[str], weights: np.ndarray) -> dict[str, float]:
    """Probabilities of the texts: the pooled opinion, the best one corrected by the calibration."""
    pooled = pool(shares, texts)
    if not pooled:
        return {}
    best = max(pooled, key=pooled.get)
    sure = confidence(features(pooled, shares), weights)
    rest = (1 - sure) / max(1 - pooled[best], 1 - sure, FLOOR)
    return {text: sure if text == best else share * rest for text, share in pooled.items()}


def pool(shares: dict[str, np.ndarray], texts: list[str]) -> dict[str, float]:
    """The normed geometric mean of the opinions; what is missing to 1 is 'none of these'."""
    if not texts:
        return {}
    each = np.maximum(np.array([shares[text] for text in texts]), FLOOR)
    none = np.maximum(1 - each.sum(axis=0), FLOOR)
    mean, nothing = np.exp(np.log(each).mean(axis=1)), float(np.exp(np.log(none).mean()))
    whole = mean.sum() + nothing
    return {text: float(share / whole) for text, share in zip(texts, mean, strict=False)}


def features(pooled: dict[str, float], shares: dict[str, np.ndarray]) -> np.ndarray:
    """What the calibration looks at, of the best string (empty when there is none).

    Log odds of the pooled opinion and of the most doubtful one; how far the next string lies behind, pooled and for the
    network that sees it nearest (logs of ratios); how far the odds are below even, where something other than a number
    is likelier than this one; and 1.
    """
    best = max(pooled, key=pooled.get, default="")
    if not best:
        return np.array([-LEAST, -LEAST, 0.0, 0.0, -LEAST, 1.0])
    odds = _odds(pooled[best])
    others = [text for text in pooled if text != best]
    behind = np.log(max((pooled[text] for text in others), default=0) + FLOOR)
    next_best = np.max([shares[text] for text in others], axis=0) if others else np.zeros(len(shares[best]))
    lead = float(np.clip(np.log(pooled[best] + FLOOR) - behind, 0, LEAST))
    leads = np.log(np.maximum(shares[best], FLOOR) / np.maximum(next_best, 1e-6))
    nearest = float(np.clip(leads.min(), -LEAST, LEAST))
    return np.array([odds, _odds(min(shares[best])), lead, nearest, min(odds, 0.0), 1.0])


def confidence(seen: np.ndarray, weights: np.ndarray) -> float:
    """The calibrated probability; where the pooled opinion is against, never more than that opinion."""
    sure = float(1 / (1 + np.exp(-(seen @ weights))))
    return sure if seen[0] >= 0 else min(sure, float(1 / (1 + np.exp(-seen[0]))))


def _odds(share: float) -> float:
    share = min(max(float(share), 1e-7), 1 - 1e-7)
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

"""Reads each character of a number by itself, at the places where a string network found it.

A string network has to say at once where the signs are and which they are; here only the second question is left, and
small networks answer it better. What they see of ink that is no digit is the reader's doubt.
"""

import pathlib
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from intake.engines import decode, sessions

SIGNS = "0123456789"
SHAPES = {"zone": (40, 40), "ink": (32, 32)}  # rows of the view, and columns of a window
FAINT = 0.003  # a digit less probable than this is no candidate
_LIKELIEST = 3  # digits tried at a place in doubt
_PER_FRAME = 2  # columns of the picture to one frame of its string network


@dataclass(frozen=True, eq=False)
class Heard:
    """What a string network hears in a picture of a crop, and the picture itself.

    frames: probabilities [t, 1 + signs]; signs: what they are of; kept: which of the network's own frames they are.
    longest: the most signs looked for. looked: what the `SignReader` saw the signs of a text to be, by text, so that it
    need not be asked again when the crop is looked at once more.
    """

    view: str
    picture: np.ndarray
    frames: np.ndarray
    signs: str
    kept: np.ndarray
    longest: int
    looked: dict[str, np.ndarray] = field(default_factory=dict, init=False, repr=False)

    @cached_property
    def beams(self) -> dict[str, float]:
        """The likeliest strings with their probabilities."""
        return decode.search(self.frames, self.signs, self.longest)

    def columns(self, text: str) -> np.ndarray:
        """The columns of the picture in which the signs of a text stand."""
        return (self.kept[decode.places(self.frames, self.signs, text)] + 0.5) * _PER_FRAME


class SignReader:
    """The networks, one for each view of a crop."""

    def __init__(self, folder: pathlib.Path) -> None:
        self._networks = {view: sessions.open_model(folder / f"digits_sign_{view}.onnx") for view in SHAPES}

    def look(self, heard: Heard, text: str) -> np.ndarray:
        """Probabilities [n, 11] of the ten digits, and of none of them, at the places of the n signs of a text."""
        if text not in heard.looked:
            seen = windows(heard.picture, heard.columns(text), heard.view)
            logits = sessions.output(self._networks[heard.view], "window", seen).astype(np.float64)
            shares = np.exp(logits - logits.max(axis=1, keepdims=True))
            heard.looked[text] = shares / shares.sum(axis=1, keepdims=True)
        return heard.looked[text]


def windows(picture: np.ndarray, columns: np.ndarray, view: str) -> np.ndarray:
    """Windows [n, 1, height, width] around the columns of a view's picture; its edge goes on beyond its ends."""
    half = SHAPES[view][1] // 2
    wide = np.pad(picture, ((0, 0), (half, half)), mode="edge")
    places = np.clip(np.round(columns).astype(int), 0, picture.shape[1])
    return np.stack([wide[:, at : at + 2 * half] for at in places])[:, None]


def others(text: str, shares: np.ndarray) -> list[str]:
    """The text with one digit changed to another that may stand at its place."""
    found = []
    for place, row in enumerate(shares[:, : len(SIGNS)]):
        for digit in np.argsort(-row)[:_LIKELIEST]:
            if row[digit] > FAINT and SIGNS[digit] != text[place]:
                found.append(text[:place] + SIGNS[digit] + text[place + 1 :])
    return found


def probability(shares: np.ndarray, text: str) -> float:
    """The probability that the signs are those of the text; 0 for another number of signs."""
    if len(text) != len(shares):
        return 0.0
    return float(np.prod(shares[np.arange(len(text)), [SIGNS.index(sign) for sign in text]]))

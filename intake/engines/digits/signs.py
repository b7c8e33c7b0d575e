"""Reads each character of a number by itself, at the place where a string network found it.

A string network must find the characters and recognize them at once. Here only recognition is left, and small networks
do that better. Ink that they take for no digit lowers the reader's confidence.
"""

import pathlib
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from intake.engines import decode, sessions

SIGNS = "0123456789"
SHAPES = {"zone": (40, 40), "ink": (32, 32)}  # rows of the view, and columns of a window
FAINT = 0.003  # a digit less probable than this is not a candidate
_LIKELIEST = 3  # digits tried at a doubtful place
_PER_FRAME = 2  # columns of the image per frame of its string network


@dataclass(frozen=True, eq=False)
class Heard:
    """The output of a string network for an image of a crop, and the image.

    frames: probabilities [t, 1 + signs]; signs: the characters of their columns; kept: the numbers of the network's
    frames. longest: the most characters to search for. looked: the results of the `SignReader` by text, so that a
    second look at the crop need not compute them again.
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
        """The most likely strings with their probabilities."""
        return decode.search(self.frames, self.signs, self.longest)

    def columns(self, text: str) -> np.ndarray:
        """Return the columns of the image where the characters of a text are."""
        return (self.kept[decode.places(self.frames, self.signs, text)] + 0.5) * _PER_FRAME


class SignReader:
    """The networks for single characters, one for each view of a crop."""

    def __init__(self, folder: pathlib.Path) -> None:
        self._networks = {view: sessions.open_model(folder / f"digits_sign_{view}.onnx") for view in SHAPES}

    def look(self, heard: Heard, text: str) -> np.ndarray:
        """Return probabilities [n, 11] of the ten digits and of none of them at the places of a text's n characters."""
        if text not in heard.looked:
            seen = windows(heard.picture, heard.columns(text), heard.view)
            logits = sessions.output(self._networks[heard.view], "window", seen).astype(np.float64)
            shares = np.exp(logits - logits.max(axis=1, keepdims=True))
            heard.looked[text] = shares / shares.sum(axis=1, keepdims=True)
        return heard.looked[text]


def windows(picture: np.ndarray, columns: np.ndarray, view: str) -> np.ndarray:
    """Cut windows [n, 1, height, width] around the columns of a view's image; beyond its ends the edge is repeated."""
    half = SHAPES[view][1] // 2
    wide = np.pad(picture, ((0, 0), (half, half)), mode="edge")
    places = np.clip(np.round(columns).astype(int), 0, picture.shape[1])
    return np.stack([wide[:, at : at + 2 * half] for at in places])[:, None]


def others(text: str, shares: np.ndarray) -> list[str]:
    """Return the texts that differ from this one in one digit, where another digit is possible."""
    found = []
    for place, row in enumerate(shares[:, : len(SIGNS)]):
        for digit in np.argsort(-row)[:_LIKELIEST]:
            if row[digit] > FAINT and SIGNS[digit] != text[place]:
                found.append(text[:place] + SIGNS[digit] + text[place + 1 :])
    return found


def probability(shares: np.ndarray, text: str) -> float:
    """Return the probability that the characters are those of the text; 0 for another number of characters."""
    if len(text) != len(shares):
        return 0.0
    return float(np.prod(shares[np.arange(len(text)), [SIGNS.index(sign) for sign in text]]))

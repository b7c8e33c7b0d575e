"""The two networks that read letters; each gives frames of probabilities over the characters of a kind of field.

The small one is the project's own (bench/training/words). The large one is the PP-OCRv6 recognizer in the rapidocr
wheel (Apache-2.0), run here directly, one line at a time, because batches were slower when measured.
"""

import functools
import pathlib
import string
from importlib import metadata

import numpy as np

from intake.engines import Crop, decode, sessions
from intake.engines.words import image

CLASSES = ["", *string.ascii_uppercase, *string.ascii_lowercase, *string.digits, *" -'.,#/&"]  # of the small network
_LARGE = "rapidocr/models/PP-OCRv6_rec_small.onnx"
_LETTERS = string.ascii_uppercase + " "
SIGNS = {
    "name": _LETTERS + "-'.,",
    "city": _LETTERS + "-'.",
    "state": string.ascii_uppercase,
    "street": _LETTERS + string.digits + "-'.,#/&",
    "apartment": _LETTERS + string.digits + "-#/",
}
_LETTER, _LEAST = 0.3, 1e-6  # how likely a digit in a name is a letter; the least share that shows which letter
_ANY = _LETTERS + string.digits + "-'.,#/&"

Frames = tuple[np.ndarray, str]


class Small:
    """The project's own network."""

    def __init__(self, folder: pathlib.Path = sessions.FOLDER) -> None:
        self._session = sessions.open_model(folder / "words.onnx")
        self._place = {sign: at for at, sign in enumerate(CLASSES)}

    def hear(self, crop: Crop) -> tuple[Frames, Frames] | None:
        """Return frames over capitals, with lower case added, and over both cases; None if nothing is written."""
        picture = image.small(crop.strokes)
        if picture is None:
            return None
        logits = sessions.output(self._session, "ink", picture[None, None])[0].astype(np.float64)
        full = np.exp(logits - logits.max(axis=1, keepdims=True))
        full /= full.sum(axis=1, keepdims=True)
        return folded(full, self._place, crop.kind), (full, "".join(CLASSES[1:]))


class Large:
    """The PP-OCRv6 recognizer."""

    def __init__(self) -> None:
        self._session = sessions.open_model(pathlib.Path(str(metadata.distribution("rapidocr").locate_file(_LARGE))))
        listed = self._session.get_modelmeta().custom_metadata_map["character"].splitlines()
        self._place = {sign: at for at, sign in enumerate(["", *listed, " "])}

    def hear(self, crop: Crop) -> Frames | None:
        """Return frames over capitals, with lower case added; None if nothing is written."""
        picture = image.line(crop.strokes)
        if picture is None:
            return None
        return folded(sessions.output(self._session, "x", picture[None])[0], self._place, crop.kind)


@functools.cache
def large() -> Large:
    """Return the one large network of this process."""
    return Large()


def folded(frames: np.ndarray, place: dict[str, int], kind: str) -> Frames:
    """Return frames of the blank and the characters of the kind, each with its lower case added; a row sums to less
    than 1 if other characters are seen.

    Where no digits belong, a digit may be a letter that looks like it: a part of its share goes to the letters in
    proportion to their own shares, which leaves a guess, but not a certain one. `place` gives the column of `frames`
    for each character.
    """
    signs = SIGNS.get(kind, _ANY)
    blank = frames[:, 0].astype(np.float64)
    columns = frames[:, [place[sign] for sign in signs]].astype(np.float64)
    both = [at for at, sign in enumerate(signs) if sign.isalpha()]
    columns[:, both] += frames[:, [place[signs[at].lower()] for at in both]]
    if not set(string.digits) & set(signs):
        digits = frames[:, [place[digit] for digit in string.digits]].sum(axis=1, keepdims=True)
        seen = columns[:, both].sum(axis=1, keepdims=True)
        columns[:, both] *= 1 + _LETTER * digits / (seen + _LEAST)
    return np.column_stack([blank, columns])[decode.telling(blank)], signs

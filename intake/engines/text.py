"""Reads lines of letters, typed or hand-printed: names, streets, cities, states.

The network is the PP-OCRv6 recogniser that the rapidocr wheel carries (Apache-2.0), driven here without the rest of
that package: one tight line at a time (batches were measured slower), its 18,708 signs narrowed to those that the
kind of field can hold.
"""

import functools
import pathlib
import string
from importlib import metadata

import numpy as np
import onnxruntime

from intake.engines import Crop, Guess, text_decode, text_image

_MODEL = "rapidocr/models/PP-OCRv6_rec_small.onnx"
_LETTERS = string.ascii_letters + " "
SIGNS = {
    "name": _LETTERS + "-'.,",
    "city": _LETTERS + "-'.",
    "state": string.ascii_letters,
    "street": _LETTERS + string.digits + "-'.,#/&",
    "apartment": _LETTERS + string.digits + "-#/",
}
CLASSES = ["", *string.ascii_uppercase, *string.ascii_lowercase, *string.digits, *" -'.,#/&"]  # of the small network
_ANY = _LETTERS + string.digits + "-'.,#/&()$:;%+"


class TextReader:
    """The engine; loads its model once. Not for use by two threads at a time."""

    name = "text"

    def __init__(self) -> None:
        self._session = _session(_model())
        listed = self._session.get_modelmeta().custom_metadata_map["character"].splitlines()
        self._places = {sign: place for place, sign in enumerate(["", *listed, " "])}

    def read(self, crops: list[Crop]) -> list[list[Guess]]:
        """Per crop the guesses, best first; an empty list where nothing is written."""
        return [self._guesses(crop) for crop in crops]

    def _guesses(self, crop: Crop) -> list[Guess]:
        picture = text_image.line(crop.image, crop.margin)
        if picture is None:
            return []
        frames = self._session.run(None, {"x": picture[None]})[0][0]
        signs = [sign for sign in SIGNS.get(crop.kind, _ANY) if sign in self._places]
        kept = frames[:, [0, *(self._places[sign] for sign in signs)]].astype(np.float64)
        whole = kept.sum(axis=1, keepdims=True)
        found = text_decode.search(kept / np.maximum(whole, 1e-9), signs)
        belongs = float(whole.min())  # a sign that no such field can hold makes every guess doubtful
        return [Guess(text, chance * belongs) for text, chance in found if text and chance > 1e-4]


def _model() -> pathlib.Path:
    return pathlib.Path(str(metadata.distribution("rapidocr").locate_file(_MODEL)))


def _session(file: pathlib.Path) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])


@functools.cache
def reader() -> TextReader:
    """The process's one reader."""
    return TextReader()

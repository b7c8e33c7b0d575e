"""Tells whether a number is typed or handwritten, because the trust in a reading depends on it."""

import pathlib

import numpy as np

from intake.engines import sessions

TYPED, HAND = SCRIPTS = ("typed", "hand")


class ScriptReader:
    """The network that looks at the zone view of a crop."""

    def __init__(self, folder: pathlib.Path) -> None:
        self._network = sessions.open_model(folder / "digits_script.onnx")

    def tell(self, picture: np.ndarray) -> str:
        """Return one of :data:`SCRIPTS`; picture: float32 ink [height, width]."""
        (odds,) = sessions.output(self._network, "ink", picture[None, None])
        return TYPED if odds > 0 else HAND

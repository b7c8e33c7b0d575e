"""A decoded image of any mode as gray levels: 0 black, 255 white, on white paper."""

import cv2
import numpy as np
from PIL import Image, ImageOps

_DEEP = ("I", "F")  # modes of more than eight bits
_FULL = 65535  # the lightest level of sixteen bits, which is what Pillow makes of deep pictures other than TIFF
_WORD = 4096  # levels of twelve bits: a scanner may write them into words of sixteen


def levels(frame: Image.Image, full: float = _FULL, white_is_zero: bool = False) -> np.ndarray:
    """A frame of any mode as uint8 grey, turned as its EXIF says.

    `full` is the highest level and `white_is_zero` the sense of a frame of more than eight bits, which Pillow hands on
    as they lie in the file.
    """
    if frame.format == "JPEG":
        frame.draft("L", frame.size)
    frame = ImageOps.exif_transpose(frame)
    if frame.mode.startswith(_DEEP):
        return _shallow(np.asarray(frame).astype(np.float32), full, white_is_zero)
    if "A" in frame.getbands() or "transparency" in frame.info:
        colour = frame.convert("RGBA")
        frame = Image.alpha_composite(Image.new("RGBA", colour.size, "white"), colour)
    return np.asarray(frame.convert("L"))


def _shallow(deep: np.ndarray, full: float, white_is_zero: bool) -> np.ndarray:
    """Levels from 0 to `full` as 0 to 255; where all of them lie in the lowest twelve bits of sixteen, these count, and
    where some lie beyond, as many as there are."""
    highest = float(deep.max(initial=0))
    if full == _FULL and highest < _WORD:
        full = _WORD - 1
    full = next((one for one in (full, 255, _FULL) if one >= max(full, highest)), highest)
    grey = cv2.convertScaleAbs(np.clip(deep, 0, full), alpha=255 / full)
    return 255 - grey if white_is_zero else grey

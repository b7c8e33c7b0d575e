"""Converts a decoded image of any mode to gray levels: 0 black, 255 white, on white paper."""

import cv2
import numpy as np
from PIL import Image, ImageOps

_DEEP = ("I", "F")  # modes of more than eight bits
_FULL = 65535  # the lightest level of 16 bits, which Pillow uses for deep images other than TIFF
_WORD = 4096  # levels of 12 bits, which a scanner may write into 16-bit words


def levels(frame: Image.Image, full: float = _FULL, white_is_zero: bool = False) -> np.ndarray:
    """Return a frame of any mode as uint8 gray, rotated as its EXIF data says.

    `full` is the highest level and `white_is_zero` the sense of levels with more than eight bits, which Pillow returns
    unchanged from the file.
    """
    if frame.format == "JPEG":
        frame.draft("L", frame.size)
    frame = ImageOps.exif_transpose(frame)
    if frame.mode.startswith(_DEEP):
        return _shallow(np.asarray(frame).astype(np.float32), full, white_is_zero)
    if "A" in frame.getbands() or "transparency" in frame.info:
        color = frame.convert("RGBA")
        frame = Image.alpha_composite(Image.new("RGBA", color.size, "white"), color)
    return np.asarray(frame.convert("L"))


def _shallow(deep: np.ndarray, full: float, white_is_zero: bool) -> np.ndarray:
    """Scale levels from 0…`full` to 0…255. If all 16-bit levels fit into 12 bits, 12 bits are the full range; if some
    level exceeds the range, the next larger range counts."""
    highest = float(deep.max(initial=0))
    if full == _FULL and highest < _WORD:
        full = _WORD - 1
    full = next((one for one in (full, 255, _FULL) if one >= max(full, highest)), highest)
    gray = cv2.convertScaleAbs(np.clip(deep, 0, full), alpha=255 / full)
    return 255 - gray if white_is_zero else gray

"""Bytes to grey pages, by content and not by name. Runs in the confined child of `intake.open`, nowhere else.

Yields (head, image): head is plain data for JSON (number, count, dpi, text, widgets), image is uint8 grey of at most
300 dpi.
"""

import io
from collections.abc import Iterator
from typing import Any

import cv2
import numpy as np
from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

from desk import errors, media
from intake import decode_pdf, resolution
from intake.raw import Limits

Decoded = tuple[dict[str, Any], np.ndarray]

_FORMATS = {"image/tiff": "TIFF", "image/png": "PNG", "image/jpeg": "JPEG"}
_NOT_SUPPORTED = "This is not a file that the desk can read. Hand in TIFF, PDF, PNG or JPEG."


def pages(data: bytes, limits: Limits) -> Iterator[Decoded]:
    """The pages of a file of any supported type; raises errors.Unreadable."""
    kind = media.sniff(data)
    if kind == media.UNKNOWN:
        raise errors.Unreadable("not_supported", _NOT_SUPPORTED)
    found = decode_pdf.pages(data, limits) if kind == media.PDF else _frames(data, _FORMATS[kind], limits)
    for number, (head, image) in enumerate(found, start=1):
        image, dpi = resolution.reduce(image, head["dpi"])
        yield {"text": None, "widgets": {}, "count": 0} | head | {"number": number, "dpi": dpi}, image


def _frames(data: bytes, kind: str, limits: Limits) -> Iterator[Decoded]:
    """The frames of a picture file; a TIFF may hold many, the others hold one."""
    Image.MAX_IMAGE_PIXELS = None  # our own limit speaks first, with a message for people
    try:
        picture = Image.open(io.BytesIO(data), formats=[kind])
    except UnidentifiedImageError as bad:
        raise errors.Unreadable("damaged", "The picture file is damaged. Scan the paper again.") from bad
    count = getattr(picture, "n_frames", 1) if kind == "TIFF" else 1
    if count > limits.pages:
        raise errors.Unreadable("too_many_pages", f"The file has more than {limits.pages} pages. Split it.")
    for frame in ImageSequence.Iterator(picture) if kind == "TIFF" else [picture]:
        resolution.check(frame.width, frame.height, limits)
        across, down = frame.info.get("dpi", (0, 0))
        image = _grey(frame)
        image, dpi = resolution.square(image, float(across), float(down))
        yield {"dpi": dpi, "count": count}, image


def _grey(frame: Image.Image) -> np.ndarray:
    """A frame of any mode as uint8 grey on white paper, turned as its EXIF says."""
    if frame.format == "JPEG":
        frame.draft("L", frame.size)
    frame = ImageOps.exif_transpose(frame)
    if frame.mode.startswith("I;16") or frame.mode == "I":
        return cv2.convertScaleAbs(np.asarray(frame).astype(np.float32), alpha=1 / 257)
    if "A" in frame.getbands() or "transparency" in frame.info:
        colour = frame.convert("RGBA")
        frame = Image.alpha_composite(Image.new("RGBA", colour.size, "white"), colour)
    return np.asarray(frame.convert("L"))

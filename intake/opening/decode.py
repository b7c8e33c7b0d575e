"""Bytes to grey pages, by content and not by name. Runs in the confined child of `intake.opening.file`, nowhere else.

Yields (head, image): head is plain data for JSON (number, count, dpi, text, widgets, damaged), image is uint8 grey of
at most 300 dpi. Each page is a step of its own: one that fails comes out white and `damaged`, and costs no other.
"""

import functools
import io
from collections.abc import Callable, Iterator
from typing import Any

import cv2
import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from desk import errors
from desk.system import media
from intake.opening import decode_pdf, resolution
from intake.opening.raw import Limits

Decoded = tuple[dict[str, Any], np.ndarray]

_FORMATS = {"image/tiff": "TIFF", "image/png": "PNG", "image/jpeg": "JPEG"}
_NOT_SUPPORTED = "This is not a file that the desk can read. Hand in TIFF, PDF, PNG or JPEG."
_DAMAGED = "The file is damaged: none of its pages can be shown. Ask for it again, or scan the paper again."
_LOST = {"dpi": 100.0, "damaged": True}
_WHITE = np.full((1100, 850), 255, np.uint8)  # stands for a page of which nothing is left


def pages(data: bytes, limits: Limits) -> Iterator[Decoded]:
    """The pages of a file of any supported type; raises errors.Unreadable."""
    count, steps = _steps(data, limits)
    whole = 0
    for number, step in enumerate(steps, start=1):
        head, image = _attempt(step)
        whole += not head["damaged"]
        image, dpi = resolution.reduce(image, head["dpi"])
        yield {"text": None, "widgets": {}} | head | {"number": number, "count": count, "dpi": dpi}, image
    if not whole:
        raise errors.Unreadable("damaged", _DAMAGED)


def _steps(data: bytes, limits: Limits) -> tuple[int, Iterator[Callable[[], Decoded]]]:
    """How many pages a file says that it has, and for each what opens it."""
    kind = media.sniff(data)
    if kind == media.UNKNOWN:
        raise errors.Unreadable("not_supported", _NOT_SUPPORTED)
    return decode_pdf.pages(data, limits) if kind == media.PDF else _frames(data, _FORMATS[kind], limits)


def _attempt(step: Callable[[], Decoded]) -> Decoded:
    """One page, white and `damaged` where its decoder fails; what goes beyond a limit still ends the file."""
    try:
        head, image = step()
        return {"damaged": False} | head, image
    except (errors.Unreadable, MemoryError, cv2.error):
        raise
    except Exception:  # noqa: BLE001  whatever a decoder throws at a strange page means the same to a person
        return dict(_LOST), _WHITE


def _frames(data: bytes, kind: str, limits: Limits) -> tuple[int, Iterator[Callable[[], Decoded]]]:
    """The frames of a picture file; a TIFF may hold many, the others hold one."""
    Image.MAX_IMAGE_PIXELS = None  # our own limit speaks first, with a message for people
    try:
        picture = Image.open(io.BytesIO(data), formats=[kind])
    except UnidentifiedImageError as bad:
        raise errors.Unreadable("damaged", "The picture file is damaged. Scan the paper again.") from bad
    count = _count(picture, limits) if kind == "TIFF" else 1
    return count, (functools.partial(_frame, picture, number, limits) for number in range(count))


def _count(picture: Image.Image, limits: Limits) -> int:
    """How many frames a TIFF has; one whose place in the file is damaged is the last that can be counted."""
    for number in range(limits.pages + 1):
        try:
            picture.seek(number)
        except EOFError:
            return number
        except Exception:  # noqa: BLE001  Pillow throws what the broken directory makes it stumble over
            return number + 1
    raise errors.Unreadable("too_many_pages", f"The file has more than {limits.pages} pages. Split it.")


def _frame(picture: Image.Image, number: int, limits: Limits) -> Decoded:
    picture.seek(number)
    resolution.check(picture.width, picture.height, limits)
    across, down = picture.info.get("dpi", (0, 0))
    image, dpi = resolution.square(_grey(picture), float(across), float(down))
    return {"dpi": dpi}, image


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

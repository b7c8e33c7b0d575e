"""Decodes a file into gray pages, by its content, not its name. Runs only in the confined child of
`intake.opening.file`.

Yields (head, image): head is plain data for JSON (number, count, dpi, text, widgets, damaged), image is uint8 gray of
at most 300 dpi. Each page is a separate step: one that fails comes out white and `damaged`, the others unaffected.
"""

import functools
import io
from collections.abc import Callable, Iterator
from typing import Any

import cv2
import numpy as np
from PIL import Image, UnidentifiedImageError

from desk import errors
from desk.system import media
from intake.opening import decode_pdf, decode_tiff, gray, resolution
from intake.opening.raw import Limits

Decoded = tuple[dict[str, Any], np.ndarray]

_TIFF = "image/tiff"
_FORMATS = {"image/png": "PNG", "image/jpeg": "JPEG"}
_NOT_SUPPORTED = "This is not a file that the desk can read. Hand in TIFF, PDF, PNG or JPEG."
_DAMAGED = "The file is damaged: none of its pages can be shown. Ask for it again, or scan the paper again."
_LOST = {"dpi": 100.0, "damaged": True}
_WHITE = np.full((1100, 850), 255, np.uint8)  # stands for a page that cannot be decoded


def pages(data: bytes, limits: Limits) -> Iterator[Decoded]:
    """Yield the pages of a file of any supported type; raises errors.Unreadable."""
    count, steps = _steps(data, limits)
    whole = 0
    for number, step in enumerate(steps, start=1):
        head, image = _attempt(step)
        whole += not head["damaged"]
        image, dpi = resolution.reduce(image, head["dpi"])
        places = {name: _in_points(head.get(name), image, dpi) for name in ("text", "unshown")}
        yield {"widgets": {}} | head | places | {"number": number, "count": count, "dpi": dpi}, image
    if not whole:
        raise errors.Unreadable("damaged", _DAMAGED)


def _in_points(things: list[tuple] | None, image: np.ndarray, dpi: float) -> list[tuple] | None:
    """Convert items that end in a box as fractions of the page: the box becomes points of the page's image."""
    if not things:
        return things
    boxes = np.array([thing[-4:] for thing in things]) * (image.shape[::-1] * 2) * 72 / dpi
    return [(*thing[:-4], *box) for thing, box in zip(things, boxes.round(2).tolist(), strict=True)]


def _steps(data: bytes, limits: Limits) -> tuple[int, Iterator[Callable[[], Decoded]]]:
    """The page count that the file states, and for each page a function that opens it."""
    kind = media.sniff(data)
    if kind == media.UNKNOWN:
        raise errors.Unreadable("not_supported", _NOT_SUPPORTED)
    if kind == media.PDF:
        return decode_pdf.pages(data, limits)
    Image.MAX_IMAGE_PIXELS = None  # our own limit comes first, with a message for people
    return decode_tiff.pages(data, limits) if kind == _TIFF else _picture(data, _FORMATS[kind], limits)


def _attempt(step: Callable[[], Decoded]) -> Decoded:
    """Decode one page; it is white and `damaged` if its decoder fails. Exceeding a limit still ends the file."""
    try:
        head, image = step()
        return {"damaged": False} | head, image
    except (errors.Unreadable, MemoryError, cv2.error):
        raise
    except Exception:  # noqa: BLE001  whatever a decoder throws at a strange page means the same to a person
        return dict(_LOST), _WHITE


def _picture(data: bytes, kind: str, limits: Limits) -> tuple[int, Iterator[Callable[[], Decoded]]]:
    """The single image of a PNG or JPEG file."""
    try:
        picture = Image.open(io.BytesIO(data), formats=[kind])
    except UnidentifiedImageError as bad:
        raise errors.Unreadable("damaged", "The picture file is damaged. Scan the paper again.") from bad
    return 1, iter([functools.partial(_frame, picture, limits)])


def _frame(picture: Image.Image, limits: Limits) -> Decoded:
    resolution.check(picture.width, picture.height, limits)
    across, down = picture.info.get("dpi", (0, 0))
    image, dpi = resolution.square(gray.levels(picture), float(across), float(down))
    return {"dpi": dpi}, image

"""Decodes TIFF frames: which ones are pages, the meaning of their levels, and their resolution.

Tags of TIFF 6.0: NewSubfileType (254) tells reduced copies and masks from pages, BitsPerSample (258) and
PhotometricInterpretation (262) give the meaning of a level, Orientation (274) the position of the stored rows.
"""

import functools
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL import Image, TiffImagePlugin, UnidentifiedImageError
from PIL.TiffImagePlugin import TiffImageFile

from desk import errors
from intake.opening import gray, resolution
from intake.opening.raw import Limits

Decoded = tuple[dict[str, Any], np.ndarray]

_SUBFILE, _OLD_SUBFILE, _BITS, _SENSE, _TURNED, _FORMAT = 254, 255, 258, 262, 274, 339
_ACROSS, _DOWN = 282, 283
# Modes that Pillow can unpack but does not open: 12 and 16 bits in the other byte order, or with white as zero.
_DEEP = {
    (prefix, sense, (1,), 1, (bits,), ()): ("I;16", "I;12") if bits == 12 else (mode, mode)
    for prefix, mode in ((b"II", "I;16"), (b"MM", "I;16B"))
    for sense in (0, 1)
    for bits in (12, 16)
}
TiffImagePlugin.OPEN_INFO.update(
    {kind: modes for kind, modes in _DEEP.items() if kind not in TiffImagePlugin.OPEN_INFO}
)
_REDUCED, _MASK = 1, 4  # bits of NewSubfileType
_OLD_REDUCED = 2
_WHITE_IS_ZERO, _FLOAT = 0, 3
_SIDEWAYS = range(5, 9)  # orientations whose stored rows are the page's columns
_FAX_WIDE, _FAX = range(1700, 1760), (204.0, 98.0)  # pixels in a row of a fax, and its dots per inch (ITU-T T.4)


@dataclass(frozen=True)
class _Frame:
    """One frame as its directory describes it; `pixels` is 0 if the directory is damaged."""

    number: int
    pixels: int = 0
    reduced: bool = False
    mask: bool = False


def pages(data: bytes, limits: Limits) -> tuple[int, Iterator[Callable[[], Decoded]]]:
    """Return the page count of a TIFF, and for each page a function that gives (head, gray image).

    Raises errors.Unreadable.
    """
    try:
        picture = Image.open(io.BytesIO(data), formats=["TIFF"])
    except UnidentifiedImageError as bad:
        raise errors.Unreadable("damaged", "The picture file is damaged. Scan the paper again.") from bad
    assert isinstance(picture, TiffImageFile)  # the only format requested
    frames = _frames(picture, limits)
    kept = _pages(frames)
    if len(kept) > limits.pages:
        raise errors.Unreadable("too_many_pages", f"The file has more than {limits.pages} pages. Split it.")
    resolution.demand_room(sum(frames[number].pixels for number in kept), len(kept), len(data), limits)
    return len(kept), (functools.partial(_page, picture, number, limits) for number in kept)


def _frames(picture: TiffImageFile, limits: Limits) -> list[_Frame]:
    """Every frame of the file, up to the first one with a damaged position in the file."""
    found: list[_Frame] = []
    while len(found) <= 3 * limits.pages:  # a page may have a smaller copy and a mask
        try:
            picture.seek(len(found))
        except EOFError:
            break
        except Exception:  # noqa: BLE001  Pillow throws what the broken directory makes it stumble over
            return [*found, _Frame(len(found))]
        kind, old = int(_tag(picture, _SUBFILE)), int(_tag(picture, _OLD_SUBFILE))
        reduced = bool(kind & _REDUCED) or old == _OLD_REDUCED
        found.append(_Frame(len(found), picture.width * picture.height, reduced, bool(kind & _MASK)))
    return found


def _pages(frames: list[_Frame]) -> list[int]:
    """The numbers of the frames that are pages: no masks, and no reduced copies of a larger frame next to them.

    Some scanners mark every page as reduced: then there is no larger frame, and no page is left out.
    """
    drawn = [frame for frame in frames if not frame.mask] or frames
    kept = []
    for at, frame in enumerate(drawn):
        beside = [*drawn[max(0, at - 1) : at], *drawn[at + 1 : at + 2]]
        whole = [one.pixels for one in beside if not one.reduced] or [one.pixels for one in drawn if not one.reduced]
        if not (frame.reduced and max(whole, default=0) > frame.pixels):
            kept.append(frame.number)
    return kept


def _page(picture: TiffImageFile, number: int, limits: Limits) -> Decoded:
    picture.seek(number)
    resolution.check(picture.width, picture.height, limits)
    across, down = _dots(picture)
    full, white_is_zero = _deepest(picture), _tag(picture, _SENSE, 1) == _WHITE_IS_ZERO
    image, dpi = resolution.square(gray.levels(picture, full, white_is_zero), across, down)
    return {"dpi": dpi}, image


def _dots(picture: TiffImageFile) -> tuple[float, float]:
    """Dots per inch across and down the page as shown. Without a unit, inches are assumed, so that at least the ratio
    is right. (0, 0) if nothing is stated, except for a fax, which its row length reveals."""
    across, down = picture.info.get("dpi") or (_tag(picture, _ACROSS), _tag(picture, _DOWN))
    across, down = float(across or 0), float(down or 0)
    if (
        not across
        and not down
        and picture.mode == "1"
        and picture.width in _FAX_WIDE
        and picture.height < picture.width
    ):
        return _FAX
    sideways = _tag(picture, _TURNED, 1) in _SIDEWAYS
    stated = [(down, across), (across, down)] if sideways else [(across, down), (down, across)]
    return next((one for one in stated if resolution.is_paper(picture.size, *one)), stated[0])


def _deepest(picture: TiffImageFile) -> float:
    """The highest possible level of a frame with more than eight bits."""
    if _tag(picture, _FORMAT, 1) == _FLOAT:
        return 1.0
    return float(2 ** int(_tag(picture, _BITS, 16)) - 1)


def _tag(picture: TiffImageFile, number: int, default: float = 0) -> float:
    """The first value of a tag as a number."""
    value = picture.tag_v2.get(number, default)
    value = value[0] if isinstance(value, tuple) else value
    try:
        return float(value)
    except (TypeError, ValueError, ZeroDivisionError):
        return default

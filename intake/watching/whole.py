"""Whether a file is whole by its own account: a PDF with its trailer, a TIFF with its last page, an image with its end.

A scanner that stops for a moment leaves a file that ends too early. A damaged file ends too early for good; it is
taken in all the same after a while.
"""

import struct

from desk.system import media

_TAIL = 2048
_MOST_PAGES = 100_000
_STRIPS, _STRIP_SIZES, _TILES, _TILE_SIZES = 273, 279, 324, 325
_SIZES = {3: "H", 4: "I", 16: "Q"}


def is_whole(data: bytes) -> bool:
    """Whether nothing is missing at the end of the file; True for a kind that does not tell."""
    kind = media.sniff(data)
    if kind == media.PDF:
        return b"%%EOF" in data[-_TAIL:]
    if kind == "image/tiff":
        return _is_whole_tiff(data)
    ends = {"image/png": b"IEND\xaeB`\x82", "image/jpeg": b"\xff\xd9"}
    return ends.get(kind, b"") in data[-_TAIL:]


def _is_whole_tiff(data: bytes) -> bool:
    """Whether the chain of pages ends, and each page and its pixels lie inside the file."""
    order = "<" if data[:2] == b"II" else ">"
    is_big = data[2:4] in (b"+\0", b"\0+")
    seen: set[int] = set()
    try:
        (place,) = struct.unpack_from(f"{order}Q" if is_big else f"{order}I", data, 8 if is_big else 4)
        while place and len(seen) < _MOST_PAGES:
            if place in seen:
                return True  # a circle: nothing more will come, and the decoder says what is wrong
            seen.add(place)
            place = _next_page(data, place, order, is_big)
    except (struct.error, _TooShort):
        return False
    return bool(seen)


class _TooShort(Exception):
    """The pixels of a page lie beyond the end of the file."""


def _next_page(data: bytes, place: int, order: str, is_big: bool) -> int:
    """Look at the page whose directory lies at ``place``; return the place of the next one, 0 after the last."""
    head, entry, link = ("Q", "HHQQ", "Q") if is_big else ("H", "HHII", "I")
    (count,) = struct.unpack_from(order + head, data, place)
    first, width = place + struct.calcsize(order + head), struct.calcsize(order + entry)
    fields = {}
    for number in range(count):
        tag, kind, values, _ = struct.unpack_from(order + entry, data, first + number * width)
        if tag in (_STRIPS, _STRIP_SIZES, _TILES, _TILE_SIZES):
            fields[tag] = _values(data, first + (number + 1) * width, (kind, values), order, is_big)
    for places, sizes in ((_STRIPS, _STRIP_SIZES), (_TILES, _TILE_SIZES)):
        ends = [start + size for start, size in zip(fields.get(places, ()), fields.get(sizes, ()), strict=False)]
        if max(ends, default=0) > len(data):
            raise _TooShort
    (following,) = struct.unpack_from(order + link, data, first + count * width)
    return following


def _values(data: bytes, end: int, shape: tuple[int, int], order: str, is_big: bool) -> tuple[int, ...]:
    """The numbers of a field whose entry ends at ``end``; ``shape`` is its kind of number and how many."""
    kind, count = shape
    letter, room = _SIZES.get(kind), 8 if is_big else 4
    if letter is None or count > len(data):
        return ()
    place = end - room
    if struct.calcsize(letter) * count > room:
        (place,) = struct.unpack_from(order + ("Q" if is_big else "I"), data, place)
    return struct.unpack_from(f"{order}{count}{letter}", data, place)

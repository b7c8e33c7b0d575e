"""TIFF files made tag by tag, for kinds that Pillow does not write."""

import struct

import numpy as np

_SHORT, _LONG, _RATIONAL = 3, 4, 5


def made(*frames: tuple[np.ndarray, dict[int, int | float]], order: str = "<") -> bytes:
    """A TIFF of uncompressed frames, each the bytes of its rows (uint8) with its tags; sizes and places are added.

    Tags 282 and 283 (dots to the inch) are written as fractions, all others as whole numbers.
    """
    data = bytearray((b"II*\0" if order == "<" else b"MM\0*") + b"\0\0\0\0")
    link = 4
    for rows, given in frames:
        start = len(data)
        data += rows.tobytes() + b"\0" * (rows.nbytes % 2)
        tags = {259: 1, 273: start, 277: 1, 278: 1 << 16, 279: rows.nbytes} | given
        fractions = {tag: _fraction(data, value, order) for tag, value in tags.items() if tag in (282, 283)}
        struct.pack_into(f"{order}I", data, link, len(data))
        data += struct.pack(f"{order}H", len(tags))
        for tag, value in sorted(tags.items()):
            kind = _RATIONAL if tag in fractions else _LONG
            data += struct.pack(f"{order}HHII", tag, kind, 1, fractions.get(tag, value))
        link = len(data)
        data += b"\0\0\0\0"
    return bytes(data)


def _fraction(data: bytearray, value: float, order: str) -> int:
    place = len(data)
    data += struct.pack(f"{order}II", round(value * 100), 100)
    return place


def packed12(levels: np.ndarray) -> np.ndarray:
    """Rows of twelve-bit levels as bytes, two levels to three bytes."""
    first, second = levels[:, ::2].astype(np.uint16), levels[:, 1::2].astype(np.uint16)
    three = np.stack([first >> 4, (first & 15) << 4 | second >> 8, second & 255], axis=-1)
    return three.astype(np.uint8).reshape(len(levels), -1)

"""Pictures in two tones as few bytes, to be kept beside a row and compared later."""

import zlib

import numpy as np

_SHAPE = np.dtype(">u2")


def pack(picture: np.ndarray) -> bytes:
    """A picture of truth values (height × width, each below 65,536) as bytes; some kilobytes for a written page."""
    return np.array(picture.shape, _SHAPE).tobytes() + zlib.compress(np.packbits(picture).tobytes(), 6)


def unpack(packed: bytes) -> np.ndarray:
    """The picture again; ValueError for what :func:`pack` has not made."""
    height, width = (int(side) for side in np.frombuffer(packed[: 2 * _SHAPE.itemsize], _SHAPE))
    try:
        bits = np.frombuffer(zlib.decompress(packed[2 * _SHAPE.itemsize :]), np.uint8)
    except zlib.error as bad:
        raise ValueError("this is no packed picture") from bad
    return np.unpackbits(bits, count=height * width).reshape(height, width).astype(bool)

"""Converts web fonts from npm packages into plain fonts that can be drawn with."""

from io import BytesIO
from pathlib import Path

from fontTools.ttLib import TTFont


def plain(file: Path) -> bytes:
    """Return the uncompressed font."""
    face, buffer = TTFont(file), BytesIO()
    face.flavor = None
    face.save(buffer)
    return buffer.getvalue()

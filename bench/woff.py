"""Web fonts as they come in npm packages, made plain for what draws with them."""

from io import BytesIO
from pathlib import Path

from fontTools.ttLib import TTFont


def plain(file: Path) -> bytes:
    """The font uncompressed."""
    face, buffer = TTFont(file), BytesIO()
    face.flavor = None
    face.save(buffer)
    return buffer.getvalue()

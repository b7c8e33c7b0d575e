"""Finds the type of a file from its content, because file names are unreliable."""

PDF = "application/pdf"
UNKNOWN = "application/octet-stream"
_MAGIC = {
    b"%PDF-": PDF,
    b"II*\0": "image/tiff",
    b"MM\0*": "image/tiff",
    b"II+\0": "image/tiff",
    b"MM\0+": "image/tiff",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
}


def sniff(data: bytes) -> str:
    """Return the media type of a file; :data:`UNKNOWN` if the desk cannot read it. A PDF may begin with other bytes."""
    found = next((kind for magic, kind in _MAGIC.items() if data.startswith(magic)), None)
    return found or (PDF if b"%PDF-" in data[:1024] else UNKNOWN)

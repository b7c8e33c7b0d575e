"""Makes a PDF of an HTML page (PlutoPrint), as a program of its own: the engine is native code, and a fault in it
cannot reach the desk.

It reads one JSON object: ``html``, ``style``, ``moment`` (ISO 8601), and ``files`` (base64 by address). Any other
address in the page is empty: the engine opens no file and no connection. The PDF goes to stdout.
"""

import base64
import io
import json
import os
import sys

from plutoprint import (
    PAGE_SIZE_LETTER,
    PDF_METADATA_CREATION_DATE,
    PDF_METADATA_MODIFICATION_DATE,
    Book,
    ResourceData,
    ResourceFetcher,
)


class _Files(ResourceFetcher):
    """Returns the files that came with the page."""

    def __init__(self, files: dict[str, str]) -> None:
        super().__init__()
        self.files = files

    def fetch_url(self, url: str) -> ResourceData:
        """Return the file of that address; an empty one for any other."""
        return ResourceData(base64.b64decode(self.files.get(url, "")), "application/octet-stream")


def main() -> None:
    """Read the page from stdin and write its PDF to stdout."""
    given = json.load(sys.stdin)
    book = Book(PAGE_SIZE_LETTER)
    book.custom_resource_fetcher = _Files(given["files"])
    book.load_html(given["html"], user_style=given["style"])
    for moment in (PDF_METADATA_CREATION_DATE, PDF_METADATA_MODIFICATION_DATE):
        book.set_metadata(moment, given["moment"])
    file = io.BytesIO()
    book.write_to_pdf_stream(file)
    sys.stdout.buffer.write(file.getvalue())
    sys.stdout.flush()
    os._exit(0)  # version 0.23 may fail while the interpreter shuts it down


if __name__ == "__main__":
    main()

"""Uploads stay in memory until the desk encrypts them: no taxpayer data is ever on disk in clear text."""

import io

from flask import Flask, Request


class _InMemory(Request):
    """A request whose files are never put into temporary ones; the limit on its size bounds what that costs."""

    def _get_file_stream(self, *_: object, **__: object) -> io.BytesIO:
        return io.BytesIO()


def install(app: Flask) -> None:
    """Take every request of this application in that way."""
    app.request_class = _InMemory

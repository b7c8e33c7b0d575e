"""Keeps uploads in memory until the desk encrypts them: taxpayer data are never on disk in clear text."""

import io

from flask import Flask, Request


class _InMemory(Request):
    """A request whose files never become temporary files; the size limit bounds the memory."""

    def _get_file_stream(self, *_: object, **__: object) -> io.BytesIO:
        return io.BytesIO()


def install(app: Flask) -> None:
    """Use this kind of request in the whole application."""
    app.request_class = _InMemory

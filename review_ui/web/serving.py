"""Serves the pages in production: threads that share one interpreter, and how much memory they may use."""

import gc
import logging
import sys
from typing import Any

from flask import Flask
from waitress.server import BaseWSGIServer, MultiSocketServer, create_server

from desk.system.config import Settings
from review_ui.web import door

_TURN = 0.0005
"""Seconds. SQLite's driver releases the interpreter at each row that it fetches, and a reading thread gets it back only
after another thread's turn. With Python's usual turn of 5 ms a page of a hundred rows waits half a second.
"""
_CONNECTIONS = 1000
"""The most open connections: as many as a large office has ten times over."""
_SILENCE = 20
"""Seconds after which a silent connection is closed, so that half a request blocks nobody."""


def serve(app: Flask, settings: Settings, port: int) -> None:
    """Answer requests on the host of the settings until the process ends."""
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    sys.setswitchinterval(_TURN)
    gc.collect()
    gc.freeze()  # loaded objects stay: garbage collection over them would stop all pages for a tenth of a second
    server(app, settings, port).run()


def server(app: Flask, settings: Settings, port: int) -> MultiSocketServer | BaseWSGIServer:
    """Return the server, listening; `run` answers requests."""
    largest, listening = settings.max_file_bytes + 1_000_000, {}
    told = "x-forwarded-for x-forwarded-proto"
    trusted: dict[str, Any] = {"trusted_proxy": settings.proxy, "trusted_proxy_headers": told} if settings.proxy else {}
    made = create_server(
        app,
        map=listening,
        host=settings.host,
        port=port,
        threads=settings.web_threads,
        connection_limit=_CONNECTIONS,
        channel_timeout=_SILENCE,
        cleanup_interval=_SILENCE // 4,
        max_request_header_size=16_000,
        max_request_body_size=largest,
        inbuf_overflow=largest,  # in memory, not in a temporary file, until it is sealed
        outbuf_overflow=largest,
        ident="",
        clear_untrusted_proxy_headers=True,
        **trusted,
    )
    channel = door.channel(app)
    for one in listening.values():
        one.channel_class = channel
    return made

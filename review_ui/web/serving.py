"""The pages on a production server: threads that share one interpreter, and how much memory they may use."""

import gc
import logging
import sys
from collections.abc import Callable
from typing import Any

import waitress

from desk.system.config import Settings

_TURN = 0.0005
"""Seconds. SQLite's driver gives the interpreter away at each row that it fetches, and a thread that reads gets it
back only after another's turn; Python's usual turn of 5 ms makes a page of a hundred rows wait half a second."""


def serve(app: Callable, settings: Settings, port: int) -> None:
    """Answer requests on the host of the settings until the process is ended."""
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    sys.setswitchinterval(_TURN)
    gc.collect()
    gc.freeze()  # what was loaded stays: looking through it again for garbage stops all pages for a tenth of a second
    largest = settings.max_file_bytes + 1_000_000
    trusted: dict[str, Any] = (
        {"trusted_proxy": settings.proxy, "trusted_proxy_headers": "x-forwarded-proto"} if settings.proxy else {}
    )
    waitress.serve(
        app,
        host=settings.host,
        port=port,
        threads=settings.web_threads,
        max_request_body_size=largest,
        inbuf_overflow=largest,  # in memory, and not in a temporary file, until it is sealed
        outbuf_overflow=largest,
        ident="",
        clear_untrusted_proxy_headers=True,
        **trusted,
    )

"""Limits what a stranger may send: a request without a session is refused at its headers if it is larger than a form.

The server receives a whole request before any page sees it, and an upload stays in memory until it is sealed. Without
this limit a few strangers could fill the memory.
"""

import copy
import functools
from collections.abc import Callable

from flask import Flask
from itsdangerous import BadSignature, URLSafeTimedSerializer
from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from werkzeug.http import parse_cookie

from review_ui.web.sessions import Sessions

STRANGERS = 64_000
"""The most bytes in a request without a session; the longest sign-in form is far shorter."""


class Parser(HTTPRequestParser):
    """Reads a request; its size limit depends on whether it has a session."""

    def __init__(self, is_known: Callable[[str], bool], adj: Adjustments) -> None:
        super().__init__(adj)
        self._is_known = is_known

    def parse_header(self, header_plus: bytes) -> None:
        """Read the headers, then set the limit for the rest."""
        super().parse_header(header_plus)
        if not self._is_known(self.headers.get("COOKIE", "")):
            self.adj = _for_strangers(self.adj)


@functools.cache
def _for_strangers(adj: Adjustments) -> Adjustments:
    limited = copy.copy(adj)
    limited.max_request_body_size = STRANGERS
    return limited


def channel(app: Flask) -> type[HTTPChannel]:
    """Return the server's connection class, with that limit for requests without a session of this application."""
    signer = Sessions().get_signing_serializer(app)
    if signer is None:
        raise ValueError("the application has no key to sign sessions with")
    is_known = functools.partial(_has_session, signer, app.config["SESSION_COOKIE_NAME"])
    parser = functools.partial(Parser, is_known)
    return type("Channel", (HTTPChannel,), {"parser_class": parser})


def _has_session(signer: URLSafeTimedSerializer, name: str, cookies: str) -> bool:
    """Whether the desk signed the session cookie; the pages check whether the session is still valid."""
    try:
        return "_user_id" in signer.loads(parse_cookie(cookies).get(name, ""))
    except BadSignature:
        return False

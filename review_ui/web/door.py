"""How much a stranger may send: a request from nobody's session is refused at its headers if it is larger than a form.

The server takes a request in whole before any page sees it, and an upload is kept in memory until it is sealed. Without
this a few strangers could fill the memory.
"""

import copy
import functools
from collections.abc import Callable

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import BadSignature, URLSafeTimedSerializer
from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from werkzeug.http import parse_cookie

STRANGERS = 64_000
"""Bytes that a request without a session may have; the longest form on the way to one is far shorter."""


class Parser(HTTPRequestParser):
    """Reads a request; the limit of its size depends on whose it is."""

    def __init__(self, is_known: Callable[[str], bool], adj: Adjustments) -> None:
        super().__init__(adj)
        self._is_known = is_known

    def parse_header(self, header_plus: bytes) -> None:
        """Read the headers, then choose the limit for what follows them."""
        super().parse_header(header_plus)
        if not self._is_known(self.headers.get("COOKIE", "")):
            self.adj = _for_strangers(self.adj)


@functools.cache
def _for_strangers(adj: Adjustments) -> Adjustments:
    limited = copy.copy(adj)
    limited.max_request_body_size = STRANGERS
    return limited


def channel(app: Flask) -> type[HTTPChannel]:
    """The server's connection, with that limit for whoever has no session of this application."""
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    if signer is None:
        raise ValueError("the application has no key to sign sessions with")
    is_known = functools.partial(_has_session, signer, app.config["SESSION_COOKIE_NAME"])
    parser = functools.partial(Parser, is_known)
    return type("Channel", (HTTPChannel,), {"parser_class": parser})


def _has_session(signer: URLSafeTimedSerializer, name: str, cookies: str) -> bool:
    """Whether the session cookie is one that the desk signed for somebody; pages ask whether it still counts."""
    try:
        return "_user_id" in signer.loads(parse_cookie(cookies).get(name, ""))
    except BadSignature:
        return False

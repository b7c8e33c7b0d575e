"""Checks that nobody else on the network can read or use the connection to a server."""

import os
from collections.abc import Mapping

from redis import ConnectionPool, SSLConnection
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

LOOPBACK = ("127.0.0.1", "localhost", "::1")
"""The host names of the local machine."""
_WALLED = {"require", "verify-ca", "verify-full"}
"""The values of libpq's ``sslmode`` that never fall back to an unencrypted connection."""


def database_is_walled(url: str, environment: Mapping[str, str] = os.environ) -> bool:
    """Return whether PostgreSQL is on this machine, or reached by TLS with a password or client certificate."""
    try:
        address = make_url(url)
    except (ArgumentError, ValueError):
        return True  # not a valid URL: connecting reports that
    query, asked = address.query, address.query.get("host", ())
    hosts = [address.host, *([asked] if isinstance(asked, str) else asked)]
    if all(_is_here(host) for host in hosts):
        return True
    secret = address.password or any(environment.get(name) for name in ("PGPASSWORD", "PGPASSFILE", "PGSERVICE"))
    mode = query.get("sslmode", environment.get("PGSSLMODE", ""))
    return mode in _WALLED and bool(secret or {"sslcert", "passfile", "service"} & set(query))


def redis_is_walled(url: str) -> bool:
    """Return whether Redis is on this machine, or reached by TLS, with its certificate checked and a password.

    Raises what :meth:`redis.ConnectionPool.from_url` raises for an invalid URL.
    """
    pool = ConnectionPool.from_url(url)
    if "path" in pool.connection_kwargs or _is_here(pool.connection_kwargs.get("host", "localhost")):
        return True
    checked = str(pool.connection_kwargs.get("ssl_cert_reqs", "required")) not in ("none", "optional")
    walled = issubclass(pool.connection_class, SSLConnection) and checked
    return walled and bool(pool.connection_kwargs.get("password"))


def _is_here(host: str | None) -> bool:
    return not host or host in LOOPBACK or host.startswith(("/", "@"))

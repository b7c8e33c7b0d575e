"""Checks that nobody else on the network can read or use the connection to a server."""

import os
from collections.abc import Mapping
from urllib.parse import parse_qs, urlsplit

from redis import ConnectionPool, SSLConnection

LOOPBACK = ("127.0.0.1", "localhost", "::1")
"""The host names of the local machine."""
_WALLED = {"require", "verify-ca", "verify-full"}
"""The values of libpq's ``sslmode`` that never fall back to an unencrypted connection."""


def database_is_walled(url: str, environment: Mapping[str, str] = os.environ) -> bool:
    """Return whether PostgreSQL is on this machine, or reached by TLS with a password or client certificate."""
    try:
        address, query = urlsplit(url), parse_qs(urlsplit(url).query)
        hosts = [address.hostname, *query.get("host", ())]
    except ValueError:
        return True  # not a valid URL: connecting reports that
    if all(_is_here(host) for each in hosts for host in (each or "").split(",")):
        return True
    secret = address.password or any(environment.get(name) for name in ("PGPASSWORD", "PGPASSFILE", "PGSERVICE"))
    modes = query.get("sslmode", [environment.get("PGSSLMODE", "")])
    return set(modes) <= _WALLED and bool(secret or {"sslcert", "passfile", "service"} & set(query))


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

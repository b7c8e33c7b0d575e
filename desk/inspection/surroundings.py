"""Checks of what surrounds the records: the network, the files' permissions, the database file itself."""

import stat
from collections.abc import Iterator
from pathlib import Path

from desk.inspection.finding import Finding
from desk.office.opening import Office
from desk.system import network

_KEPT = "keep the file as it is, and restore the last backup: ippin restore"


def plain_network(office: Office) -> Iterator[Finding]:
    """A server on another machine that is reached without TLS or password, because an override allows it."""
    settings = office.settings
    servers = {
        "DATABASE_URL": settings.database_url and not network.database_is_walled(settings.database_url),
        "REDIS_URL": settings.redis_url and not network.redis_is_walled(settings.redis_url),
    }
    for name in (name for name, is_plain in servers.items() if is_plain):
        yield Finding(
            "network.plain",
            name,
            "is reached over the network without TLS or without a password (IPPIN_PLAIN_NETWORK=1)",
            "give the server TLS and a password, and unset IPPIN_PLAIN_NETWORK",
        )


def open_files(office: Office) -> Iterator[Finding]:
    """Keys, database, or home that other accounts of the machine may read."""
    settings = office.settings
    files = [(settings.key_file, 0o600, "the key file"), (settings.root, 0o700, "the home")]
    if not settings.database_url:
        files.append((settings.database_file, 0o600, "the database file"))
    for path, mode, what in files:
        if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077:
            yield Finding(
                "files.open",
                what,
                "can be read by other accounts of this machine",
                f"take their rights away: chmod {mode:o} {path}",
                _closing(path, mode),
            )


def damaged_database(office: Office) -> Iterator[Finding]:
    """A SQLite file with damaged pages, or with rows that point to rows that are gone."""
    if office.database.engine.dialect.name != "sqlite":
        return
    with office.database.engine.connect() as connection:
        for (line,) in connection.exec_driver_sql("PRAGMA integrity_check(20)"):
            if line != "ok":
                yield Finding("database.damaged", "the database file", "is damaged", _KEPT)
                return
        for table, row, other, _ in connection.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(100):
            wrong = f"points to a row of {other} that is gone"
            yield Finding("database.dangling", f"{table} {row}", wrong, _KEPT)


def _closing(path: Path, mode: int):
    return lambda: path.chmod(mode)

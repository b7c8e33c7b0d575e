"""Homes for tests: an empty desk's tables are made once in a process and copied, which costs a fifth of making them."""

import functools
import tempfile
from pathlib import Path

from sqlalchemy import Engine

from desk.office import opening
from desk.system import config
from desk.system.db import Database


def opened(home: Path, **settings: object) -> opening.Office:
    """The open desk of a home (SQLite, local store, no Redis); a new home gets its tables as a copy."""
    chosen = config.load(home=home, **settings)
    if not chosen.database_url:
        lay(chosen.root)
    office = opening.open_office(chosen)
    _share_statements(office.database)
    return office


def lay(home: Path) -> None:
    """Put an empty desk's tables into a home that has none; the rest is made by whoever opens it."""
    database = home / "desk.sqlite3"
    if not database.exists():
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        database.touch(mode=0o600)
        database.write_bytes(_empty())


_first: dict[str, Engine] = {}


def _share_statements(database: Database) -> None:
    """Let the desks of a process have one dialect and one memory of compiled statements, as one desk has.

    Each new engine would compile every statement anew, which is a third of what a short test costs.
    """
    for bound in database.engines:
        first = _first.setdefault(bound.dialect.name, bound)
        bound.dialect = bound.pool._dialect = first.dialect
        bound._compiled_cache = first._compiled_cache


@functools.cache
def _empty() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "desk.sqlite3"
        database = Database(f"sqlite:///{file}")
        database.migrate()
        database.close()
        return file.read_bytes()

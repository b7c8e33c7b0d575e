"""The database: how it is opened, and the only place that commits.

``with database.transaction() as session:`` is the unit of work. What must happen after the
commit (waking a worker) is handed to :func:`after_commit` and runs only when it succeeded.
"""

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, CursorResult, Engine, UpdateBase, create_engine, event
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry

from desk import errors

_MIGRATIONS = Path(__file__).parents[1] / "migrations"
_MIGRATION_LOCK = 15227
_MISSING = "the record holds no such row"
_Row = TypeVar("_Row")


class Database:
    """One engine and its sessions."""

    def __init__(self, url: str) -> None:
        self.engine = _engine(url)
        self.engines = (self.engine, self.engine.execution_options(looking=True))
        self._session = sessionmaker(self.engine, expire_on_commit=False)
        self._looking = sessionmaker(self.engines[1], autoflush=False)

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A session that commits when the block ends and rolls back when it raises."""
        with _told_plainly(), self._session() as session:
            with session.begin():
                yield session
            for call in session.info.pop("after_commit", ()):
                call()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A read-only session; what was loaded stays usable afterward."""
        with _told_plainly(), self._looking() as session:
            yield session
            session.expunge_all()

    def migrate(self) -> str | None:
        """Upgrade the tables to this version, quick if they already are; the version found, None for a new database."""
        config = Config()
        config.set_main_option("script_location", str(_MIGRATIONS))
        head = ScriptDirectory.from_config(config).get_current_head()
        with self.engine.connect() as connection:
            found = MigrationContext.configure(connection).get_current_revision()
        if found == head:
            return found
        with self.engine.begin() as connection:
            _take_turns(connection)
            if MigrationContext.configure(connection).get_current_revision() != head:
                config.attributes["connection"] = connection
                command.upgrade(config, "head")
        return found

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


@contextmanager
def _told_plainly() -> Iterator[None]:
    """Turn errors of an unavailable, locked, full, or read-only database into a message that a person can act on."""
    try:
        yield
    except OperationalError:
        raise errors.DatabaseAway(
            "the database does not answer (its server away, locked, its disk full or read-only): nothing was written; "
            "put that right and do it again"
        ) from None


def _take_turns(connection: Connection) -> None:
    """If several processes start at once, only one migrates; for SQLite, BEGIN IMMEDIATE already ensures that."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_MIGRATION_LOCK})")


def after_commit(session: Session, call: Callable[[], object]) -> None:
    """Run ``call`` after the session's transaction is committed, and only then."""
    session.info.setdefault("after_commit", []).append(call)


def get(
    session: Session, model: type[_Row], number: int | str | None, missing: str = _MISSING, lock: bool = False
) -> _Row:
    """The row of that primary key, locked until the transaction ends if ``lock``.

    :class:`errors.NotFound` says ``missing`` when there is none, or no number to look for.
    """
    row = None if number is None else session.get(model, number, with_for_update=lock)
    if row is None:
        raise errors.NotFound(missing)
    return row


def changed(session: Session, statement: UpdateBase) -> int:
    """Carry out an UPDATE or DELETE; how many rows it changed."""
    result = session.execute(statement)
    if not isinstance(result, CursorResult):
        raise TypeError("only a statement that changes rows counts them")
    return result.rowcount


def _engine(url: str) -> Engine:
    sqlite = url.startswith("sqlite")
    options = {"connect_args": {"timeout": 30}} if sqlite else {"pool_pre_ping": True}
    engine = create_engine(url, json_serializer=_dumps, hide_parameters=True, **options)
    if sqlite:
        event.listen(engine, "connect", _tune_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _dumps(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _tune_sqlite(connection: sqlite3.Connection, _record: ConnectionPoolEntry) -> None:
    """Write-ahead log, full sync, foreign keys; we begin the transactions."""
    connection.isolation_level = None
    cursor = connection.cursor()
    for setting in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000"):
        cursor.execute(f"PRAGMA {setting}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    """Take the write lock at the start, so that a second writer waits instead of failing halfway."""
    connection.exec_driver_sql("BEGIN" if connection.get_execution_options().get("looking") else "BEGIN IMMEDIATE")

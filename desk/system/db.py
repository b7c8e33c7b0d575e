"""Opens the database; the only module that commits.

``with database.transaction() as session:`` is the unit of work. Calls that must follow the commit, such as waking a
worker, go to :func:`after_commit` and run only if the commit succeeds.
"""

import functools
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
from sqlalchemy.orm.exc import StaleDataError
from sqlalchemy.pool import ConnectionPoolEntry

from desk import errors

_MIGRATIONS = Path(__file__).parents[1] / "migrations"
_MIGRATION_LOCK = 15227
_MISSING = "the record holds no such row"
_WRITING = "writing"
_Row = TypeVar("_Row")


class Database:
    """One engine and its sessions."""

    def __init__(self, url: str) -> None:
        self.engine = _engine(url)
        self._session = sessionmaker(self.engine, expire_on_commit=False, info={_WRITING: True})
        self._looking = sessionmaker(self.engine.execution_options(looking=True), autoflush=False)

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """Yield a session that commits when the block ends and rolls back when it raises."""
        with _told_plainly(), self._session() as session:
            with session.begin():
                yield session
            for call in session.info.pop("after_commit", ()):
                call()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Yield a session for reading; loaded objects stay usable afterward."""
        with _told_plainly(), self._looking() as session:
            yield session
            session.expunge_all()

    def has_tables(self) -> bool:
        """Whether the tables were made, in whatever version."""
        return self.revision() is not None

    def migrate(self) -> str | None:
        """Upgrade the tables to this version, quick if they already are; the version found, None for a new database."""
        head, found = _head(), self.revision()
        if found == head:
            return found
        with self.engine.begin() as connection:
            _take_turns(connection)
            if MigrationContext.configure(connection).get_current_revision() != head:
                upgrade(connection, "head")
        return found

    def revision(self) -> str | None:
        """Return the version of the tables; None if there are none."""
        with self.engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision()

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def upgrade(connection: Connection, revision: str) -> None:
    """Bring the tables to a version, in the connection's transaction."""
    config = _scripts()
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


@functools.cache
def _head() -> str | None:
    """The version of the tables that this program needs; found once in a process, as it loads every migration."""
    return ScriptDirectory.from_config(_scripts()).get_current_head()


def _scripts() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    return config


@contextmanager
def _told_plainly() -> Iterator[None]:
    """Turn the errors of an unavailable, locked, full, or read-only database into :class:`errors.DatabaseAway`."""
    try:
        yield
    except StaleDataError:
        raise errors.ChangedMeanwhile("somebody else changed this at the same moment: look at it again") from None
    except OperationalError:
        raise errors.DatabaseAway(
            "the database does not answer (its server away, locked, its disk full or read-only): nothing was written; "
            "put that right and do it again"
        ) from None


def _take_turns(connection: Connection) -> None:
    """Let only one of several starting processes migrate; SQLite's BEGIN IMMEDIATE ensures that already."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_MIGRATION_LOCK})")


def is_writing(session: Session) -> bool:
    """Whether the session is that of a transaction which may write, not one for looking."""
    return _WRITING in session.info


def after_commit(session: Session, call: Callable[[], object]) -> None:
    """Run ``call`` once the session's transaction is committed; never if it fails."""
    session.info.setdefault("after_commit", []).append(call)


def get(
    session: Session, model: type[_Row], number: int | str | None, missing: str = _MISSING, lock: bool = False
) -> _Row:
    """Return the row with that primary key; ``lock`` locks it until the transaction ends.

    Raises :class:`errors.NotFound` with the message ``missing`` if there is no such row or ``number`` is None.
    """
    row = None if number is None else session.get(model, number, with_for_update=lock)
    if row is None:
        raise errors.NotFound(missing)
    return row


def changed(session: Session, statement: UpdateBase) -> int:
    """Execute an UPDATE or DELETE; return how many rows it changed."""
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
    """Set write-ahead log, full sync and foreign keys; turn off the driver's own transactions."""
    connection.isolation_level = None
    cursor = connection.cursor()
    for setting in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000"):
        cursor.execute(f"PRAGMA {setting}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    """Take the write lock at the start, so that a second writer waits instead of failing midway."""
    connection.exec_driver_sql("BEGIN" if connection.get_execution_options().get("looking") else "BEGIN IMMEDIATE")

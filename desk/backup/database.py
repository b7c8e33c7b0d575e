"""The database of a snapshot: copied in one state while the desk works, and loaded into an empty one.

SQLite is copied by its own backup interface, PostgreSQL table by table with COPY in one read-only snapshot. Neither
needs a program besides the desk.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from psycopg import sql
from sqlalchemy import Connection, func, inspect, literal, select
from sqlalchemy.orm import Session
from sqlalchemy.sql import expression

from desk.lifecycle import blobs
from desk.lifecycle.blobs import Blob
from desk.models import AuditHead, Base
from desk.system import db
from desk.system.db import Database

_PIECE = 1 << 20  # bytes
_KEYS = """SELECT relname, conname, pg_get_constraintdef(pg_constraint.oid) FROM pg_constraint
           JOIN pg_class ON pg_class.oid = conrelid
           WHERE contype = 'f' AND connamespace = current_schema()::regnamespace ORDER BY conname"""
_COUNTERS = """SELECT table_name, column_name FROM information_schema.columns
               WHERE table_schema = current_schema() AND column_default LIKE 'nextval%%'"""
_VERSION_TABLE = "alembic_version"


def names(session: Session) -> tuple[list[Blob], int]:
    """The stored files that the record names, and its last audit event."""
    head = session.get(AuditHead, 1)
    return list(blobs.named(session)), head.event_id if head else 0


@contextmanager
def sqlite_copy(file: Path, copy: Path) -> Iterator[Path]:
    """Copy a SQLite database that is in use to ``copy``, a new file; it is removed when the block ends."""
    copy.touch(mode=0o600, exist_ok=False)
    try:
        with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)
            target.execute("PRAGMA journal_mode=DELETE")
        yield copy
    finally:
        for left in (copy, *(copy.with_name(copy.name + end) for end in ("-wal", "-shm", "-journal"))):
            left.unlink(missing_ok=True)


def pieces(file: Path) -> Iterator[bytes]:
    """The bytes of a file, piece by piece."""
    with file.open("rb") as opened:
        while piece := opened.read(_PIECE):
            yield piece


@contextmanager
def one_state(database: Database) -> Iterator[Connection]:
    """Yield a connection to PostgreSQL that sees one state of all tables until the block ends."""
    with database.engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        connection.exec_driver_sql("SET TRANSACTION READ ONLY")
        yield connection


def columns() -> dict[str, list[str]]:
    """The tables of the desk with their columns, in the order in which they are copied."""
    return {table.name: [column.name for column in table.columns] for table in Base.metadata.sorted_tables}


def copy_out(connection: Connection, table: str, names: list[str]) -> Iterator[bytes]:
    """Yield the rows of a table as PostgreSQL's COPY writes them."""
    with _cursor(connection) as cursor, cursor.copy(_copy(table, names, "TO STDOUT")) as copied:
        for data in copied:
            yield bytes(data)


def load(database: Database, revision: str, tables: Iterable[tuple[str, list[str], Iterable[bytes]]]) -> None:
    """Make the tables of a version in an empty PostgreSQL database and fill them, in one transaction."""
    with database.engine.begin() as connection:
        db.upgrade(connection, revision)
        keys = connection.exec_driver_sql(_KEYS).all()
        for table, name, _ in keys:
            _alter(connection, table, "DROP CONSTRAINT {}", name)
        for table, names, data in tables:
            with _cursor(connection) as cursor, cursor.copy(_copy(table, names, "FROM STDIN")) as copied:
                for piece in data:
                    copied.write(piece)
        for table, name, definition in keys:
            _alter(connection, table, "ADD CONSTRAINT {} " + definition, name)
        _count_on(connection)


def is_empty(database: Database) -> bool:
    """Whether no table of the database has a row."""
    with database.engine.connect() as connection:
        tables = [name for name in inspect(connection).get_table_names() if name != _VERSION_TABLE]
        rows = (
            connection.execute(select(literal(1)).select_from(expression.table(name)).limit(1)).first()
            for name in tables
        )
        return not any(rows)


def _count_on(connection: Connection) -> None:
    """Let each table's counter go on after its last row."""
    for name, key in connection.exec_driver_sql(_COUNTERS).all():
        counter_of = func.pg_get_serial_sequence(func.quote_ident(name), key)
        counter, last = connection.execute(
            select(counter_of, func.max(expression.column(key))).select_from(expression.table(name))
        ).one()
        if last:
            connection.exec_driver_sql("SELECT setval(%s, %s)", (counter, last))


def _alter(connection: Connection, table: str, change: str, name: str) -> None:
    """Change a table; ``change`` has a place for a name."""
    statement = sql.SQL("ALTER TABLE {} " + change)  # pyright: ignore[reportArgumentType]  (PostgreSQL's own words)
    with _cursor(connection) as cursor:
        cursor.execute(statement.format(sql.Identifier(table), sql.Identifier(name)))


def _cursor(connection: Connection):
    driver = connection.connection.driver_connection
    return driver.cursor()  # pyright: ignore[reportOptionalMemberAccess]  (it is open)


def _copy(table: str, names: list[str], where: str) -> sql.Composed:
    listed = sql.SQL(", ").join(map(sql.Identifier, names))
    return sql.SQL("COPY {} ({}) " + where).format(sql.Identifier(table), listed)  # pyright: ignore[reportArgumentType]

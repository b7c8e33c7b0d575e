"""What happens to each row before it is written: it gets its number, its secrets are encrypted, and it is marked."""

from sqlalchemy import Connection, event
from sqlalchemy.orm import DeclarativeBase, Mapper, object_session

from desk.models.protection import marks, seals


def attend(tables: type[DeclarativeBase]) -> None:
    """Do it for every row of these tables, whoever writes it."""
    event.listen(tables, "before_insert", _prepare, propagate=True)
    event.listen(tables, "before_update", _prepare_again, propagate=True)


def _prepare(mapper: Mapper, connection: Connection, row: object) -> None:
    hidden = seals.sealed_columns(type(row))
    if hidden or isinstance(row, marks.Marked):
        seals.number(mapper, connection, row)
        _close(row, hidden)


def _prepare_again(_mapper: Mapper, _connection: Connection, row: object) -> None:
    session = object_session(row)
    if session is not None and session.is_modified(row):
        _close(row, seals.sealed_columns(type(row)))


def _close(row: object, hidden: list[seals.Sealed]) -> None:
    for sealed in hidden:
        sealed.close(row)
    if isinstance(row, marks.Marked):
        marks.renew(row)

"""Encrypted columns, each value bound to its table, its column, and its row.

A value is encrypted when its row is written, because only then the row has its number, and decrypted when somebody
looks at it. Copied into another row it does not open.
"""

import json
from collections.abc import Callable
from typing import Any, Generic, Self, TypeVar, overload

from sqlalchemy import Column, Connection, LargeBinary, func, literal, select
from sqlalchemy.orm import Mapper, mapped_column, object_session
from sqlalchemy.orm.attributes import instance_state

from desk.system import crypto

_T = TypeVar("_T")


class _Plain:
    """A value that is encrypted when its row is written; no database takes it as it is."""

    def __init__(self, value: Any) -> None:
        self.value = value


class Sealed(Generic[_T]):
    """An encrypted column of a table; its encrypted bytes are the mapped attribute ``sealed_<name>``.

    ``optional``: the column may be empty. ``default`` makes the value of a new row that was given none. ``deferred``:
    the bytes are loaded only when somebody looks at them.
    """

    def __init__(
        self, *, optional: bool = False, default: Callable[[], _T] | None = None, deferred: bool = False
    ) -> None:
        self.default = default
        self._optional, self._deferred = optional, deferred

    def __set_name__(self, owner: type, name: str) -> None:
        self.name, self.raw, self.table = name, f"sealed_{name}", getattr(owner, "__tablename__", "")
        setattr(owner, self.raw, mapped_column(name, LargeBinary, nullable=self._optional, deferred=self._deferred))

    @overload
    def __get__(self, row: None, owner: type) -> Self: ...
    @overload
    def __get__(self, row: object, owner: type) -> _T: ...
    def __get__(self, row: object | None, owner: type) -> Self | _T:
        """Decrypt; raises :class:`errors.KeyMissing` for a value of another row."""
        if row is None:
            return self
        held: Any = getattr(row, self.raw)
        if isinstance(held, _Plain):
            return held.value
        opened: Any = None if held is None else self.loads(crypto.ring().open(held, self._place(row)))
        return opened

    def __set__(self, row: object, value: _T) -> None:
        setattr(row, self.raw, None if value is None else _Plain(value))

    def close(self, row: object) -> None:
        """Encrypt what was set since the row was last written."""
        held: Any = getattr(row, self.raw)
        if held is None and self.default is not None and not instance_state(row).has_identity:
            held = _Plain(self.default())
        if isinstance(held, _Plain):
            setattr(row, self.raw, crypto.ring().seal(self.dumps(held.value), self._place(row)))

    def _place(self, row: object) -> str:
        return place(self.table, self.name, getattr(row, "id"))  # noqa: B009 (every table with a seal has this key)

    def dumps(self, value: Any) -> bytes:
        """The plain bytes of a value."""
        raise NotImplementedError

    def loads(self, plain: bytes) -> Any:
        """The value of plain bytes."""
        raise NotImplementedError


class SealedText(Sealed[_T]):
    """Text encrypted at rest."""

    def dumps(self, value: Any) -> bytes:
        """The plain bytes of a value."""
        return str(value).encode()

    def loads(self, plain: bytes) -> Any:
        """The value of plain bytes."""
        return plain.decode()


class SealedJson(Sealed[_T]):
    """A JSON value encrypted at rest."""

    def dumps(self, value: Any) -> bytes:
        """The plain bytes of a value."""
        return json.dumps(value, separators=(",", ":")).encode()

    def loads(self, plain: bytes) -> Any:
        """The value of plain bytes."""
        return json.loads(plain)


class SealedBytes(Sealed[_T]):
    """Bytes encrypted at rest."""

    def dumps(self, value: Any) -> bytes:
        """The bytes themselves; TypeError for anything else."""
        if not isinstance(value, bytes):
            raise TypeError("only bytes are kept in this column")
        return value

    def loads(self, plain: bytes) -> Any:
        """The bytes themselves."""
        return plain


def place(table: str, column: str, number: int) -> str:
    """What a value is bound to, as authenticated with it."""
    return f"{table}.{column}:{number}"


def sealed_columns(kind: type) -> list[Sealed]:
    """The encrypted columns of a mapped class."""
    return [value for base in kind.__mro__ for value in vars(base).values() if isinstance(value, Sealed)]


def number(mapper: Mapper, connection: Connection, row: object) -> None:
    """Give the new rows of this class that wait with ``row`` their numbers, before any of them is written."""
    column = mapper.primary_key[0]
    key, session = mapper.get_property_by_column(column).key, object_session(row)
    if session is None or not isinstance(column, Column) or getattr(row, key) is not None:
        return
    waiting = [other for other in session.new if type(other) is type(row) and getattr(other, key) is None]
    waiting.sort(key=lambda other: instance_state(other).insert_order or 0)
    for other, chosen in zip(waiting, _numbers(connection, column, len(waiting)), strict=True):
        setattr(other, key, chosen)


def _numbers(connection: Connection, column: Column, count: int) -> list[int]:
    """The next numbers of a table: of its sequence, or where the database has one writer those after its last row."""
    if connection.dialect.name == "postgresql":
        table = connection.dialect.identifier_preparer.format_table(column.table)
        sequence = func.pg_get_serial_sequence(literal(table), literal(column.name))
        rows = select(func.nextval(sequence)).select_from(func.generate_series(1, count))
        return list(connection.scalars(rows))
    last = connection.scalar(select(func.max(column))) or 0
    return list(range(last + 1, last + count + 1))

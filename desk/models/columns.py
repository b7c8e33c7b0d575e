"""What every table shares: names of constraints, encrypted columns, times in UTC."""

import json
from datetime import UTC, datetime

from sqlalchemy import JSON, DateTime, LargeBinary, MetaData
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

from desk.system import crypto

_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """The declarative root."""

    metadata = MetaData(naming_convention=_NAMES)
    type_annotation_map = {dict: JSON, list: JSON}


class Sealed(TypeDecorator):
    """Text encrypted at rest; ``context`` is ``table.column`` and is authenticated with it."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, context: str) -> None:
        super().__init__()
        self.context = context

    def process_bind_param(self, value, dialect):
        """Encrypt on the way in."""
        return None if value is None else crypto.ring().seal(self.dumps(value), self.context)

    def process_result_value(self, value, dialect):
        """Decrypt on the way out."""
        return None if value is None else self.loads(crypto.ring().open(value, self.context))

    def dumps(self, value: object) -> bytes:
        """The plain bytes of a value."""
        return str(value).encode()

    def loads(self, plain: bytes) -> object:
        """The value of plain bytes."""
        return plain.decode()


class SealedJson(Sealed):
    """A JSON value encrypted at rest."""

    cache_ok = True

    def dumps(self, value: object) -> bytes:
        """The plain bytes of a value."""
        return json.dumps(value, separators=(",", ":")).encode()

    def loads(self, plain: bytes) -> object:
        """The value of plain bytes."""
        return json.loads(plain)


class SealedBytes(Sealed):
    """Bytes encrypted at rest."""

    cache_ok = True

    def dumps(self, value: object) -> bytes:
        """The bytes themselves; TypeError for anything else."""
        if not isinstance(value, bytes):
            raise TypeError("only bytes are kept in this column")
        return value

    def loads(self, plain: bytes) -> bytes:
        """The bytes themselves."""
        return plain


class Moment(TypeDecorator):
    """A time in UTC, timezone-aware on both sides, on every database."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect):
        """Store as UTC."""
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect):
        """Return as UTC, also from databases that drop the time zone."""
        return None if value is None else value.replace(tzinfo=value.tzinfo or UTC).astimezone(UTC)

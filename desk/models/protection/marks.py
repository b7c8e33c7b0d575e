"""Marks over rows that direct mail, money, and power, with a key that is not in the database.

The mark of a row covers its table, its number, and every other column. A transaction that loads a marked
row refuses it unless its mark fits, and writing the row renews the mark; what is only shown is checked where it counts
(:func:`demand`). A column that holds nothing is not covered, so that a table may get another column.
"""

import hmac
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Mapped, Mapper, QueryContext, declared_attr, mapped_column, object_mapper
from sqlalchemy.orm.attributes import instance_state

from desk import errors
from desk.system import crypto, db


class Marked:
    """A table whose rows are marked.

    The mark is also the version of the row: of two transactions that change a row at once, one fails.
    """

    row_mark: Mapped[bytes | None] = mapped_column(default=None)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805 (SQLAlchemy passes the class)
        return {"version_id_col": cls.row_mark, "version_id_generator": False}


def mark_row(table: str, values: Mapping[str, Any]) -> bytes:
    """The mark of a row with these values of its columns."""
    covered = {name: _plain(value) for name, value in values.items() if name != "row_mark" and value is not None}
    return crypto.ring().row_mac(json.dumps([table, covered], sort_keys=True, separators=(",", ":")).encode())


def _plain(value: Any) -> Any:
    """A value as text or JSON, the same before it is written and after it is read, on every database."""
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, datetime):
        return value.replace(tzinfo=value.tzinfo or UTC).astimezone(UTC).isoformat()
    if isinstance(value, float) and value.is_integer():
        return int(value)  # a column of floats may be given a whole number
    return value.isoformat() if isinstance(value, date) else value


def renew(row: Marked) -> None:
    """Mark a row that is about to be written."""
    mapper = object_mapper(row)
    if not instance_state(row).has_identity:
        _fill(row, mapper)
    row.row_mark = _mark(row, mapper)


def _fill(row: Marked, mapper: Mapper) -> None:
    """Set the columns of a new row that have a default and no value yet, as the mapper would do after the mark."""
    for attribute in mapper.column_attrs:
        default: Any = attribute.columns[0].default
        if default is not None and getattr(row, attribute.key) is None:
            setattr(row, attribute.key, default.arg(None) if default.is_callable else default.arg)


def _mark(row: Marked, mapper: Mapper) -> bytes:
    columns = ((attribute.columns[0].name, attribute.key) for attribute in mapper.column_attrs)
    return mark_row(str(mapper.local_table), {name: getattr(row, key) for name, key in columns})


def is_sound(row: Marked) -> bool:
    """Whether a row is as the desk wrote it."""
    return row.row_mark is not None and hmac.compare_digest(row.row_mark, _mark(row, object_mapper(row)))


def demand(*rows: Marked) -> None:
    """Refuse a row that is not as the desk wrote it: :class:`errors.RecordChanged`."""
    for row in rows:
        if not is_sound(row):
            mapper = object_mapper(row)
            raise errors.RecordChanged(
                f"row {mapper.primary_key_from_instance(row)[0]} of the table {mapper.local_table} was changed "
                "outside of the desk: nothing was done. Keep the database as it is and tell the security officer"
            )


@event.listens_for(Marked, "load", propagate=True)
def _demand_loaded(row: Marked, context: QueryContext) -> None:
    if db.is_writing(context.session):
        demand(row)


@event.listens_for(Marked, "refresh", propagate=True)
def _demand_refreshed(row: Marked, context: QueryContext, _names: object) -> None:
    if db.is_writing(context.session):
        demand(row)

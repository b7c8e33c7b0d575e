"""Looks for rows that were changed outside of the desk: marks that do not fit, encrypted values of other rows."""

from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk import errors
from desk.models import Base
from desk.models.protection import marks, seals

_CHUNK = 1000


class Finding(NamedTuple):
    """A row that is not as the desk wrote it, by its table and number, and what does not fit."""

    table: str
    number: int
    what: str


def verify(session: Session) -> Iterator[Finding]:
    """Every row of the record that is not as the desk wrote it; ``session`` is one for looking.

    An encrypted value for which this process has no key counts as one that does not open.
    """
    for mapper in sorted(Base.registry.mappers, key=lambda one: str(one.local_table)):
        kind = mapper.class_
        hidden = seals.sealed_columns(kind)
        if hidden or issubclass(kind, marks.Marked):
            (key,) = mapper.primary_key
            rows = select(kind).order_by(key).execution_options(yield_per=_CHUNK)
            for row in session.scalars(rows):
                number = mapper.primary_key_from_instance(row)[0]
                yield from (Finding(key.table.name, number, what) for what in _faults(row, hidden))


def _faults(row: object, hidden: list[seals.Sealed]) -> Iterator[str]:
    if isinstance(row, marks.Marked) and not marks.is_sound(row):
        yield "it was changed outside of the desk: its mark does not fit"
    for sealed in hidden:
        try:
            sealed.__get__(row, type(row))
        except errors.KeyMissing:
            yield f"the encrypted value of {sealed.name} does not open: it was changed, or it is another row's"

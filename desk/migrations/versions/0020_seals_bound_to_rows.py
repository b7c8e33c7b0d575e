"""Encrypted values are bound to their rows, and rows that direct mail, money, and power are marked.

The only upgrade that needs the desk's keys: it encrypts each value again and marks each row, in the transaction that
adds the columns, so that an interrupted upgrade begins anew and no row is ever found without a mark.
"""

import sqlalchemy as sa
from alembic import op

from desk.models.protection import marks, seals
from desk.system import crypto

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

SEALED = {
    "taxpayer": ("tin",),
    "ip_pin": ("pin",),
    "address_change": ("old", "new", "evidence"),
    "record_change": ("before", "after"),
    "notice": ("address",),
    "printing": ("address",),
    "user": ("totp",),
    "person": ("candidates",),
    "note": ("text",),
    "sample": ("answers",),
    "reading": ("value", "alternatives"),
    "keying": ("value",),
    "page": ("look",),
}
MARKED = (
    "address_change", "appearance", "application", "call", "clearance", "compared_number", "decision", "enrollment",
    "ip_pin", "mail_batch", "notice", "person", "printing", "release_request", "replacement_request", "taxpayer",
    "user", "verification", "visit",
)  # fmt: skip
_CHUNK = 500


def upgrade() -> None:
    """New columns, and every value and row goes through the desk's keys once."""
    for name in MARKED:
        op.add_column(name, sa.Column("row_mark", sa.LargeBinary(), nullable=True))
    connection, known = op.get_bind(), sa.MetaData()
    for name in sorted({*SEALED, *MARKED}):
        table = sa.Table(name, known, autoload_with=connection, resolve_fks=False)
        last = -1
        while rows := _after(connection, table, last):
            connection.execute(_change(table), [_changed(table, dict(row)) for row in rows])
            last = rows[-1][_key(table).name]


def _key(table: sa.Table) -> sa.Column:
    (key,) = table.primary_key.columns
    return key


def _after(connection: sa.Connection, table: sa.Table, last: int) -> list[sa.RowMapping]:
    rows = sa.select(table).where(_key(table) > last).order_by(_key(table)).limit(_CHUNK)
    return list(connection.execute(rows).mappings())


def _change(table: sa.Table) -> sa.Update:
    names = (*SEALED.get(table.name, ()), *(["row_mark"] if table.name in MARKED else ()))
    new = {name: sa.bindparam(f"new_{name}", type_=sa.LargeBinary()) for name in names}
    return sa.update(table).where(_key(table) == sa.bindparam("row")).values(new)


def _changed(table: sa.Table, values: dict) -> dict:
    """What :func:`_change` takes for a row."""
    number, new = values[_key(table).name], {}
    for name in SEALED.get(table.name, ()):
        if values[name] is not None:
            plain = crypto.ring().open(values[name], f"{table.name}.{name}")
            values[name] = crypto.ring().seal(plain, seals.place(table.name, name, number))
        new[f"new_{name}"] = values[name]
    if table.name in MARKED:
        new["new_row_mark"] = marks.mark_row(table.name, values)
    return {"row": number, **new}

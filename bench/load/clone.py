"""Copies prototype documents row by row, bypassing the rules: 200,000 in minutes.

Each copy has its own scan, taxpayer and dates. Encrypted values are encrypted again for their new rows, and rows that
the desk marks are marked. The audit trail gets its own events, chained as the desk chains them.
"""

import functools
import hashlib
import random
from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy import Connection, bindparam, select, update

from bench.load import prototypes
from desk.lifecycle import audit
from desk.models import Base
from desk.models.protection import marks, seals
from desk.models.protection.marks import Marked
from desk.office.opening import Office
from desk.system import calendar, crypto

_CHUNK = 2_000
_PER_BATCH = 200
_FIRST = ("batch", "scan", "taxpayer", "document", "person")
_TABLES = (
    "page", "reading", "recommendation", "document_event", "decision", "delay", "delay_event", "application",
    "application_event", "notice",
)  # fmt: skip
_DATES = {"received_date", "on", "opened_on", "not_before", "created_at"}
_KEYLESS = {"application"}
_SEALED = {
    mapper.local_table.name: [sealed.name for sealed in seals.sealed_columns(mapper.class_)]
    for mapper in Base.registry.mappers
}


def fill(desk: Office, found: dict[str, int], documents: int, seed: int = 1) -> None:
    """Copy the prototypes until the database holds about `documents` documents."""
    chosen = random.Random(seed)
    kinds, shares = zip(*prototypes.SHARES.items(), strict=True)
    for start in range(0, documents, _CHUNK):
        size = min(_CHUNK, documents - start)
        with desk.database.engine.begin() as connection:
            firsts = _copy(connection, found, chosen.choices(kinds, shares, k=size), chosen)
            _mark(connection, firsts)
        with desk.database.transaction() as session:
            rows = [(start + number, {"note": "load"}) for number in range(size)]
            audit.record_all(session, f"clerk{start // _CHUNK % 44:02}", "document.looked_at", "document", rows)
            audit.record_all(session, "reader", "document.in_review", "document", rows)


def _copy(connection: Connection, found: dict[str, int], kinds: list[str], chosen: random.Random) -> dict[str, int]:
    """Make one chunk of copies; the number of the first new row of each table."""
    originals = {kind: _rows_of(connection, found[kind]) for kind in set(kinds)}
    ids = {name: _next(connection, name) for name in (*_FIRST, *_TABLES) if name not in _KEYLESS}
    made: dict[str, list[dict]] = {}
    for place, kind in enumerate(kinds):
        if place % _PER_BATCH == 0:
            made.setdefault("batch", []).append(_batch(connection, next(ids["batch"])))
        _one(originals[kind], kind, made["batch"][-1]["id"], ids, made, chosen)
    for name in (*_FIRST, *_TABLES):
        _insert(connection, name, made.get(name, []))
    return {name: rows[0].get("id", rows[0].get("document_id")) for name, rows in made.items()}


def _mark(connection: Connection, firsts: dict[str, int]) -> None:
    """Mark the new rows of the tables whose rows the desk marks."""
    for mapper in Base.registry.mappers:
        table, (key,) = mapper.local_table, mapper.primary_key
        if issubclass(mapper.class_, Marked) and table.name in firsts:
            rows = connection.execute(select(table).where(key >= firsts[table.name])).mappings().all()
            change = update(table).where(key == bindparam("row")).values(row_mark=bindparam("new"))
            connection.execute(change, [{"row": row[key.name], "new": marks.mark_row(table.name, row)} for row in rows])


def _sealed_for(name: str, row: dict, copy: dict) -> dict:
    """The encrypted values of a row, encrypted for its copy."""
    values = {}
    for column in _SEALED.get(name, ()):
        if row[column] is not None:
            plain = _opened(row[column], seals.place(name, column, row["id"]))
            values[column] = crypto.ring().seal(plain, seals.place(name, column, copy["id"]))
    return values


@functools.cache
def _opened(value: bytes, place: str) -> bytes:
    return crypto.ring().open(value, place)


def _one(rows: dict[str, list[dict]], kind: str, batch: int, ids: dict[str, Iterator], made: dict, chosen) -> None:
    """Make one copy with its own ids, dates, and taxpayer."""
    back = -int(chosen.expovariate(1 / 35) if kind not in ("released", "withdrawn") else chosen.random() * 365)
    scan, document = next(ids["scan"]), next(ids["document"])
    mark = hashlib.sha256(b"%d" % scan).digest()
    made.setdefault("scan", []).append(_moved(rows["scan"][0], back, id=scan, sha256=mark.hex(), batch_id=batch))
    made.setdefault("document", []).append(_moved(rows["document"][0], back, id=document, scan_id=scan))
    people = {row["id"]: next(ids["taxpayer"]) for row in rows["taxpayer"]}
    for row in rows["taxpayer"]:
        name, place = f"NAME{chosen.randrange(20_000)}", f"{chosen.randrange(1000, 99999):05}"
        copy = row | {"id": people[row["id"]], "tin_index": mark, "last_name_key": name, "zip": place}
        made.setdefault("taxpayer", []).append(copy | _sealed_for("taxpayer", row, copy))
    for row in rows["person"]:
        copy = {"id": next(ids["person"]), "document_id": document, "taxpayer_id": people.get(row["taxpayer_id"])}
        made.setdefault("person", []).append(row | copy | _sealed_for("person", row, copy))
    for name in _TABLES:
        for row in rows[name]:
            changed = {"document_id": document} | ({} if name in _KEYLESS else {"id": next(ids[name])})
            changed |= {"scan_id": scan} if "scan_id" in row else {}
            changed |= {"taxpayer_id": people.get(row["taxpayer_id"])} if "taxpayer_id" in row else {}
            made.setdefault(name, []).append(_moved(row, back, **changed, **_sealed_for(name, row, changed)))


def _moved(row: dict, back: int, **changed) -> dict:
    """A row with its dates moved, never past today."""
    days = {name: _earlier(row[name], back) for name in _DATES & row.keys() if row[name]}
    return row | days | changed


def _earlier(day: str, back: int) -> str:
    """An earlier day; the time of day, if there is one, stays."""
    return (date.fromisoformat(day[:10]) + timedelta(days=back)).isoformat() + day[10:]


def _rows_of(connection: Connection, document: int) -> dict[str, list[dict]]:
    """The rows of one prototype, as stored in the tables."""
    wanted = dict.fromkeys((*_TABLES, "person"), f"document_id = {document}") | {"document": f"id = {document}"}
    wanted["scan"] = f"id = (SELECT scan_id FROM document WHERE id = {document})"
    wanted["taxpayer"] = f"id IN (SELECT taxpayer_id FROM person WHERE document_id = {document})"
    found = {}
    for name, where in wanted.items():
        rows = connection.exec_driver_sql(f"SELECT * FROM {name} WHERE {where}").mappings()  # noqa: S608
        found[name] = [dict(row) for row in rows]
    return found


def _batch(connection: Connection, number: int) -> dict:
    row = dict(connection.exec_driver_sql("SELECT * FROM batch ORDER BY id LIMIT 1").mappings().one())
    return row | {"id": number, "name": f"load {number}", "received_date": calendar.today().isoformat()}


def _next(connection: Connection, name: str) -> Iterator[int]:
    last = connection.exec_driver_sql(f"SELECT coalesce(max(id), 0) FROM {name}").scalar()  # noqa: S608
    return iter(range(last + 1, 1 << 40))


def _insert(connection: Connection, name: str, rows: list[dict]) -> None:
    if not rows:
        return
    columns = list(rows[0])
    marks = ", ".join("?" * len(columns))
    quoted = ", ".join(f'"{column}"' for column in columns)
    values = [tuple(row[column] for column in columns) for row in rows]
    connection.exec_driver_sql(f"INSERT INTO {name} ({quoted}) VALUES ({marks})", values)  # noqa: S608

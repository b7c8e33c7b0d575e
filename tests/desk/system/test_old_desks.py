"""A desk of an earlier version opens with its records."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, MetaData, Table, insert, select, update

import desk
from desk import errors
from desk.lifecycle import audit, soundness
from desk.models import Notice, Reading, Taxpayer, User
from desk.system import crypto
from desk.system.crypto import Keyring
from desk.system.db import Database

_PLAIN = {int: 1, float: 0.0, str: "x", bytes: b"x", bool: False, object: {}, date: date(2026, 3, 2)}
_PLAIN[datetime] = datetime(2026, 3, 2, 12, tzinfo=UTC)


def at(url: str, revision: str) -> Database:
    """An empty database with the tables of an earlier version."""
    database, config = Database(url), Config()
    config.set_main_option("script_location", str(Path(desk.__file__).parent / "migrations"))
    with database.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    return database


def put(connection: Connection, table: Table, **values: object) -> None:
    """A row of an old table; what is not said gets any value that the column takes."""
    row = {one.name: values.get(one.name, _any(one)) for one in table.columns if one.name in values or not one.nullable}
    connection.execute(insert(table).values(row))


def _any(column) -> object:
    return _PLAIN[column.type.python_type]


def test_a_case_that_changed_hands_is_told_apart_by_signer(tmp_path):
    """Flagged for the primary, reopened, flagged for the spouse: the primary's part ended on the second flag's day."""
    database, known = at(f"sqlite:///{tmp_path}/desk.sqlite3", "0006"), MetaData()
    known.reflect(database.engine)
    tables = known.tables
    with database.engine.begin() as connection:
        for name in ("batch", "scan", "document"):
            put(connection, tables[name])
        put(connection, tables["delay"], role="spouse", state="letter_sent")
        story = [("primary", "open", 3), ("primary", "released", 5), ("primary", "open", 9), ("spouse", "open", 12)]
        for number, (role, state, day) in enumerate([*story, ("spouse", "letter_sent", 13)], 1):
            values = {"role": role, "state": state, "on": date(2026, 2, day)}
            put(connection, tables["delay_event"], id=number, document_id=1, **values)
    database.migrate()
    events = tables["delay_event"].columns
    with database.engine.connect() as connection:
        rows = select(events.role, events.state, events.on).where(events.id > len(story) + 1)
        assert connection.execute(rows).all() == [("primary", "released", date(2026, 2, 12))]
    database.close()


def test_the_trail_of_an_old_desk_verifies_and_goes_on(tmp_path):
    """Events from before account and host keep their marks; new ones follow in the same chain."""
    ring = Keyring.fresh(practice=True)
    crypto.use(ring)
    database, known = at(f"sqlite:///{tmp_path}/desk.sqlite3", "0005"), MetaData()
    known.reflect(database.engine)
    moment, start = datetime(2026, 3, 2, 12, tzinfo=UTC), b"\0" * 32
    covered = [1, moment.isoformat(), "sue", "thing.done", "thing", 7, {"count": 2}]
    mark = ring.audit_mac(json.dumps(covered, sort_keys=True, separators=(",", ":")).encode() + start)
    names = ("id", "at", "actor", "action", "subject", "subject_id", "details")
    values = dict(zip(names, covered, strict=True)) | {"at": moment, "previous": start, "hash": mark}
    with database.engine.begin() as connection:
        put(connection, known.tables["audit_event"], **values)
        put(connection, known.tables["audit_head"], id=1, event_id=1, hash=mark)
    database.migrate()
    with database.transaction() as session:
        audit.seal(session)  # as opening the desk does after an upgrade
        audit.record(session, "sue", "thing.done", "thing", 8)
    with database.reading() as session:
        assert audit.verify(session) == audit.Verdict(2, None, 2)
    database.close()


SEALED = {
    "taxpayer": {"tin": b"400001234"},
    "ip_pin": {"pin": b"123456"},
    "user": {"totp": b"ABC", "totp_step": 7, "locked_until": 1764500000.25},
    "notice": {"address": b'{"street":"1 Elm St"}', "ip_pin_id": 1, "taxpayer_id": 1},
    "reading": {"value": b"Smith", "alternatives": b"[]"},
    "sample": {"answers": b"[]"},
    "note": {"text": b"x"},
    "record_change": {"before": b"{}", "after": b"{}"},
    "address_change": {"old": b"{}", "new": b"{}", "evidence": b"a call", "decided_on": date(2026, 3, 2)},
    "visit": {"shown": ["passport"], "judgement": {"reasons": ["é"], "allowed": None}, "decided_at": _PLAIN[datetime]},
}


@pytest.fixture(params=["sqlite", "postgresql"])
def upgraded(request, tmp_path) -> Iterator[Database]:
    """A desk from before seals were bound to rows, with a row in every table, and its upgrade."""
    url = f"sqlite:///{tmp_path}/desk.sqlite3"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres")().replace("postgresql://", "postgresql+psycopg://")
        empty = Database(url)
        with empty.engine.begin() as connection:
            connection.exec_driver_sql("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        empty.close()
    ring = Keyring.fresh(practice=True)
    crypto.use(ring)
    database, known = at(url, "0019"), MetaData()
    known.reflect(database.engine)
    with database.engine.begin() as connection:
        for table in known.sorted_tables:
            if table.name not in ("alembic_version", "audit_event", "audit_head"):
                more = SEALED.get(table.name, {})
                hidden = {key: ring.seal(one, f"{table.name}.{key}") for key, one in more.items() if type(one) is bytes}
                put(connection, table, **more | hidden)
    database.migrate()
    yield database
    database.close()


def test_an_upgrade_binds_what_is_sealed_to_its_row_and_marks_the_rows(upgraded):
    """Every row of before is sound after it and opens, on both databases; copied into another row nothing opens."""
    with upgraded.reading() as session:
        assert list(soundness.verify(session)) == []
        assert session.get_one(Taxpayer, 1).tin == "400001234"
        assert session.get_one(Notice, 1).address == {"street": "1 Elm St"}
        assert session.get_one(Taxpayer, 1).sealed_tin != session.get_one(User, 1).sealed_totp
    with upgraded.engine.begin() as connection:
        connection.execute(update(Reading.__table__).values(id=2))
    with upgraded.reading() as session, pytest.raises(errors.KeyMissing):
        _ = session.get_one(Reading, 2).value

"""The desk checked against itself: each kind of damage is found, named, and repaired only where nothing is lost."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from desk.inspection import nights, rounds
from desk.inspection.finding import Depth, Finding
from desk.inspection.table import CHECKS
from desk.mailroom import batches
from desk.models import AuditEvent, Batch, Page
from desk.office.accounts import Actor
from desk.review import decisions
from desk.screens import mail as outgoing
from tests import factories as make
from tests import homes

MAILROOM = Actor("mo", "mailroom")


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """A desk that has issued an IP PIN, printed its letter, flagged a return, and closed a batch."""
    with homes.opened(tmp_path_factory.mktemp("office") / "home") as desk:
        make.taxpayer(desk)
        application = make.arrive(desk, make.an_application(), received=date(2025, 12, 29))
        make.prove(desk, application)
        decisions.decide(desk, application, "approve", Actor("carla", "clerk"))
        with desk.database.reading() as session:
            letters = [notice.id for notice in outgoing.ready(session)]
        make.print_letters(desk, letters, MAILROOM)
        make.arrive(desk, make.a_return())
        with desk.database.reading() as session:
            for page in session.scalars(select(Page)):
                desk.store.put(page.blob, b"an image")
            first = session.scalars(select(Batch.id).order_by(Batch.id)).first()
        with desk.database.transaction() as session:
            session.connection().exec_driver_sql("UPDATE scan SET page_count = 2")
        batches.close(desk, first, MAILROOM)
        yield desk


@pytest.fixture
def desk(office) -> Iterator:
    """The same desk for each test: what a test does to its database and its store is undone."""
    kept = {path: path.read_bytes() for path in (office.settings.root / "store").rglob("*") if path.is_file()}
    with closing(sqlite3.connect(":memory:")) as before:
        with closing(sqlite3.connect(office.settings.database_file)) as now:
            now.backup(before)
        yield office
        with closing(sqlite3.connect(office.settings.database_file)) as now:
            before.backup(now)
    for path in (office.settings.root / "store").rglob("*"):
        if path.is_file() and path not in kept:
            path.unlink()
    for path, data in kept.items():
        path.write_bytes(data)


def found(desk, depth: Depth = Depth.HAND) -> list[Finding]:
    """What the check finds."""
    return list(rounds.inspect(desk, depth))


def codes(desk) -> set[str]:
    """The kinds of findings."""
    return {finding.code for finding in found(desk)}


def write(desk, statement: str) -> None:
    """What somebody with a connection to the database does."""
    with closing(sqlite3.connect(desk.settings.database_file)) as connection, connection:
        connection.execute(statement)


def file_of(desk, kind: str) -> Path:
    """A stored file of a kind."""
    return next(path for path in sorted((desk.settings.root / "store" / kind).rglob("*")) if path.is_file())


def test_a_sound_desk_agrees_with_itself(desk):
    """No check finds anything, and none of them fails."""
    assert found(desk) == []


DAMAGE = [
    ("UPDATE ip_pin SET mac = zeroblob(32)", "pin.mark"),
    ("UPDATE ip_pin SET pin = zeroblob(40)", "pin.mark"),
    ("UPDATE ip_pin SET calendar_year = 2027", "pin.mark"),
    ("UPDATE taxpayer SET street = '1 Elsewhere Rd'", "row.changed"),
    ("UPDATE ip_pin SET status = 'revoked'", "ledger.status"),
    ("DELETE FROM ledger_entry", "ledger.missing"),
    ("UPDATE taxpayer SET tin_index = zeroblob(32)", "taxpayer.index"),
    ("UPDATE taxpayer SET tin_last4 = '9999'", "taxpayer.index"),
    ("UPDATE document SET state = 'exception' WHERE state = 'in_review'", "state.unexplained"),
    ("UPDATE document SET state = 'shredded' WHERE state = 'in_review'", "state.unknown"),
    ("DELETE FROM document_event WHERE id = (SELECT max(id) FROM document_event)", "state.unexplained"),
    ("DELETE FROM document_event WHERE id = 1", "audit.untold"),
    ("UPDATE notice SET state = 'mailed'", "state.unexplained"),
    ("UPDATE application SET state = 'open'", "state.unexplained"),
    ("UPDATE decision SET undone_at = at", "document.undecided"),
    ("UPDATE document SET state = 'in_review' WHERE id = 1", "document.decided_twice"),
    ("UPDATE document SET state = 'reading' WHERE id = 2", "document.unread"),
    ("UPDATE document SET scan_id = 2, ordinal = 2 WHERE id = 1", "scan.no_document"),
    ("UPDATE page SET document_id = NULL WHERE id = 1", "page.loose"),
    ("UPDATE page SET document_id = 2 WHERE id = 1", "page.loose"),
    ("DELETE FROM page WHERE id = 1", "scan.pages"),
    ("DELETE FROM page WHERE id = 1", "batch.changed"),
    ("DELETE FROM printing", "print_batch.changed"),
    ("DELETE FROM audit_event WHERE id = 3", "audit.broken"),
    ("UPDATE audit_event SET details = '{}' WHERE action = 'pin.issue'", "audit.broken"),
    ("UPDATE audit_head SET event_id = 2", "audit.end"),
    ("DELETE FROM batch WHERE id = 2", "database.dangling"),
    ("UPDATE scan SET state = 'reading', lease_until = 5 WHERE id = 1", "lease.stuck"),
    ("UPDATE scan SET state = 'reading', lease_until = 5e12 WHERE id = 1", "lease.stuck"),
    ("INSERT INTO claim VALUES (1, 'carla', 't', '2026-03-02 12:00', 5e12)", "lease.stuck"),
]


@pytest.mark.parametrize(("statement", "code"), DAMAGE)
def test_what_was_done_to_the_record_is_found(desk, statement, code):
    """Each damage is named, with what to do, and no check fails over it."""
    write(desk, statement)
    kinds = codes(desk)
    assert code in kinds and "check.failed" not in kinds
    assert all(finding.todo and "400001234" not in str(finding) for finding in found(desk))


@pytest.mark.parametrize("kind", ["scan", "page", "print"])
def test_a_stored_file_that_is_gone_is_found(desk, kind):
    """A scan, the image of a page, a print file."""
    file_of(desk, kind).unlink()
    assert [finding.code for finding in found(desk)] == ["blob.missing"]


@pytest.mark.parametrize("change", [b"", b"x", b"\1\2k1 too short", None], ids=["empty", "byte", "short", "bit"])
@pytest.mark.parametrize("kind", ["scan", "page", "print"])
def test_a_stored_file_that_was_changed_is_found(desk, kind, change):
    """Whatever it holds instead, down to a single bit."""
    path = file_of(desk, kind)
    data = path.read_bytes()
    path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]) if change is None else change)
    assert [finding.code for finding in found(desk)] == ["blob.damaged"]


def test_another_scan_in_the_place_of_one_is_found(desk):
    """Sealed under the right name, but not the file that was received."""
    key = file_of(desk, "scan").relative_to(desk.settings.root / "store").as_posix()
    desk.store.put(key, b"%PDF-1.7 another file")
    assert [finding.code for finding in found(desk)] == ["blob.damaged"]


def test_files_that_nobody_knows_are_found_once_they_are_old(desk):
    """Younger ones may belong to a row that is about to be written; a repair deletes no scan."""
    for key in ("scan/ab/abcd", "page/ab/abcd", "print/00000099"):
        desk.store.put(key, b"left behind")
    assert found(desk) == []
    for key in ("scan/ab/abcd", "page/ab/abcd", "print/00000099"):
        os.utime(desk.settings.root / "store" / key, (1, 1))
    findings = found(desk)
    assert [(finding.code, finding.subject) for finding in findings] == [
        ("blob.orphan", "page/ab/abcd"),
        ("blob.orphan", "print/00000099"),
        ("blob.orphan", "scan/ab/abcd"),
    ]
    assert [rounds.repair(desk, finding, "check") for finding in findings] == [True, True, False]
    assert [finding.subject for finding in found(desk)] == ["scan/ab/abcd"]


def test_a_repair_is_recorded_and_leaves_nothing_to_repair(desk):
    """A scan whose reader is gone is free again, and the audit trail tells of it."""
    write(desk, "UPDATE scan SET state = 'reading', lease_until = NULL WHERE id = 1")
    for finding in rounds.inspect(desk, Depth.START):
        assert rounds.repair(desk, finding, "check")
    assert not list(rounds.inspect(desk, Depth.START))
    with desk.database.reading() as session:
        event = session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert (event.action, event.actor, event.details) == (
        "desk.repaired",
        "check",
        {"code": "lease.stuck", "what": "scan 1"},
    )


def test_files_that_others_may_read_are_closed(desk):
    """The key file, the database, the home."""
    desk.settings.key_file.chmod(0o644)
    (finding,) = rounds.inspect(desk, Depth.START)
    assert (finding.code, finding.subject) == ("files.open", "the key file")
    rounds.repair(desk, finding, "check")
    assert desk.settings.key_file.stat().st_mode & 0o777 == 0o600


def test_a_check_that_cannot_be_made_is_a_finding_and_stops_no_other(desk):
    """Of a database without a table, the rest is checked all the same."""
    write(desk, "ALTER TABLE ledger_entry RENAME TO gone")
    write(desk, "UPDATE audit_head SET event_id = 2")
    kinds = codes(desk)
    assert {"check.failed", "audit.end"} <= kinds


def test_the_check_of_the_night_is_made_once_and_recorded(desk):
    """Its event tells how much of what was found; the next turn of the clock does not make it again."""
    write(desk, "UPDATE ip_pin SET mac = zeroblob(32)")
    assert [rounds.make_due(desk, "clock") for _ in range(2)] == [2, 0]
    with desk.database.reading() as session:
        assert nights.newest(session).details == {"findings": 2, "codes": {"pin.mark": 1, "row.changed": 1}}


def test_each_check_is_made_by_hand(desk):
    """Nothing is checked at night alone but the shares of what is checked whole by hand."""
    at_night = {name for name, entry in CHECKS.items() if entry.until < Depth.HAND}
    assert at_night == {"contents of some stored files", "sizes of accepted files"}

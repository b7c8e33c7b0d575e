"""The audit trail in the hands of somebody who may write whatever they like into the database."""

import shutil
import socket

import pytest
from click.testing import CliRunner
from sqlalchemy import insert, select

from cli.main import commands
from desk import errors
from desk.lifecycle import anchors, audit
from desk.models import AuditEvent, AuditHead
from desk.office import anchoring, forwarding
from desk.system import calendar, crypto
from tests import factories as make
from tests import homes
from tests.desk.system import test_old_desks

FORGED = "UPDATE audit_head SET event_id = {0}, hash = (SELECT hash FROM audit_event WHERE id = {0})"


@pytest.fixture
@homes.once
def paper(desk) -> int:
    """A return that came in, with its events on the trail."""
    return make.arrive(desk, make.a_return())


@pytest.fixture
def worked(desk, paper):
    """A desk with some events on its trail."""
    return desk


def write(desk, *statements: str) -> None:
    """What somebody with a connection to the database does."""
    with desk.database.engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def broken(desk) -> int | None:
    """Where the trail is found broken."""
    with desk.database.reading() as session:
        return audit.verify(session).broken_at


def test_events_cut_off_with_a_matching_end_are_found(worked):
    """The last events deleted, and the row that marks the end set to the event before them."""
    write(worked, "DELETE FROM audit_event WHERE id > 2", FORGED.format(2))
    assert broken(worked) == 3


def test_a_forged_end_stays_forged_whatever_is_written_after_it(worked):
    """The desk goes on working, and does not vouch for the end that it found."""
    write(worked, "DELETE FROM audit_event WHERE id > 2", FORGED.format(2))
    with worked.database.transaction() as session:
        audit.record(session, "sue", "thing.done", "thing", 1)
    assert broken(worked) == 4


@pytest.mark.parametrize(
    "statements",
    [
        ["DELETE FROM audit_event", "DELETE FROM audit_head"],
        ["DELETE FROM audit_head"],
        ["DELETE FROM audit_event", "UPDATE audit_head SET event_id = 0, hash = zeroblob(32)"],
        ["UPDATE audit_head SET mac = NULL"],
    ],
)
def test_a_trail_that_is_gone_is_found(worked, statements):
    """A desk that holds papers has a trail, and its end a seal."""
    write(worked, *statements)
    assert broken(worked) is not None


@pytest.mark.parametrize(
    "change",
    [
        "at = '2020-01-01 00:00:00.000000'",
        "actor = 'nobody'",
        "action = 'x.y'",
        "subject = 'pin'",
        "subject_id = 99",
        "details = '{}'",
        "account = 'somebody else'",
        "host = 'x'",
        "session = 'x'",
        "source = '10.0.0.9'",
        "previous = zeroblob(32)",
        "hash = zeroblob(32)",
        "id = 99",
    ],
)
def test_a_change_in_any_column_is_found(worked, change):
    """Of an event in the middle of the trail."""
    write(worked, f"UPDATE audit_event SET {change} WHERE id = 2")
    assert broken(worked) in (2, 3)  # 3 where the second is gone


def test_events_in_another_order_and_added_ones_are_found(worked):
    """Two that changed places; a copy of one at the end."""
    swap = ("UPDATE audit_event SET id = {} WHERE id = {}".format(*pair) for pair in ((99, 2), (2, 3), (3, 99)))
    write(worked, *swap)
    assert broken(worked) == 2
    swap = ("UPDATE audit_event SET id = {} WHERE id = {}".format(*pair) for pair in ((99, 2), (2, 3), (3, 99)))
    write(worked, *swap)
    assert broken(worked) is None
    with worked.database.reading() as session:
        last = session.get_one(AuditHead, 1).event_id
    columns = "at, actor, action, subject, subject_id, details, account, host, previous, hash"
    write(worked, f"INSERT INTO audit_event (id, {columns}) SELECT {last + 1}, {columns} FROM audit_event WHERE id = 2")
    assert broken(worked) == last + 1


def test_an_older_copy_of_the_database_is_found_by_an_anchor(worked, tmp_path):
    """It is whole in itself; the anchor of the day after shows that the trail once went on."""
    home, copy = worked.settings.root, tmp_path / "copy.sqlite3"
    worked.database.close()
    shutil.copy(home / "desk.sqlite3", copy)
    make.arrive(worked, make.a_return())
    assert anchoring.write(worked)
    worked.database.close()
    for file in home.glob("desk.sqlite3*"):
        file.unlink()
    shutil.copy(copy, home / "desk.sqlite3")
    assert broken(worked) is None
    with worked.database.reading() as session, pytest.raises(errors.AuditBroken, match="older copy"):
        anchoring.verify(worked, session)


def test_an_anchor_goes_to_every_place_once_a_day_and_is_checked(worked, tmp_path):
    """The store has it, the folder has it, and the command checks the trail against both and against others."""
    assert anchoring.write(worked)
    kept = anchoring.folder(worked.settings) / "2026-03-02.txt"
    line = kept.read_text()
    assert worked.store.get("anchor/2026-03-02.txt").decode() == line.strip()
    make.arrive(worked, make.a_return())
    assert anchoring.write(worked) and kept.read_text() == line
    (tmp_path / "elsewhere.txt").write_text(line)
    worked.close()
    told = CliRunner().invoke(
        commands, ["audit", "verify", "--anchor", str(tmp_path / "elsewhere.txt")],
        env={"IPPIN_HOME": str(worked.settings.root)},
    )  # fmt: skip
    assert "all in place; they fit 2 anchors" in told.output


def test_an_anchor_that_was_changed_or_is_another_desks_is_refused(worked, tmp_path):
    """Nobody can make one without the desk's key."""
    with worked.database.reading() as session:
        anchor = anchors.make(session, calendar.today())
    line = anchor.line()
    assert anchors.read(line) == anchor
    for bad in (line.replace("event ", "event 1"), line.replace("2026-03-02", "2026-03-03"), "no anchor", ""):
        with pytest.raises(errors.InvalidInput):
            anchors.read(bad)
    worked.close()
    with homes.opened(tmp_path / "other"), pytest.raises(errors.InvalidInput, match="not made by this desk"):
        anchors.read(line)


def test_an_end_without_a_seal_is_sealed_by_an_upgrade_alone(tmp_path):
    """A desk from before the seal opens with a whole trail; a seal taken away later is missed."""
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    crypto.use(crypto.load_or_create(home / "keys" / "keyring.json", practice=True))
    old = test_old_desks.at(f"sqlite:///{home}/desk.sqlite3", "0010")
    event = AuditEvent(
        id=1, at=calendar.now(), actor="sue", action="thing.done", subject="thing", subject_id=1, details={},
        account="desk", host="here", previous=bytes(32),
    )  # fmt: skip
    event.hash = crypto.ring().audit_mac(audit._content(event))
    later = {"session", "source"}
    values = {c.name: getattr(event, c.name) for c in event.__table__.columns if c.name not in later}
    with old.engine.begin() as connection:
        connection.execute(insert(AuditEvent).values(values))
        connection.exec_driver_sql("INSERT INTO audit_head (id, event_id, hash) SELECT 1, 1, hash FROM audit_event")
    old.close()
    with homes.opened(home) as upgraded:
        assert broken(upgraded) is None
        write(upgraded, "UPDATE audit_head SET mac = NULL")
    with homes.opened(home) as again:
        assert broken(again) is not None


def test_every_event_goes_to_the_system_log_in_order_and_once(worked, tmp_path, opened):
    """Whoever takes over the machine later cannot take back what has left it; nothing is sent a second time."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as log:
        log.bind(("127.0.0.1", 0))
        log.settimeout(10)
        sent = opened(syslog=f"127.0.0.1:{log.getsockname()[1]}")
        number = forwarding.forward(sent)
        lines = [log.recv(4096).decode() for _ in range(number)]
        assert forwarding.forward(sent) == 0
        with sent.database.reading() as session:
            events = list(session.scalars(select(AuditEvent).order_by(AuditEvent.id)))
        assert number == len(events)
        for line, event in zip(lines, events, strict=True):
            assert f"ippin event {event.id} " in line and event.hash.hex() in line
        make.arrive(sent, make.a_return())
        assert forwarding.forward(sent) > 0

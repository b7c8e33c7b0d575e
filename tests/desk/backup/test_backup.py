"""Backups of a working desk: one state of the record, every stored file, restored and checked, or refused."""

import threading
from pathlib import Path

import pytest
from sqlalchemy import func, select

from desk import errors
from desk.backup import making, restoring
from desk.backup.shelf import Shelf
from desk.inspection import rounds
from desk.mailroom import receive
from desk.models import AuditEvent, Page, Scan
from desk.system import calendar, config
from tests import factories as make

PDF = b"%%PDF-1.4\n%d\n%%%%EOF\n"


@pytest.fixture
def desk(desk):
    """A desk with a paper that was read and its pages' images, on SQLite."""
    make.taxpayer(desk)
    make.arrive(desk, make.a_return())
    with desk.database.reading() as session:
        for key in session.scalars(select(Page.blob)):
            desk.store.put(key, b"an image")
    return desk


def receive_one(desk, number: int) -> None:
    """Take in a small file."""
    receive.receive(desk, PDF % number, f"{number}.pdf", batch=f"b{number}", actor="mo", received=calendar.today())


def restored(desk, tmp_path: Path, name: str = "new", snapshot: str | None = None, **settings: object):
    """The desk of the backup, in a home of its own with the same key file; the old one is closed."""
    desk.close()
    wanted = config.load(home=tmp_path / name, keys=desk.settings.key_file, **settings)
    return restoring.restore(wanted, tmp_path / "backup", snapshot, "backup")


def scans(desk) -> dict[str, str]:
    """The scans on record: file name and digest."""
    with desk.database.reading() as session:
        return dict(session.execute(select(Scan.file_name, Scan.sha256)).all())


def test_what_is_restored_is_the_desk_and_agrees_with_itself(desk, tmp_path):
    """Record, stored files, and settings come back; the check of the new desk finds what it found on the old one."""
    receive_one(desk, 1)
    (desk.settings.root / "rules.toml").write_text("")
    making.make(desk, tmp_path / "backup", "backup")
    before, kept = scans(desk), {one.key: desk.store.get(one.key) for one in desk.store.listed()}
    codes = {finding.code for finding in rounds.inspect(desk)}
    with restored(desk, tmp_path) as again:
        assert scans(again) == before
        assert {one.key: again.store.get(one.key) for one in again.store.listed()} == kept
        assert {finding.code for finding in rounds.inspect(again)} == codes
        assert (again.settings.root / "rules.toml").exists()


def test_a_snapshot_adds_only_what_is_new(desk, tmp_path):
    """The second one copies the one new file; both are complete."""
    receive_one(desk, 1)
    making.make(desk, tmp_path / "backup", "backup")
    receive_one(desk, 2)
    assert making.make(desk, tmp_path / "backup", "backup").new == 1
    first, second = Shelf(tmp_path / "backup").names()
    with restored(desk, tmp_path, "first", first) as earlier:
        assert "2.pdf" not in scans(earlier)
    with restored(desk, tmp_path, "second", second) as later:
        assert "2.pdf" in scans(later)


def test_a_backup_is_one_state_while_others_write(desk, tmp_path):
    """Every scan in the copy has its file and its event, although paper comes in all the time."""
    stop, enough = threading.Event(), threading.Event()

    def take_in() -> None:
        number = 0
        while not stop.is_set():
            receive_one(desk, number := number + 1)
            if number == 5:
                enough.set()

    writer = threading.Thread(target=take_in)
    writer.start()
    try:
        assert enough.wait(60)
        assert making.make(desk, tmp_path / "backup", "backup").missing == []
    finally:
        stop.set()
        writer.join()
    with restored(desk, tmp_path) as again, again.database.reading() as session:
        received = select(func.count()).where(AuditEvent.action == "scan.received")
        assert session.scalar(received) == len(scans(again)) >= 5
        assert all(again.store.exists(key) for key in session.scalars(select(Scan.blob)))


def test_old_snapshots_go_and_leave_what_others_need(desk, tmp_path):
    """`--keep 1` leaves a complete newest snapshot."""
    for number in (1, 2, 3):
        receive_one(desk, number)
        making.make(desk, tmp_path / "backup", "backup", keep=1)
    assert len(Shelf(tmp_path / "backup").names()) == 1
    with restored(desk, tmp_path) as again:
        assert {"1.pdf", "2.pdf", "3.pdf"} <= scans(again).keys()


def test_a_lost_file_is_named_and_the_rest_is_backed_up(desk, tmp_path):
    """The row is told; nothing else is left out."""
    receive_one(desk, 1)
    with desk.database.reading() as session:
        number, key = session.execute(select(Scan.id, Scan.blob).order_by(Scan.id.desc())).first()
    desk.store.delete(key)
    assert making.make(desk, tmp_path / "backup", "backup").missing == [f"scan {number}"]


@pytest.mark.parametrize("part", ["manifest", "database", "home", "object"])
def test_a_damaged_backup_is_refused(desk, tmp_path, part):
    """A changed byte is found, whichever file it is in; no desk is made of it."""
    receive_one(desk, 1)
    making.make(desk, tmp_path / "backup", "backup")
    places = (tmp_path / "backup").rglob("*" if part == "object" else part)
    file = next(path for path in places if path.is_file() and (part != "object" or "objects" in path.parts))
    data = bytearray(file.read_bytes())
    data[-20] ^= 1
    file.write_bytes(data)
    with pytest.raises(errors.BackupDamaged):
        restored(desk, tmp_path)


def test_nothing_of_the_record_lies_open_in_a_backup(desk, tmp_path):
    """Neither the taxpayer's name nor a file's content is found in any of its files, and only the owner reads them."""
    receive_one(desk, 1)
    making.make(desk, tmp_path / "backup", "backup")
    files = [path for path in (tmp_path / "backup").rglob("*") if path.is_file() and path.name != ".lock"]
    assert files
    assert not any(word in path.read_bytes() for path in files for word in (b"%PDF", b"carla", b"SQLite format"))
    assert {path.stat().st_mode & 0o077 for path in files} == {0}


def test_a_home_with_records_is_not_written_over(desk, tmp_path):
    """The desk that was backed up, and any other with records."""
    making.make(desk, tmp_path / "backup", "backup")
    with pytest.raises(errors.WrongState, match="has records"):
        restoring.restore(desk.settings, tmp_path / "backup", None, "backup")


def test_without_the_key_file_nothing_is_restored(desk, tmp_path):
    """No backup holds it; no new one is made in its place."""
    making.make(desk, tmp_path / "backup", "backup")
    wanted = config.load(home=tmp_path / "new", keys=tmp_path / "lost.json")
    with pytest.raises(errors.KeyMissing, match="no backup holds the keys"):
        restoring.restore(wanted, tmp_path / "backup", None, "backup")
    assert not (tmp_path / "lost.json").exists()


def test_a_backup_that_was_cut_off_is_none(desk, tmp_path):
    """What it left is no snapshot, and the next backup removes it."""
    part = tmp_path / "backup" / "snapshots" / ".20260302T000000.000000Z.part"
    part.mkdir(parents=True)
    (part / "database").write_bytes(b"half")
    assert Shelf(tmp_path / "backup").names() == []
    making.make(desk, tmp_path / "backup", "backup")
    assert not part.exists()


def test_postgres_is_copied_in_one_state_and_counts_on(opened, postgres, tmp_path):
    """Rows come back with their numbers; the next row gets the number after them."""
    desk = opened(DATABASE_URL=postgres())
    receive_one(desk, 1)
    making.make(desk, tmp_path / "backup", "backup")
    before = scans(desk)
    with restored(desk, tmp_path, DATABASE_URL=postgres(tables=False)) as again:
        assert scans(again) == before
        receive_one(again, 2)
        with again.database.reading() as session:
            assert session.scalars(select(Scan.id).order_by(Scan.id)).all() == [1, 2]

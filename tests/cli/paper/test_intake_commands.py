"""`ippin intake`: what is taken in, what is refused at the door, and waiting without a desk."""

import os
from dataclasses import replace

import pytest
from sqlalchemy import select

from cli import main
from cli.paper import intake
from desk import errors
from desk.mailroom import receive
from desk.models import Batch, Scan
from desk.office import opening
from desk.reading import lease, writing
from workers import burst

BAD = b"%PDF-1.4 nothing"


@pytest.fixture
def home(tmp_path, monkeypatch):
    """An empty home of one's own."""
    monkeypatch.setitem(os.environ, "IPPIN_HOME", str(tmp_path / "home"))
    return tmp_path


def call(*arguments) -> int:
    """Run a command; its exit status."""
    with pytest.raises(SystemExit) as left:
        main.main(["intake", *(str(argument) for argument in arguments)])
    return left.value.code or 0


def scans(*columns) -> list:
    """These columns of every scan, in order."""
    with opening.open_office() as desk, desk.database.reading() as session:
        found = session.execute(select(*columns).join(Batch, Batch.id == Scan.batch_id).order_by(Scan.id)).all()
    return [tuple(row) for row in found]


def test_a_folder_is_taken_in_and_what_is_no_file_is_refused(home, capsys):
    """Exit code 1 says that something was refused; the rest is on record, under names without control characters."""
    folder = home / "monday"
    folder.mkdir()
    (folder / "a b\nü.pdf").write_bytes(BAD)
    (folder / "empty.pdf").write_bytes(b"")
    (folder / ".hidden").write_bytes(BAD)
    os.mkfifo(home / "pipe.pdf")
    assert call(folder, home / "pipe.pdf", "--batch", " monday \n 1 ") == 1
    assert scans(Scan.file_name, Batch.name) == [("a b_ü.pdf", "monday 1"), ("empty.pdf", "monday 1")]
    assert "pipe.pdf: not taken in" in capsys.readouterr().err


@pytest.mark.parametrize(
    "wrong",
    [
        ("--received", "2026-03-03"),
        ("--received", "2026-03-01", "--postmark", "2026-03-02"),
        ("--batch", ""),
        ("--batch", "x" * 61),
    ],
)
def test_impossible_orders_are_refused_before_any_file(home, capsys, wrong):
    """One sentence, not one a file."""
    for name in ("a.pdf", "b.pdf"):
        (home / name).write_bytes(BAD + name.encode())
    assert call(home / "a.pdf", home / "b.pdf", *wrong) == 1
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert scans(Scan.id) == []


def test_a_file_too_large_is_on_record_as_refused(home, monkeypatch, capsys):
    """It is not read to its end, and its batch knows of it."""
    monkeypatch.setenv("IPPIN_MAX_FILE_BYTES", "100")
    (home / "large.pdf").write_bytes(BAD * 100)
    assert call(home / "large.pdf") == 1
    assert "larger than" in capsys.readouterr().err


def test_waiting_without_a_desk_reads_by_itself(home):
    """Each file ends read or with its reason."""
    (home / "bad.pdf").write_bytes(BAD)
    assert call(home / "bad.pdf", "--wait") == 0
    assert scans(Scan.state, Scan.error_code) == [("exception", "damaged")]


def test_waiting_for_another_reader_takes_no_work(desk, monkeypatch):
    """What somebody else is reading is looked after now and then, and taken only when that reader is given up."""
    scan = receive.receive(desk, BAD, "a.pdf", batch="b", actor="mo").scan_id
    patient = replace(desk, settings=desk.settings.model_copy(update={"lease_seconds": 0.8}))
    lease.take(patient, scan)
    rounds = []

    def work(office, *_):
        rounds.append(scan)
        writing.fail(office, scan, lease.take(office, scan), "damaged", "It is damaged.")

    monkeypatch.setattr(burst, "work_through", work)
    intake.see_through(patient, [scan])
    assert rounds == [scan]


def test_waiting_ends_when_nothing_can_be_read(desk, monkeypatch):
    """A full disk keeps nobody waiting for ever; the file is kept and waits."""
    scan = receive.receive(desk, BAD, "a.pdf", batch="b", actor="mo").scan_id
    hasty = replace(desk, settings=desk.settings.model_copy(update={"lease_seconds": 0.1}))
    monkeypatch.setattr(burst, "work_through", lambda *_: lease.put_back(hasty, scan, lease.take(hasty, scan)))
    with pytest.raises(errors.WrongState, match="kept"):
        intake.see_through(hasty, [scan])
    with desk.database.reading() as session:
        assert (session.get(Scan, scan).state, session.get(Scan, scan).attempts) == ("reading", 0)

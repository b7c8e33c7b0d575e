"""The watched folder: finished files are taken in and moved, everything else is left alone, nothing is lost."""

import os
from datetime import date

import pytest
from sqlalchemy import func, select

from desk import errors
from desk.mailroom import batches
from desk.models import Batch, Refusal, Scan
from desk.system import calendar
from intake.watching import filing, watch

PDF = b"%PDF-1.7 "


@pytest.fixture
def folder(tmp_path):
    """An empty folder to watch."""
    path = tmp_path / "inbox"
    path.mkdir()
    return path


def watching(desk, folder, **orders) -> watch.Watch:
    """A watcher for which a file is finished at the second look."""
    times = {"settled": 0, "patience": 0} | orders
    return watch.Watch(desk, watch.Orders(folder, **times))


def look(desk, folder, **orders) -> list[watch.Taken]:
    """Two looks."""
    made = watching(desk, folder, **orders)
    return [*made.look(), *made.look()]


def names(path) -> list[str]:
    """What lies in a folder."""
    return sorted(one.name for one in path.iterdir()) if path.exists() else []


def count(desk, model) -> int:
    """Rows of a table."""
    with desk.database.reading() as session:
        return session.scalar(select(func.count()).select_from(model))


def test_a_finished_scan_is_taken_in_and_moved_with_its_note(desk, folder):
    """It lies in accepted/ afterward, with a note that names its scan."""
    (folder / "a.pdf").write_bytes(PDF)
    (one,) = look(desk, folder)
    assert one.scan_id == 1
    assert names(folder / "accepted") == ["a.pdf", "a.pdf.txt"]
    assert (folder / "accepted" / "a.pdf").read_bytes() == PDF
    assert "scan 1" in (folder / "accepted" / "a.pdf.txt").read_text()
    assert not (folder / "a.pdf").exists()


def test_a_file_that_still_grows_waits(desk, folder):
    """Size and time must stay the same for the whole delay."""
    path, made = folder / "a.pdf", watching(desk, folder, settled=0.05)
    path.write_bytes(PDF)
    for size in range(3):
        assert list(made.look()) == []
        path.write_bytes(PDF * (size + 2))
    assert list(made.look()) == []
    since = made.seen[path]
    made.seen[path] = since[0], since[1] - 1
    assert [one.scan_id for one in made.look()] == [1]


def test_links_folders_hidden_and_unfinished_files_stay(desk, folder, tmp_path):
    """Only regular files with finished names are the watcher's business."""
    (tmp_path / "secret.pdf").write_bytes(PDF + b"secret")
    (folder / "link.pdf").symlink_to(tmp_path / "secret.pdf")
    (folder / "sub").mkdir()
    os.mkfifo(folder / "pipe.pdf")
    for name in (".hidden.pdf", "a.pdf.part", "b.tmp", "~$c.pdf", "d.pdf.crdownload", "e.pdf~"):
        (folder / name).write_bytes(PDF)
    before = names(folder)
    assert look(desk, folder) == []
    assert (names(folder), count(desk, Scan)) == (before, 0)


@pytest.mark.parametrize(("data", "word"), [(b"", "empty"), (b"PK\x03\x04", "PDF, TIFF"), (PDF * 9000, "larger")])
def test_what_is_refused_lies_in_rejected_with_its_reason(opened, folder, data, word):
    """The reason stands beside the file and in the batch, and the next file is taken all the same."""
    desk = opened(max_file_bytes=60_000)
    (folder / "a.pdf").write_bytes(data)
    os.utime(folder / "a.pdf", (1, 1))
    (folder / "b.pdf").write_bytes(PDF)
    assert [one.scan_id for one in look(desk, folder)] == [None, 1]
    assert (folder / "rejected" / "a.pdf").read_bytes() == data
    assert word in (folder / "rejected" / "a.pdf.txt").read_text()
    with desk.database.reading() as session:
        assert word in session.scalar(select(Refusal.reason))


def test_the_same_bytes_are_accepted_as_the_scan_that_they_are(desk, folder):
    """A second delivery is moved too and says which scan it is."""
    (folder / "a.pdf").write_bytes(PDF)
    (folder / "b.pdf").write_bytes(PDF)
    assert [one.says for one in look(desk, folder)][1] == "Same as scan 1: not stored again."
    assert count(desk, Scan) == 1
    assert names(folder / "accepted") == ["a.pdf", "a.pdf.txt", "b.pdf", "b.pdf.txt"]


def test_a_name_that_is_there_already_gets_a_number(desk, folder):
    """Nothing in accepted/ is written over, neither a file nor somebody else's note."""
    accepted = folder / "accepted"
    accepted.mkdir()
    (accepted / "a.pdf").write_bytes(b"before")
    (accepted / "a-2.pdf.txt").write_text("mine")
    (folder / "a.pdf").write_bytes(PDF)
    look(desk, folder)
    assert (accepted / "a.pdf").read_bytes() == b"before"
    assert (accepted / "a-2.pdf.txt").read_text() == "mine"
    assert (accepted / "a-3.pdf").read_bytes() == PDF


def test_a_file_that_makes_trouble_is_left_for_later_and_stops_nobody(desk, folder, monkeypatch):
    """An error with one file is no reason to leave the others; it is tried again after a pause."""
    take = watch.receive.receive

    def receive(office, data, name, **more):
        if name == "a.pdf":
            raise OSError("the disk is full")
        return take(office, data, name, **more)

    monkeypatch.setattr(watch.receive, "receive", receive)
    (folder / "a.pdf").write_bytes(PDF + b"a")
    (folder / "b.pdf").write_bytes(PDF + b"b")
    made = watching(desk, folder)
    assert [one.name for _ in range(2) for one in made.look()] == ["b.pdf"]
    assert names(folder) == ["a.pdf", "accepted"]
    monkeypatch.setattr(watch.receive, "receive", take)
    assert list(made.look()) == []
    made.later.clear()
    assert [one.name for one in made.look()] == ["a.pdf"]


def test_a_newer_file_of_the_same_name_is_not_moved_unread(desk, folder, monkeypatch):
    """Written over while it was taken in, the newer content waits for the next look and becomes its own scan."""
    take, path = watch.receive.receive, folder / "a.pdf"
    path.write_bytes(PDF)

    def receive(*these, **more):
        receipt = take(*these, **more)
        path.write_bytes(PDF + b"newer")
        return receipt

    monkeypatch.setattr(watch.receive, "receive", receive)
    assert look(desk, folder) == []
    monkeypatch.setattr(watch.receive, "receive", take)
    assert path.read_bytes() == PDF + b"newer"
    assert [one.scan_id for one in look(desk, folder)] == [2]
    assert (folder / "accepted" / "a.pdf").read_bytes() == PDF + b"newer"


def test_scans_go_into_the_days_batch_or_the_one_named(desk, folder):
    """An open batch gives its received date; a closed one is followed by the next of its name."""
    day = date(2026, 2, 27)
    batch = batches.start(desk, "friday", day, "mo")
    (folder / "a.pdf").write_bytes(PDF)
    look(desk, folder, batch="friday", site="annex")
    with desk.database.transaction() as session:
        scan = session.get(Scan, 1)
        assert (scan.batch_id, scan.received_date) == (batch.id, day)
        session.get(Batch, batch.id).closed_at = calendar.now()
    (folder / "b.pdf").write_bytes(PDF + b"b")
    look(desk, folder, batch="friday", site="annex")
    (folder / "c.pdf").write_bytes(PDF + b"c")
    look(desk, folder)
    with desk.database.reading() as session:
        rows = session.execute(select(Batch.name, Batch.site, Batch.received_date).order_by(Batch.id)).all()
    assert [tuple(row) for row in rows[1:]] == [
        ("friday (2)", "annex", calendar.today()),
        ("watched 2026-03-02", "main", calendar.today()),
    ]


def test_one_folder_has_one_watcher(desk, folder):
    """The second is told."""
    with watch.alone(desk, folder), pytest.raises(errors.WrongState), watch.alone(desk, folder):
        pass


def test_a_folder_that_is_not_there_is_said(desk, tmp_path):
    """Before anything is watched."""
    with pytest.raises(errors.InvalidInput):
        watching(desk, tmp_path / "nowhere")


def test_names_that_are_no_text_are_taken_too(desk, folder):
    """A name in another encoding is a name."""
    path = os.fsencode(folder) + b"/b\xffd\n.pdf"
    with open(path, "wb") as file:
        file.write(PDF)
    assert [one.name for one in look(desk, folder)] == ["b_d_.pdf"]
    assert os.path.exists(os.fsencode(folder) + b"/accepted/b\xffd\n.pdf")


def test_a_note_left_behind_is_taken_over(tmp_path):
    """The note of a move that was cut off does not push the file to another name."""
    for at in ("first", "again"):
        (tmp_path / "a.pdf").write_bytes(PDF)
        if at == "first":
            (tmp_path / "to").mkdir()
            (tmp_path / "to" / "a.pdf.txt").write_text("IP PIN Paper Desk: a.pdf\nTaken in as sc")
            assert filing.move(tmp_path / "a.pdf", tmp_path / "to", "done").name == "a.pdf"
            assert (tmp_path / "to" / "a.pdf.txt").read_text().endswith("\ndone\n")
        else:
            assert filing.move(tmp_path / "a.pdf", tmp_path / "to", "done").name == "a-2.pdf"

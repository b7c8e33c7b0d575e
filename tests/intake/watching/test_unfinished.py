"""Files that are still being written: waited for where the system tells, and taken in whole where it did not."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from desk import errors
from desk.inspection import rounds
from desk.inspection.finding import Depth
from desk.models import AuditEvent, Document, Scan
from intake.watching import filing, watch, whole, writers
from samples import catalog
from tests import factories as make
from tests import homes
from tests.intake.watching.test_watch import PDF, look, names, watching

TIFF = (catalog.FOLDER / "08-not-required.tif").read_bytes()
ENDED = PDF + b"\n%%EOF\n"


@pytest.fixture
def folder(tmp_path) -> Path:
    """An empty folder to watch."""
    path = tmp_path / "inbox"
    path.mkdir()
    return path


def scans(desk) -> list[int]:
    """The sizes of the scans on record, oldest first."""
    with desk.database.reading() as session:
        return list(session.scalars(select(Scan.size).order_by(Scan.id)))


def test_a_file_that_a_program_has_open_is_left_until_it_is_closed(desk, folder):
    """A scanner may pause for as long as it likes between two pages."""
    made = watching(desk, folder)
    with (folder / "a.tif").open("wb", buffering=0) as scanner:
        scanner.write(TIFF)
        assert [*made.look(), *made.look(), *made.look()] == []
        scanner.write(b"more pages")
        assert [*made.look(), *made.look()] == []
    assert [one.scan_id for one in (*made.look(), *made.look())] == [1]
    assert scans(desk) == [len(TIFF) + 10]


def test_a_program_that_only_reads_a_file_holds_nobody_up(desk, folder):
    """A virus scanner or a viewer has it open."""
    (folder / "a.pdf").write_bytes(PDF)
    with (folder / "a.pdf").open("rb"):
        assert [one.scan_id for one in look(desk, folder)] == [1]


def test_proc_tells_who_writes_where_there_are_no_leases(tmp_path):
    """On file systems without leases, and for files of other owners."""
    path = tmp_path / "a.pdf"
    with path.open("wb"):
        assert writers.is_in_proc(path.stat())
    with path.open("rb"):
        assert not writers.is_in_proc(path.stat())


@pytest.mark.parametrize("data", [TIFF, ENDED, b"\x89PNG\r\n\x1a\n....IEND\xaeB`\x82", b"\xff\xd8\xff....\xff\xd9"])
def test_a_file_that_ends_too_early_is_not_whole(data):
    """Wherever it was cut; a whole one is."""
    assert whole.is_whole(data)
    cuts = [len(data) * part // 10 for part in range(1, 10)]
    assert not any(whole.is_whole(data[:cut]) for cut in cuts if cut > 8)


def test_a_file_that_ends_too_early_is_waited_for(desk, folder):
    """The connection broke; the scanner sends the rest."""
    made = watching(desk, folder, patience=300)
    (folder / "a.tif").write_bytes(TIFF[:-1000])
    assert [*made.look(), *made.look(), *made.look()] == []
    (folder / "a.tif").write_bytes(TIFF)
    assert [one.scan_id for one in (*made.look(), *made.look())] == [1]
    assert scans(desk) == [len(TIFF)]


def test_a_file_that_is_never_completed_is_taken_as_it_is(desk, folder):
    """Whether it can be read is for the reader to say."""
    (folder / "a.tif").write_bytes(TIFF[:-1000])
    os.utime(folder / "a.tif", (1, 1))
    assert [one.scan_id for one in look(desk, folder, patience=300)] == [1]


@pytest.fixture
def grown(desk, folder) -> Iterator[tuple[watch.Watch, Path]]:
    """A file that was taken in and read, and to which a writer that nobody saw has added pages since."""
    (folder / "a.pdf").write_bytes(ENDED)
    made = watching(desk, folder)
    assert [one.scan_id for one in (*made.look(), *made.look())] == [1]
    path = folder / "accepted" / "a.pdf"
    path.write_bytes(ENDED + ENDED)
    yield made, path


def test_what_grew_after_it_was_moved_is_taken_in_whole(desk, grown):
    """The new scan waits for the first to be read, and stands for its paper; nothing of it counts twice."""
    made, path = grown
    assert [*made.look(), *made.look()] == []
    make.read_scan(desk, 1, make.a_return())
    made.moved.known[path] = made.moved.known[path]._replace(again=0)
    (one,) = [*made.look(), *made.look()]
    assert one.scan_id == 2 and "in whole as scan 2" in (path.parent / "a.pdf.txt").read_text()
    assert [*made.look(), *made.look()] == []
    make.read_scan(desk, 2, make.a_return())
    with desk.database.reading() as session:
        first = session.get_one(Document, 1)
        assert (first.state, first.replaced_by_id) == ("closed", 2)
        events = session.scalars(select(AuditEvent.details).where(AuditEvent.action == "scan.grown")).all()
    assert events == [{"scan": 2}] and scans(desk) == [len(ENDED), 2 * len(ENDED)]


def test_a_later_watcher_knows_what_grew(desk, folder, grown):
    """The desk was stopped meanwhile."""
    make.read_scan(desk, 1, make.a_return())
    assert [one.scan_id for one in look(desk, folder)] == [2]


def test_the_check_finds_what_grew_and_takes_it_in(desk, folder, grown):
    """Also a file that was written over with as many bytes; a repair loses nothing."""
    _, path = grown
    path.write_bytes(b"%PDF-1.8" + ENDED[8:])
    make.read_scan(desk, 1, make.a_return())
    with watch.alone(desk, folder):
        pass
    (finding,) = [one for one in rounds.inspect(desk, Depth.HAND) if one.code.startswith("watch.")]
    assert (finding.code, finding.subject) == ("watch.grown", "scan 1")
    assert rounds.repair(desk, finding, "check")
    assert not [one for one in rounds.inspect(desk, Depth.HAND) if one.code.startswith("watch.")]


@pytest.mark.parametrize("size", [251, 252, 255])
def test_names_as_long_as_the_system_allows_are_filed_with_their_notes(desk, folder, size):
    """Also the second file of such a name, whose number must fit; names of notes are cut, not those of files."""
    name = "é" * 20 + "a" * (size - 44) + ".pdf"
    for data in (PDF, PDF + b"second"):
        (folder / name).write_bytes(data)
        look(desk, folder)
    filed = [one for one in names(folder / "accepted") if one.endswith(".pdf")]
    notes = [one for one in names(folder / "accepted") if one.endswith(".txt")]
    assert name in filed and len(filed) == len(notes) == 2
    assert scans(desk) == [len(PDF), len(PDF) + 6]


def test_subfolders_by_the_day_are_watched(desk, folder):
    """Their files are filed under the same subfolder; empty subfolders and filed papers stay where they are."""
    for day in ("2026-03-01", "2026-03-02"):
        (folder / day / "tray 1").mkdir(parents=True)
        (folder / day / "tray 1" / "a.pdf").write_bytes(PDF + day.encode())
    assert [one.scan_id for one in look(desk, folder)] == [1, 2]
    assert names(folder / "accepted" / "2026-03-02" / "tray 1") == ["a.pdf", "a.pdf.txt"]
    assert look(desk, folder) == []


def test_a_folder_has_one_watcher_whatever_home_it_has(desk, folder, tmp_path):
    """Two desks on two machines share a network folder: each paper would be on one of them by chance."""
    other = tmp_path / "other"
    (tmp_path / "link").symlink_to(folder)
    with watch.alone(desk, folder):
        (other / "run").mkdir(parents=True)
        elsewhere = homes.config.load(home=other)
        twin = type("Twin", (), {"settings": elsewhere})()
        with pytest.raises(errors.WrongState), watch.alone(twin, folder):
            pass
        with pytest.raises(errors.WrongState), watch.alone(desk, tmp_path / "link"):
            pass


def test_a_file_that_somebody_else_moved_leaves_no_note(tmp_path):
    """Of two watchers one is faster; the other's note goes."""
    with pytest.raises(FileNotFoundError):
        filing.move(tmp_path / "gone.pdf", tmp_path / "accepted", "Taken in as scan 1.")
    assert names(tmp_path / "accepted") == []


@pytest.fixture
def elsewhere(tmp_path) -> Iterator[Path]:
    """A folder on another file system."""
    places = (place for place in ("/dev/shm", "/var/tmp", "/tmp") if os.stat(place).st_dev != tmp_path.stat().st_dev)
    with tempfile.TemporaryDirectory(dir=next(places)) as path:
        yield Path(path)


def test_what_is_filed_on_another_file_system_is_copied_whole(desk, folder, elsewhere):
    """The share has its accepted files on another disk."""
    (folder / "accepted").symlink_to(elsewhere)
    (folder / "a.pdf").write_bytes(PDF)
    assert [one.scan_id for one in look(desk, folder)] == [1]
    assert names(elsewhere) == ["a.pdf", "a.pdf.txt"] and (elsewhere / "a.pdf").read_bytes() == PDF
    assert not (folder / "a.pdf").exists()

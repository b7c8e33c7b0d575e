"""Checks of the watched folders: what waits in them, and whether what was taken in is what lies in `accepted/`."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from desk import errors
from desk.inspection.finding import Finding
from desk.mailroom import accepted, grown
from desk.models import Scan
from desk.office.opening import Office
from desk.system import calendar

_WAIT = 3600
"""Seconds after which a file that still waits in a watched folder is a finding."""
_ACTOR = "check"


def waiting_files(office: Office) -> Iterator[Finding]:
    """A watched folder that is away, and files that wait in one for more than an hour."""
    for folder in accepted.folders(office):
        if not folder.is_dir():
            yield Finding("watch.away", str(folder), "is not there", "mount it or make it; see IPPIN_WATCH")
            continue
        before = calendar.ticks() - _WAIT
        late = [path for path in folder.iterdir() if _waits(path, before)]
        if late:
            wrong = f"{len(late)} files have waited here for more than an hour"
            todo = "see that a watcher runs (ippin watch), and that no program keeps the files open"
            yield Finding("watch.waiting", str(folder), wrong, todo)


def grown_files(office: Office) -> Iterator[Finding]:
    """Files in `accepted/` with more or fewer bytes than their scan has."""
    return _changed(office, lambda path, scan: path.stat().st_size == scan.size)


def changed_files(office: Office) -> Iterator[Finding]:
    """As :func:`grown_files`, and files of the same size that are not the scan that was received."""
    return _changed(office, lambda path, scan: hashlib.sha256(path.read_bytes()).hexdigest() == scan.sha256)


def _changed(office: Office, is_same) -> Iterator[Finding]:
    for folder in accepted.folders(office):
        for path in accepted.files(folder):
            number = accepted.scan_of(path)
            with office.database.reading() as session:
                scan = session.get(Scan, number) if number else None
            if scan is None:
                wrong = "holds a file of which no scan is on record" if number else "holds a file without a note"
                todo = f"move it from there back into {folder}: it is taken in again, and nothing is doubled"
                yield Finding("watch.unrecorded", str(path.parent), wrong, todo)
            elif not is_same(path, scan):
                wrong = f"its file in {path.parent} changed after it was taken in"
                todo = "take it in whole, as a new scan that stands for this one"
                yield Finding("watch.grown", f"scan {scan.id}", wrong, todo, _taking(office, path, scan.id))


def _waits(path: Path, before: float) -> bool:
    try:
        return path.is_file() and not path.name.startswith(".") and path.stat().st_mtime < before
    except OSError:
        return False


def _taking(office: Office, path: Path, scan: int):
    def take() -> None:
        receipt = grown.take(office, path.read_bytes(), path.name, scan, _ACTOR)
        if receipt is None:
            raise errors.WrongState("the scan is still being read: check again when it is read")
        accepted.tell_grown(path, scan, receipt.scan_id)

    return take

"""Files of watched folders that were taken in: where they lie, and what their notes say.

Such a file lies in `accepted/` of its folder (a refused one in `rejected/`) with a note of the same name beside it.
"""

import hashlib
import os
import re
from collections.abc import Iterator
from pathlib import Path

from desk.office.opening import Office

ACCEPTED, REJECTED = "accepted", "rejected"
_NOTE = ".txt"
_SCAN = re.compile(r"scan (\d+)[,:. ]")
_LONGEST = 255
"""Bytes in a name, where the file system does not say."""


def fitting(folder: Path, stem: str, ending: str) -> str:
    """Return ``stem + ending``, its stem cut and marked if the name would be too long for the folder's file system."""
    longest = _longest(folder)
    if len(os.fsencode(stem + ending)) <= longest:
        return stem + ending
    ending = f"~{hashlib.sha256(os.fsencode(stem)).hexdigest()[:8]}{ending}"
    while len(os.fsencode(stem + ending)) > longest:
        stem = stem[:-1]
    return stem + ending


def note_of(target: Path) -> Path:
    """Return the path of the note about a moved file."""
    return target.with_name(fitting(target.parent, target.name, _NOTE))


def scan_of(target: Path) -> int | None:
    """Return the number of the scan as which a moved file was last taken in; None if its note does not say."""
    try:
        note = note_of(target).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    numbers = _SCAN.findall(note.partition("\n")[2])
    return int(numbers[-1]) if numbers else None


def tell_grown(target: Path, shorter: int, whole: int) -> str:
    """Add to the note of a moved file that it was taken in again, whole; return the line."""
    says = f"Changed after it was taken in as scan {shorter}: taken in whole as scan {whole}."
    with note_of(target).open("a", encoding="utf-8") as note:
        note.write(f"{says}\n")
        note.flush()
        os.fsync(note.fileno())
    return says


def lock_file(office: Office, folder: Path) -> Path:
    """Return the file that a watcher of this folder locks; it holds the path of the folder."""
    name = hashlib.sha256(os.fsencode(folder.resolve())).hexdigest()[:16]
    return office.settings.root / "run" / f"watch-{name}.lock"


def folders(office: Office) -> list[Path]:
    """Return every folder that this desk has been told to watch, by its settings or by `ippin watch`."""
    known = {office.settings.watch.expanduser().absolute()} if office.settings.watch else set()
    for lock in (office.settings.root / "run").glob("watch-*.lock"):
        path = os.fsdecode(lock.read_bytes())
        known |= {Path(path)} if path else set()
    return sorted(known)


def files(folder: Path) -> Iterator[Path]:
    """Yield the files that were taken in from a watched folder, without their notes."""
    for place, _, names in os.walk(folder / ACCEPTED):
        here = set(names)
        notes = {note_of(Path(place, name)).name for name in here}
        yield from (Path(place, name) for name in sorted(here - notes) if not name.startswith("."))


def _longest(folder: Path) -> int:
    try:
        return os.pathconf(folder, "PC_NAME_MAX")
    except (OSError, ValueError):
        return _LONGEST

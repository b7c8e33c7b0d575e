"""Moves a file out of the watched folder, never over another file, and writes a note on what happened to it.

The note is written first, then the file is renamed. If the process is killed between the two, a note without its file
remains; the next attempt finds this note and continues. To another file system the file is copied under a hidden name,
synced, renamed, and only then removed where it was.
"""

import errno
import hashlib
import os
import shutil
from pathlib import Path

from desk.mailroom.accepted import fitting, note_of
from desk.program import free_text
from desk.system import faults

_HEAD = "IP PIN Paper Desk"
_LONGEST_SUFFIX = 16


def move(file: Path, folder: Path, says: str) -> Path:
    """Move ``file`` into ``folder`` under its name, numbered if it is taken; return the new path. Raises OSError.

    A taxpayer number or an IP PIN in the name is masked.
    """
    folder.mkdir(parents=True, exist_ok=True)
    name = Path(free_text.masked(file.name))
    number = 1
    while True:
        target = folder / _numbered(folder, name, number)
        if not os.path.lexists(target) and _note(target, str(name), says):
            faults.point("watch.noted")
            try:
                _rename(file, target)
            except FileNotFoundError:  # somebody else took it
                note_of(target).unlink(missing_ok=True)
                raise
            faults.point("watch.moved")
            return target
        number += 1


def put_back(file: Path, folder: Path) -> None:
    """Move a file back that was moved by mistake, under its name, with a number if it is taken."""
    number = 1
    while os.path.lexists(folder / (name := _numbered(folder, file, number))):
        number += 1
    _rename(file, folder / name)


def _numbered(folder: Path, file: Path, number: int) -> str:
    if number == 1:
        return file.name
    stem, suffix = (file.stem, file.suffix) if len(file.suffix) <= _LONGEST_SUFFIX else (file.name, "")
    return fitting(folder, stem, f"-{number}{suffix}")


def _rename(file: Path, target: Path) -> None:
    """Rename a file, or copy it to another file system."""
    try:
        os.rename(file, target)
    except OSError as bad:
        if bad.errno != errno.EXDEV:
            raise
        _copy(file, target)
        file.unlink()


def _copy(file: Path, target: Path) -> None:
    """Copy a file to its name in another file system; it has that name only once it is complete and synced."""
    part = target.with_name(f".{_mark(target.name)}.part")
    try:
        shutil.copy2(file, part)
        with part.open("rb") as copied:
            os.fsync(copied.fileno())
        os.rename(part, target)
    finally:
        part.unlink(missing_ok=True)


def _note(target: Path, name: str, says: str) -> bool:
    """Write the note for a file that will be at ``target``; False if another file has the note's name."""
    path, head = note_of(target), f"{_HEAD}: {name}\n"
    try:
        with path.open("x", encoding="utf-8", errors="backslashreplace") as note:
            note.write(f"{head}{says}\n")
            note.flush()
            os.fsync(note.fileno())
        return True
    except FileExistsError:
        return _left_behind(path, head, says)


def _left_behind(path: Path, head: str, says: str) -> bool:
    """Whether the note is left from an interrupted move, whose file never arrived; such a note is used again."""
    mine = head.encode("utf-8", "backslashreplace")
    with path.open("rb") as note:
        begun = note.read(len(mine))
    if begun != mine:
        return False
    spare = path.with_name(f".{_mark(path.name)}.new")
    spare.write_bytes(mine + f"{says}\n".encode("utf-8", "backslashreplace"))
    os.replace(spare, path)
    return True


def _mark(name: str) -> str:
    """A short name that belongs to this one alone."""
    return hashlib.sha256(os.fsencode(name)).hexdigest()[:16]

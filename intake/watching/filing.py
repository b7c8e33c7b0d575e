"""Moves a file out of the watched folder: never over another file, and with a note that says what happened to it.

The note is written first, then the file is renamed. A process killed between the two leaves a note without its file;
the next try finds its own note and goes on.
"""

import os
from pathlib import Path

from desk.system import faults

_HEAD = "IP PIN Paper Desk"


def move(file: Path, folder: Path, says: str) -> Path:
    """Move ``file`` into ``folder`` under its name, or that name with a number; where it lies now. Raises OSError."""
    folder.mkdir(exist_ok=True)
    number = 1
    while True:
        target = folder / (file.name if number == 1 else f"{file.stem}-{number}{file.suffix}")
        if not os.path.lexists(target) and _note(target, file.name, says):
            faults.point("watch.noted")
            os.rename(file, target)
            faults.point("watch.moved")
            return target
        number += 1


def put_back(file: Path, folder: Path) -> None:
    """Return a file that was moved by mistake, under its name or that name with a number."""
    number = 1
    while os.path.lexists(folder / (name := file.name if number == 1 else f"{file.stem}-{number}{file.suffix}")):
        number += 1
    os.rename(file, folder / name)


def note_of(target: Path) -> Path:
    """Where the note about a moved file lies."""
    return target.with_name(f"{target.name}.txt")


def _note(target: Path, name: str, says: str) -> bool:
    """Write the note of a file that comes to lie at ``target``; False when another file has the note's name."""
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
    """Take over the note of a move that was cut off: its file never came here."""
    mine = head.encode("utf-8", "backslashreplace")
    with path.open("rb") as note:
        begun = note.read(len(mine))
    if begun != mine:
        return False
    spare = path.with_name(f".{path.name}.new")
    spare.write_bytes(mine + f"{says}\n".encode("utf-8", "backslashreplace"))
    os.replace(spare, path)
    return True

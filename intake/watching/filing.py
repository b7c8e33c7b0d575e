"""Moves a file out of the watched folder, never over another file, and writes a note on what happened to it.

The note is written first, then the file is renamed. If the process is killed between the two, a note without its file
remains; the next attempt finds this note and continues.
"""

import os
from pathlib import Path

from desk.program import free_text
from desk.system import faults

_HEAD = "IP PIN Paper Desk"


def move(file: Path, folder: Path, says: str) -> Path:
    """Move ``file`` into ``folder`` under its name, numbered if it is taken; return the new path. Raises OSError.

    A taxpayer number or an IP PIN in the name is masked.
    """
    folder.mkdir(exist_ok=True)
    number = 1
    while True:
        name = Path(free_text.masked(file.name))
        target = folder / (name if number == 1 else f"{name.stem}-{number}{name.suffix}")
        if not os.path.lexists(target) and _note(target, str(name), says):
            faults.point("watch.noted")
            os.rename(file, target)
            faults.point("watch.moved")
            return target
        number += 1


def put_back(file: Path, folder: Path) -> None:
    """Move a file back that was moved by mistake, under its name, with a number if it is taken."""
    number = 1
    while os.path.lexists(folder / (name := file.name if number == 1 else f"{file.stem}-{number}{file.suffix}")):
        number += 1
    os.rename(file, folder / name)


def note_of(target: Path) -> Path:
    """Return the path of the note about a moved file."""
    return target.with_name(f"{target.name}.txt")


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
    spare = path.with_name(f".{path.name}.new")
    spare.write_bytes(mine + f"{says}\n".encode("utf-8", "backslashreplace"))
    os.replace(spare, path)
    return True

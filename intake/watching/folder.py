"""What lies in a watched folder: the files that a person or a scanner put there, and how each of them stands."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from desk.mailroom.accepted import ACCEPTED, REJECTED

_UNFINISHED = (".part", ".partial", ".tmp", ".temp", ".crdownload", ".download", ".filepart", ".swp", ".lock", "~")
_HIDDEN = (".", "~$")


class Mark(NamedTuple):
    """How a file's content stands: its size, and the time of its last change in nanoseconds.

    Not its inode: network file systems give the same file another one whenever they like.
    """

    size: int
    changed: int


def mark(known: os.stat_result) -> Mark | None:
    """Return the mark of a regular file; None for anything else."""
    return Mark(known.st_size, known.st_mtime_ns) if stat.S_ISREG(known.st_mode) else None


def mark_of(path: Path) -> Mark | None:
    """Return the mark of the file at ``path``; None if it is none, is a link, or is gone."""
    try:
        return mark(os.stat(path, follow_symlinks=False))
    except FileNotFoundError:
        return None


def files(folder: Path) -> dict[Path, Mark]:
    """The regular files in a folder and its subfolders, but not those that were filed, by their path."""
    return {path: known for path in _plain(folder, folder) if (known := mark_of(path)) is not None}


def _plain(place: Path, top: Path) -> Iterator[Path]:
    with os.scandir(place) as entries:
        for entry in entries:
            if entry.name.startswith(_HIDDEN):
                continue
            try:
                if entry.is_dir(follow_symlinks=False):
                    if place != top or entry.name not in (ACCEPTED, REJECTED):
                        yield from _plain(place / entry.name, top)
                elif entry.is_file(follow_symlinks=False) and not entry.name.lower().endswith(_UNFINISHED):
                    yield place / entry.name
            except (FileNotFoundError, PermissionError):
                continue

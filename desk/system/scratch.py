"""Temporary files of a process: in a folder that only its user can enter, in memory if possible.

Lines cut from a page pass through these files. A killed process leaves its folder behind; the next process that starts
removes it. A running process holds a lock on its own folder.
"""

import atexit
import contextlib
import fcntl
import functools
import os
import shutil
import tempfile
from pathlib import Path

_PREFIX = "ippin-scratch-"
_MEMORY = Path("/dev/shm")
_ROOM = 100_000_000  # bytes; the lines of a page need far less


def use() -> Path:
    """Make :mod:`tempfile` use a folder of this process's own from now on; return the folder."""
    return _folder_of(os.getpid())


@functools.cache
def _folder_of(process: int) -> Path:
    """The folder, made once per process; a fork gets its own."""
    place = _place()
    _sweep(place)
    folder, lock = _make(place)
    tempfile.tempdir = str(folder)
    atexit.register(_leave, folder, lock, process)
    return folder


def _place() -> Path:
    """A folder in memory if there is enough room, otherwise the usual place."""
    roomy = os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free >= _ROOM
    return _MEMORY if roomy else Path(tempfile.gettempdir())


def _make(place: Path) -> tuple[Path, int]:
    """Make a folder and lock it; try again if it is removed before it is locked."""
    while True:
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=place))
        lock = _locked(folder)
        if lock is not None and folder.exists():
            return folder, lock


def _sweep(place: Path) -> None:
    """Remove the folders that this user's dead processes left."""
    for folder in place.glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):
            if folder.stat(follow_symlinks=False).st_uid != os.geteuid():
                continue
            lock = _locked(folder)
            if lock is not None:
                shutil.rmtree(folder, ignore_errors=True)
                os.close(lock)


def _locked(folder: Path) -> int | None:
    """Lock a folder while this process and its forks live; None if it belongs to another process or is gone."""
    try:
        lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:
        return None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(lock)
        return None
    return lock


def _leave(folder: Path, lock: int, maker: int) -> None:
    """Remove the folder when the process that made it ends, not when a fork ends."""
    if os.getpid() == maker:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)

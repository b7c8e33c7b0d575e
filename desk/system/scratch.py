"""Short-lived files of a process: in a folder that nobody else can enter, in memory if possible.

Lines cut from a page pass through such files. A process that is killed leaves its folder behind; the next one that
starts destroys it, for a living one holds a lock on its own.
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
_ROOM = 100_000_000  # bytes; the lines of a page are far below


def use() -> Path:
    """Have :mod:`tempfile` make everything of this process in a folder of its own from now on; the folder."""
    return _folder_of(os.getpid())


@functools.cache
def _folder_of(process: int) -> Path:
    """The folder, made once in a process: a fork is another process and gets another folder."""
    place = _place()
    _sweep(place)
    folder, lock = _make(place)
    tempfile.tempdir = str(folder)
    atexit.register(_leave, folder, lock, process)
    return folder


def _place() -> Path:
    """Memory, where the system offers enough of it as files; the usual place otherwise."""
    roomy = os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free >= _ROOM
    return _MEMORY if roomy else Path(tempfile.gettempdir())


def _make(place: Path) -> tuple[Path, int]:
    """A new folder and the lock on it; another one when it was swept away before it could be locked."""
    while True:
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=place))
        lock = _locked(folder)
        if lock is not None and folder.exists():
            return folder, lock


def _sweep(place: Path) -> None:
    """Destroy the folders of this user's processes that are gone."""
    for folder in place.glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):
            if folder.stat(follow_symlinks=False).st_uid != os.geteuid():
                continue
            lock = _locked(folder)
            if lock is not None:
                shutil.rmtree(folder, ignore_errors=True)
                os.close(lock)


def _locked(folder: Path) -> int | None:
    """Lock a folder as long as this process and its forks live; None when it is another's, or gone."""
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
    """Destroy the folder when its maker ends; a fork of it only ends."""
    if os.getpid() == maker:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)

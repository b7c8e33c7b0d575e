"""Reads files named on the command line: only regular files, and only up to the size limit."""

import os
import stat
from pathlib import Path

from desk import errors


def content(path: Path, most: int) -> bytes:
    """Return the bytes of a file, but at most ``most`` + 1 of them, so that the caller sees that it is too long.

    Raises :class:`errors.Unreadable` for a folder, pipe or device, without waiting for it, and OSError.
    """
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise errors.Unreadable("not_a_file", "This is a folder or a device and no file. Name the files that it holds.")
    with open(handle, "rb") as file:
        return file.read(most + 1)

"""Files named on the command line: read only if they are regular files, and only up to the size limit."""

import os
import stat
from pathlib import Path

from desk import errors


def content(path: Path, most: int) -> bytes:
    """The bytes of a file; of one that is longer than ``most`` one byte more than that, so that it shows.

    Raises :class:`errors.Unreadable` for a folder, a pipe or a device, which are never waited for, and OSError.
    """
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise errors.Unreadable("not_a_file", "This is a folder or a device and no file. Name the files that it holds.")
    with open(handle, "rb") as file:
        return file.read(most + 1)

"""The bytes of a file that is finished: nobody writes it, it did not change since it was seen, and it is whole."""

import os
from pathlib import Path
from typing import NamedTuple

from desk.mailroom import receive
from desk.office.opening import Office
from desk.system import media
from intake.watching import folder, whole, writers
from intake.watching.folder import Mark


class Content(NamedTuple):
    """The bytes of a file, or the reason for refusing it; neither while it is not finished."""

    data: bytes | None = None
    refused: str = ""

    @property
    def finished(self) -> bool:
        """Whether there is anything to do with the file."""
        return self.data is not None or bool(self.refused)


def read(office: Office, path: Path, wanted: Mark, patient: bool) -> Content:
    """Read a file that has the mark ``wanted``; while ``patient``, one that ends too early counts as unfinished."""
    if wanted.size > office.settings.max_file_bytes:
        return Content(refused=receive.too_large(office))
    try:
        data = _bytes(path, wanted)
    except PermissionError:
        return Content(refused="the desk may not open this file: mend its permissions and put it here again")
    except FileNotFoundError:
        return Content()
    if data is None or (patient and data and not whole.is_whole(data)):
        return Content()
    if not data:
        return Content(refused="the file is empty: scan the paper again")
    if media.sniff(data) == media.UNKNOWN:
        return Content(refused="this is no file that the desk reads: hand in PDF, TIFF, PNG or JPEG")
    return Content(data)


def _bytes(path: Path, wanted: Mark) -> bytes | None:
    """The file's bytes; None if it changed since it was seen, or a program has it open for writing."""
    opened = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with open(opened, "rb") as file:
        if folder.mark(os.fstat(opened)) != wanted or writers.is_being_written(opened):
            return None
        data = file.read(wanted.size + 1)
        return data if len(data) == wanted.size and folder.mark(os.fstat(opened)) == wanted else None

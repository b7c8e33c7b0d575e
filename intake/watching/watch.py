"""The watched folder: finished files from a scanner are received, then moved to accepted/ or rejected/.

It is polled, because network folders send no change events. A file is finished if its size and time do not change for a
while. It is moved only after it is recorded, so that a power failure loses nothing; nothing is doubled either, because
the same bytes are one scan. Links, folders, hidden and unfinished files are left alone.
"""

import fcntl
import hashlib
import os
import stat
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NamedTuple

import structlog

from desk import errors
from desk.mailroom import batches, receive
from desk.office import accounts
from desk.office.opening import Office
from desk.program import free_text
from desk.system import calendar, faults, media
from intake.watching import filing

ACCEPTED, REJECTED = "accepted", "rejected"
_UNFINISHED = (".part", ".partial", ".tmp", ".temp", ".crdownload", ".download", ".filepart", ".swp", ".lock", "~")
_LOOK_SECONDS = 1.0
_PAUSE_SECONDS = 30.0
log = structlog.get_logger()


@dataclass(frozen=True)
class Orders:
    """How to watch a folder: a given batch and site, or the day's; ``settled``: seconds until a file is finished."""

    folder: Path
    batch: str | None = None
    site: str | None = None
    received: date | None = None
    settled: float = 3.0


class Taken(NamedTuple):
    """One file that left the folder: its name, its scan (``None``: rejected) and the text of its note."""

    name: str
    scan_id: int | None
    says: str


class _Mark(NamedTuple):
    """The identity of a file's content: device, inode, size, and time of its last change in nanoseconds."""

    device: int
    inode: int
    size: int
    changed: int


class Watch:
    """One watched folder. :meth:`look` once, or :meth:`run` until stopped."""

    def __init__(self, office: Office, orders: Orders) -> None:
        if not orders.folder.is_dir():
            raise errors.InvalidInput("the folder to watch is not there: make it, or name another")
        if orders.batch is not None:
            free_text.demand_none_in_name(orders.batch)
        if orders.received and orders.received > calendar.today():
            raise errors.InvalidInput("the received date lies in the future: give the day on which the paper came in")
        self.office, self.orders = office, orders
        self.seen: dict[str, tuple[_Mark, float]] = {}
        self.later: dict[str, float] = {}

    def run(self, stop: threading.Event) -> Iterator[Taken]:
        """Yield the files taken, look after look, until ``stop``; a folder that is away is tried again."""
        while not stop.is_set():
            try:
                yield from self.look()
            except OSError as bad:
                log.warning("watch.folder_away", why=bad.strerror)
            stop.wait(_LOOK_SECONDS)

    def look(self) -> Iterator[Taken]:
        """Take every finished file; one that fails is tried again later and never stops the others."""
        for name in self._finished():
            try:
                taken = self._take(name)
            except Exception as bad:
                log.error("watch.file_failed", kind=type(bad).__name__)
                self.later[name] = time.monotonic() + _PAUSE_SECONDS
                continue
            self.seen.pop(name, None)
            if taken:
                yield taken

    def _finished(self) -> list[str]:
        """The names of files that have not changed for long enough, oldest content first."""
        now, here = time.monotonic(), _files(self.orders.folder)
        self.later = {name: until for name, until in self.later.items() if name in here and until > now}
        for name, mark in here.items():
            if self.seen.get(name, (None,))[0] != mark:
                self.seen[name] = mark, now
        self.seen = {name: known for name, known in self.seen.items() if name in here}
        done = [n for n, (_, since) in self.seen.items() if now - since >= self.orders.settled and n not in self.later]
        return sorted(done, key=lambda name: (here[name].changed, name))

    def _take(self, name: str) -> Taken | None:
        """Receive one file and move it; None if it is gone or was changed in the meantime."""
        path, wanted = self.orders.folder / name, self.seen[name][0]
        batch, site, day = self._batch()
        data, reason = _content(self.office, path, wanted)
        if data is None and not reason:
            return None
        faults.point("watch.read")
        if data is None:
            plain = receive.clean_name(name)
            batches.refuse(self.office, batch, plain, reason, accounts.WATCHER, day, site)
            return self._move(path, wanted, REJECTED, None, f"Not taken in: {reason}.")
        receipt = receive.receive(self.office, data, name, batch=batch, actor=accounts.WATCHER, received=day, site=site)
        says = f"Taken in as scan {receipt.scan_id}, batch {batch}, received {day}."
        if receipt.duplicate:
            says = f"Same as scan {receipt.scan_id}: not stored again."
        return self._move(path, wanted, ACCEPTED, receipt.scan_id, says)

    def _move(self, path: Path, wanted: _Mark, where: str, scan_id: int | None, says: str) -> Taken | None:
        """Move a file if it is still the one that was read; a newer one of the same name waits for the next look."""
        if _mark(os.stat(path, follow_symlinks=False)) != wanted:
            return None
        target = filing.move(path, self.orders.folder / where, says)
        if _mark(os.stat(target, follow_symlinks=False)) != wanted:
            filing.put_back(target, self.orders.folder)
            return None
        return Taken(receive.clean_name(path.name), scan_id, says)

    def _batch(self) -> tuple[str, str, date]:
        """The batch to use, its site, and the received date, which is that of the batch if it is already open."""
        wanted = self.orders.batch or f"watched {calendar.today()}"
        with self.office.database.reading() as session:
            name, batch = batches.still_open(session, wanted)
        site = self.orders.site or self.office.settings.site
        return name, site, self.orders.received or (batch.received_date if batch else calendar.today())


@contextmanager
def alone(office: Office, folder: Path) -> Iterator[None]:
    """Hold this folder for one watcher of this home; the system frees it when its holder ends.

    Raises :class:`errors.WrongState` if another watcher holds it.
    """
    name = hashlib.sha256(os.fsencode(folder.resolve())).hexdigest()[:16]
    with (office.settings.root / "run" / f"watch-{name}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise errors.WrongState("this folder is being watched already") from None
        yield


def _files(folder: Path) -> dict[str, _Mark]:
    """The regular files that a person or scanner put there, by name."""
    found = {}
    with os.scandir(folder) as entries:
        for entry in entries:
            plain = not entry.name.startswith((".", "~$")) and not entry.name.lower().endswith(_UNFINISHED)
            try:
                if plain and entry.is_file(follow_symlinks=False):
                    found[entry.name] = _mark(entry.stat(follow_symlinks=False))
            except FileNotFoundError:
                continue
    return found


def _mark(known: os.stat_result) -> _Mark | None:
    if not stat.S_ISREG(known.st_mode):
        return None
    return _Mark(known.st_dev, known.st_ino, known.st_size, known.st_mtime_ns)


def _content(office: Office, path: Path, wanted: _Mark) -> tuple[bytes | None, str]:
    """The file's bytes, or the reason for refusing it; neither if it changed since it was seen or is being written."""
    if wanted.size == 0:
        return None, "the file is empty: scan the paper again"
    if wanted.size > office.settings.max_file_bytes:
        return None, receive.too_large(office)
    try:
        data = _bytes(path, wanted)
    except PermissionError:
        return None, "the desk may not open this file: mend its permissions and put it here again"
    if data is not None and media.sniff(data) == media.UNKNOWN:
        return None, "this is no file that the desk reads: hand in PDF, TIFF, PNG or JPEG"
    return data, ""


def _bytes(path: Path, wanted: _Mark) -> bytes | None:
    opened = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with open(opened, "rb") as file:
        if _mark(os.fstat(opened)) != wanted:
            return None
        data = file.read(wanted.size + 1)
        return data if len(data) == wanted.size and _mark(os.fstat(opened)) == wanted else None

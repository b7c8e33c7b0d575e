"""The watched folder: finished files from a scanner are received, then moved to accepted/ or rejected/.

It is polled, because network folders send no change events. A file is finished if nobody has it open for writing, as
far as the system tells, its size and time do not change for a while, and it is whole by its own account. It is moved
only after it is recorded, so that a power failure loses nothing; nothing is doubled either, because the same bytes are
one scan. What was moved is looked at again (`intake/watching/moved`). Subfolders, such as those that scanners name by
the day, are watched too; links, hidden and unfinished files are left alone.
"""

import fcntl
import os
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO

import structlog

from desk import errors
from desk.mailroom import accepted, batches, receive
from desk.mailroom.accepted import ACCEPTED, REJECTED
from desk.office import accounts
from desk.office.opening import Office
from desk.program import free_text
from desk.system import calendar, faults
from intake.watching import content, filing, folder
from intake.watching.folder import Mark
from intake.watching.moved import Moved, Taken

_LOOK_SECONDS = 1.0
_PAUSE_SECONDS = 30.0
_LOCK = ".ippin-watch"
"""The file in a watched folder that its watcher locks, also against watchers on other machines."""
log = structlog.get_logger()


@dataclass(frozen=True)
class Orders:
    """How to watch a folder: a given batch and site, or the day's.

    ``settled``: seconds without a change until a file is finished; ``patience``: seconds for which a file that ends too
    early may still be completed.
    """

    folder: Path
    batch: str | None = None
    site: str | None = None
    received: date | None = None
    settled: float = 3.0
    patience: float = 120.0


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
        self.seen: dict[Path, tuple[Mark, float]] = {}
        self.later: dict[Path, float] = {}
        self.moved = Moved(office, orders.folder, orders.settled, accounts.WATCHER)

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
        for path in self._finished():
            try:
                taken = self._take(path)
            except Exception as bad:
                log.error("watch.file_failed", kind=type(bad).__name__)
                self.later[path] = time.monotonic() + _PAUSE_SECONDS
                continue
            if taken:
                self.seen.pop(path, None)
                yield taken
        try:
            yield from self.moved.look()
        except (errors.DeskError, OSError) as bad:
            log.error("watch.file_failed", kind=type(bad).__name__)

    def _finished(self) -> list[Path]:
        """The files that have not changed for long enough, oldest content first."""
        now, here = time.monotonic(), folder.files(self.orders.folder)
        self.later = {path: until for path, until in self.later.items() if path in here and until > now}
        for path, mark in here.items():
            if self.seen.get(path, (None,))[0] != mark:
                self.seen[path] = mark, now
        self.seen = {path: known for path, known in self.seen.items() if path in here}
        done = [p for p, (_, since) in self.seen.items() if now - since >= self.orders.settled and p not in self.later]
        return sorted(done, key=lambda path: (here[path].changed, path))

    def _take(self, path: Path) -> Taken | None:
        """Receive one file and move it; None if it is not finished, is gone, or was changed in the meantime."""
        wanted, since = self.seen[path]
        read = content.read(self.office, path, wanted, self._is_patient(wanted, since))
        if not read.finished:
            self.later[path] = time.monotonic() + self.orders.settled  # it is not read whole at every look
            return None
        faults.point("watch.read")
        batch, site, day = self._batch()
        if read.data is None:
            plain = receive.clean_name(path.name)
            batches.refuse(self.office, batch, plain, read.refused, accounts.WATCHER, day, site)
            return self._move(path, wanted, REJECTED, None, f"Not taken in: {read.refused}.")
        receipt = receive.receive(
            self.office, read.data, path.name, batch=batch, actor=accounts.WATCHER, received=day, site=site
        )
        says = f"Taken in as scan {receipt.scan_id}, batch {batch}, received {day}."
        if receipt.duplicate:
            says = f"Same as scan {receipt.scan_id}: not stored again."
        return self._move(path, wanted, ACCEPTED, receipt.scan_id, says)

    def _is_patient(self, mark: Mark, since: float) -> bool:
        """Whether a file that ends too early may still be completed: it was seen, and changed, only a while ago."""
        patience = self.orders.patience
        return time.monotonic() - since < patience and calendar.ticks() - mark.changed / 1e9 < patience

    def _move(self, path: Path, wanted: Mark, where: str, scan_id: int | None, says: str) -> Taken | None:
        """Move a file if it is still the one that was read; a newer one of the same name waits for the next look."""
        if folder.mark_of(path) != wanted:
            return None
        place = self.orders.folder / where / free_text.masked(str(path.parent.relative_to(self.orders.folder)))
        try:
            target = filing.move(path, place, says)
        except FileNotFoundError:  # another watcher was faster
            return None
        if scan_id is not None:
            self.moved.add(target, wanted, scan_id)
        elif folder.mark_of(target) != wanted:
            filing.put_back(target, path.parent)
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
def alone(office: Office, top: Path) -> Iterator[None]:
    """Hold this folder for one watcher, of this home and of any other; the system frees it when its holder ends.

    Raises :class:`errors.WrongState` if another watcher holds it.
    """
    with ExitStack() as locks:
        own = locks.enter_context(accepted.lock_file(office, top).open("a+b"))
        _hold(own)
        own.truncate(0)
        own.write(os.fsencode(top.resolve()))  # `ippin check` looks at this folder too
        own.flush()
        _hold(locks.enter_context((top / _LOCK).open("ab")))
        yield


def _hold(lock: IO[bytes]) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise errors.WrongState("this folder is being watched already") from None
    except OSError:  # a network file system without locks
        log.warning("watch.no_locks")

"""Files that were taken in, looked at again: a scanner that still had one open writes on in `accepted/`.

A file that grew is taken in whole, as a new scan that stands for the shorter one, once that one is read.
"""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from desk.mailroom import accepted, grown, receive
from desk.office.opening import Office
from desk.system import calendar
from intake.watching import content, folder
from intake.watching.folder import Mark

_HOURS = 24
"""For how long after its last change a file is looked at again; `ippin check` looks at all of them."""
_PAUSE_SECONDS = 10.0


class Taken(NamedTuple):
    """One file that was taken in or refused: its name, its scan (``None``: rejected) and the text of its note."""

    name: str
    scan_id: int | None
    says: str


class _Known(NamedTuple):
    """A moved file: the content that is on record, as which scan, how it stood last, since when, next look."""

    recorded: Mark
    scan_id: int
    last: Mark
    since: float
    again: float = 0.0


class Moved:
    """The files of one watched folder that were taken in lately."""

    def __init__(self, office: Office, top: Path, settled: float, actor: str) -> None:
        self.office, self.settled, self.actor = office, settled, actor
        self.known: dict[Path, _Known] = {}
        self._remember(top)

    def add(self, path: Path, recorded: Mark, scan_id: int) -> None:
        """Look at a file from now on that was taken in with this content."""
        self.known[path] = _Known(recorded, scan_id, recorded, time.monotonic())

    def look(self) -> Iterator[Taken]:
        """Take in what grew and did not change for long enough."""
        now, oldest = time.monotonic(), calendar.ticks() - _HOURS * 3600
        for path, known in list(self.known.items()):
            mark = folder.mark_of(path)
            if mark is None or (mark == known.recorded and mark.changed < oldest * 1e9):
                del self.known[path]
            elif mark != known.last:
                self.known[path] = known._replace(last=mark, since=now)
            elif mark != known.recorded and now - known.since >= self.settled and now >= known.again:
                yield from self._take(path, known, now)

    def _take(self, path: Path, known: _Known, now: float) -> Iterator[Taken]:
        self.known[path] = known._replace(again=now + _PAUSE_SECONDS)
        read = content.read(self.office, path, known.last, patient=False)
        if read.data is None:
            return
        receipt = grown.take(self.office, read.data, path.name, known.scan_id, self.actor)
        if receipt is None:  # the shorter one is still being read
            return
        self.add(path, known.last, receipt.scan_id)
        if receipt.scan_id != known.scan_id:
            says = accepted.tell_grown(path, known.scan_id, receipt.scan_id)
            yield Taken(receive.clean_name(path.name), receipt.scan_id, says)

    def _remember(self, top: Path) -> None:
        """Know the files again that a watcher before this one took in lately."""
        oldest = (calendar.ticks() - _HOURS * 3600) * 1e9
        for path in accepted.files(top):
            mark, scan_id = folder.mark_of(path), accepted.scan_of(path)
            if mark is None or scan_id is None or mark.changed < oldest:
                continue
            size = grown.recorded_size(self.office, scan_id)
            if size is not None:
                recorded = mark if size == mark.size else Mark(size, 0)
                self.known[path] = _Known(recorded, scan_id, mark, time.monotonic())

"""The desk that this process works on, opened once and safe to use after RQ forks a child for a job."""

import functools
import os

from desk.office import opening
from desk.system import scratch

_opened_in: int | None = None


@functools.cache
def _open() -> opening.Office:
    return opening.open_office()


def desk() -> opening.Office:
    """Return the open desk; a forked child gets its own database connections and temporary files."""
    global _opened_in
    opened = _open()
    if _opened_in not in (None, os.getpid()):
        opened.database.engine.dispose(close=False)
        scratch.use()
    _opened_in = os.getpid()
    return opened

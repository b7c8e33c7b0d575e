"""The desk of this process, opened once and safe across RQ's fork per job."""

import functools
import os

from desk.office import opening
from desk.system import scratch

_opened_in: int | None = None


@functools.cache
def _open() -> opening.Office:
    return opening.open_office()


def desk() -> opening.Office:
    """The open desk; after a fork its database connections and its temporary files are this process's own."""
    global _opened_in
    opened = _open()
    if _opened_in not in (None, os.getpid()):
        opened.database.engine.dispose(close=False)
        scratch.use()
    _opened_in = os.getpid()
    return opened

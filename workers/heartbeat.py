"""The heartbeat: renews a scan's lease until its reading is written."""

import contextlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from desk import errors
from desk.office.opening import Office
from desk.reading import lease

_BEATS_PER_LEASE = 4


@contextmanager
def beating(office: Office, scan_id: int, token: str) -> Iterator[None]:
    """Renew the lease in the background while the block runs."""
    done = threading.Event()
    beat = threading.Thread(target=_beat, args=(office, scan_id, token, done), daemon=True)
    beat.start()
    try:
        yield
    finally:
        done.set()
        beat.join()


def _beat(office: Office, scan_id: int, token: str, done: threading.Event) -> None:
    """Renew until the work is done or the lease is lost; if the database is away, try again at the next beat."""
    while not done.wait(office.settings.lease_seconds / _BEATS_PER_LEASE):
        with contextlib.suppress(errors.DatabaseAway):
            if not lease.keep(office, scan_id, token):
                return

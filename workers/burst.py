"""Works through everything that waits, without Redis: the rows are the truth, so they are enough.

For a machine with no desk running (``ippin intake --wait``, ``ippin worker --burst``).
"""

import multiprocessing
import signal
from collections.abc import Callable

from desk.office.opening import Office
from workers import context, jobs, sweep


def work_through(office: Office, workers: int, tick: Callable[[], object] = lambda: None) -> None:
    """Read everything that waits with ``workers`` processes; ``tick`` is called about once a second.

    Interrupted, it ends its processes; what they were reading is read again when their leases are over.
    """
    spawn = multiprocessing.get_context("spawn")
    team = [spawn.Process(target=_work, daemon=False) for _ in range(workers)]
    for one in team:
        one.start()
    try:
        while any(one.is_alive() for one in team):
            for one in team:
                one.join(0.5)
            tick()
        while (scan_id := sweep.next_waiting(office)) is not None:
            jobs.read_with(office, scan_id)
            tick()
    finally:
        for one in team:
            one.terminate()


def _work() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's business
    office = context.desk()
    while (scan_id := sweep.next_waiting(office)) is not None:
        jobs.read_with(office, scan_id)

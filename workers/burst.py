"""Reads all waiting scans without Redis: the database rows say what is waiting.

Used where no desk is running (``ippin intake --wait``, ``ippin worker --burst``).
"""

import multiprocessing
import signal
from collections.abc import Callable

from desk.office.opening import Office
from workers import context, jobs, sweep


def work_through(office: Office, workers: int, tick: Callable[[], object] = lambda: None) -> None:
    """Read all waiting scans in ``workers`` processes; call ``tick`` about once a second and after each late scan.

    When interrupted, it stops its processes; another reader takes their scans over once the leases expire.
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
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent handles Ctrl-C
    office = context.desk()
    while (scan_id := sweep.next_waiting(office)) is not None:
        jobs.read_with(office, scan_id)

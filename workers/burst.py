"""Working through what waits without Redis: the rows are the truth, so they are enough.

For a machine with no desk running (``ippin intake --wait``, ``ippin worker --burst``).
"""

import multiprocessing
from collections.abc import Callable

from desk.office import Office
from workers import context, jobs, sweep


def work_through(office: Office, workers: int, tick: Callable[[], object] = lambda: None) -> None:
    """Read everything that waits with ``workers`` processes; ``tick`` is called about once a second."""
    spawn = multiprocessing.get_context("spawn")
    team = [spawn.Process(target=_work, daemon=False) for _ in range(workers)]
    for one in team:
        one.start()
    while any(one.is_alive() for one in team):
        for one in team:
            one.join(0.5)
        tick()
    while (scan_id := sweep.next_waiting(office)) is not None:
        jobs.read_with(office, scan_id)
        tick()


def _work() -> None:
    office = context.desk()
    while (scan_id := sweep.next_waiting(office)) is not None:
        jobs.read_with(office, scan_id)

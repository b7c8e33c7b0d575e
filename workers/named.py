"""The jobs a worker does, by name: whatever else lies in the queue is refused, whoever put it there.

RQ imports and calls any function that a job names, with any arguments, and any callback. Who can write to Redis must
not be able to do that with the keys of a worker in reach.
"""

from collections.abc import Callable

from rq.job import Job

from desk import errors
from desk.system import queue
from workers import jobs

_JOBS: dict[str, Callable[[int], object]] = {queue.READ_SCAN: jobs.read_scan}


class NamedJob(Job):
    """A job that does one of the named things with one row id, and nothing before or after it."""

    @property
    def func(self) -> Callable[[int], object]:
        """What the job does; :class:`errors.NotAllowed` if that is none of the desk's jobs."""
        known = None if self.instance else _JOBS.get(self.func_name or "")
        if known is None or self.kwargs or [type(one) for one in self.args] != [int]:
            raise errors.NotAllowed("the queue holds a job that is none of the desk's: it was not done")
        return known

    @property
    def success_callback(self) -> None:
        """Nothing."""

    @property
    def failure_callback(self) -> None:
        """Nothing."""

    @property
    def stopped_callback(self) -> None:
        """Nothing."""

    def send_webhooks(self, status: str, *, exc_string: str | None = None) -> None:
        """Tell nobody: the desk asks for no such thing."""

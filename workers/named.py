"""The jobs that a worker does, by name; it refuses anything else in the queue.

RQ imports and calls any function and callback that a job names, with any arguments. Somebody who can write to Redis
must not be able to do that in a worker, which has the desk's keys.
"""

from collections.abc import Callable

from rq.job import Job

from desk import errors
from desk.system import queue
from workers import jobs

_JOBS: dict[str, Callable[[int], object]] = {queue.READ_SCAN: jobs.read_scan}


class NamedJob(Job):
    """A job that calls one of the named functions with one row id, without callbacks.

    `finished`: the function was called and returned that its work is done.
    """

    finished = False

    def perform(self) -> None:
        """Call the function; RQ keeps no result."""
        self.finished = super().perform() is True

    @property
    def func(self) -> Callable[[int], object]:
        """The function to call; raises :class:`errors.NotAllowed` if it is not one of the desk's jobs."""
        known = None if self.instance else _JOBS.get(self.func_name or "")
        if known is None or self.kwargs or [type(one) for one in self.args] != [int]:
            raise errors.NotAllowed("the queue holds a job that is none of the desk's: it was not done")
        return known

    @property
    def success_callback(self) -> None:
        """No callback."""

    @property
    def failure_callback(self) -> None:
        """No callback."""

    @property
    def stopped_callback(self) -> None:
        """No callback."""

    def send_webhooks(self, status: str, *, exc_string: str | None = None) -> None:
        """Do nothing: the desk uses no webhooks."""

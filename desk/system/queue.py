"""Wakes workers. The state of a row decides; a job is only a hint to look at the row.

Jobs are named, not imported, so that the web never loads the reader. Arguments are row ids.
"""

from functools import cached_property
from typing import NamedTuple

from redis import Redis
from redis.exceptions import RedisError
from rq import Queue, Retry, Worker
from rq.exceptions import DeserializationError, NoSuchJobError
from rq.job import Job
from rq.serializers import JSONSerializer

NAME = "desk"
READ_SCAN = "workers.jobs.read_scan"
JOBS = (READ_SCAN,)
_AWAY = (RedisError, ValueError)  # ValueError: the host in the URL is not a valid name
_FAILURE_TTL = 3600
_RESULT_TTL = 0


class Waiting(NamedTuple):
    """A job in the queue and the row that it is for; None if it is none of the desk's jobs."""

    id: str
    row: int | None


class Wakeups:
    """The job queue of one desk."""

    def __init__(self, url: str) -> None:
        self.url = url

    @cached_property
    def redis(self) -> Redis:
        """The connection, opened on first use."""
        return Redis.from_url(self.url, socket_timeout=30, socket_connect_timeout=5)

    @cached_property
    def queue(self) -> Queue:
        """RQ's queue: a single one for all workers, because RQ takes a job crash-safely only from a single queue."""
        return Queue(NAME, connection=self.redis, serializer=JSONSerializer)

    def wake(self, job: str, row: int, timeout: int = 600) -> bool:
        """Queue ``job`` for ``row`` with a ``timeout`` in seconds; False if Redis is away (the sweep tries again)."""
        try:
            self.queue.enqueue(
                job,
                row,
                retry=Retry(max=3, interval=[5, 30, 120]),
                job_timeout=timeout,
                result_ttl=_RESULT_TTL,
                failure_ttl=_FAILURE_TTL,
            )
        except _AWAY:
            return False
        return True

    def workers(self) -> int:
        """Return the number of workers that reported recently."""
        try:
            return Worker.count(connection=self.redis)
        except _AWAY:
            return 0

    def alive(self) -> bool:
        """Return whether Redis answers."""
        try:
            return bool(self.redis.ping())
        except _AWAY:
            return False

    def waiting(self) -> list[Waiting]:
        """Return the jobs in the queue, without running anything that they name."""
        return [Waiting(job, self._row_of(job)) for job in self.queue.get_job_ids()]

    def drop(self, job: str) -> None:
        """Remove a job from the queue; the row that it was for keeps its state."""
        self.queue.remove(job)
        self.redis.delete(Job.key_for(job))

    def _row_of(self, job: str) -> int | None:
        try:
            found = Job.fetch(job, connection=self.redis, serializer=JSONSerializer)
            named = found.func_name in JOBS and not found.instance and not found.kwargs
            return found.args[0] if named and [type(one) for one in found.args] == [int] else None
        except (NoSuchJobError, DeserializationError, ValueError, TypeError, KeyError, AttributeError):
            return None

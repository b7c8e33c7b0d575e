"""A worker whose child process reads many files, one after the other.

RQ forks a child for each job. Such a child sets up its database, its decoders, and the memory of its networks for one
file, which took as long as reading it. This worker keeps its child, still watches and kills it as RQ does, and replaces
it after a number of jobs and after any job that it did not finish.
"""

import contextlib
import json
import os
import select
import socket
from dataclasses import dataclass
from typing import Any, cast

from rq import Queue, Worker
from rq.executions import Execution
from rq.job import Job
from rq.timeouts import HorseMonitorTimeoutException

from workers import settings
from workers.named import NamedJob

_ORDER = 1 << 16  # the most bytes of an order: the ids of a job and of its execution
_DONE, _UNFINISHED = b"+", b"-"


@dataclass(eq=False)
class _Horse:
    """The child process, the socket for its orders, and how many jobs it got; `spent` if it is to get no more."""

    pid: int
    line: socket.socket
    jobs: int = 0
    spent: bool = False


class SteadyWorker(Worker):
    """RQ's worker with a child for many jobs. The child ends when its orders end, also when the worker is killed."""

    _horse: _Horse | None = None

    def fork_work_horse(self, job: Job, queue: Queue) -> None:
        """Hand the job to the child; fork a new one if there is none, or the last one is spent or died."""
        if self._horse and self._horse.spent:
            self._dismiss()
        order = json.dumps([job.id, cast(Execution, self.execution).id]).encode()
        try:
            horse = self._horse = self._horse or self._forked()
            horse.line.send(order)
        except ConnectionError:  # it died without a job
            self._dismiss()
            horse = self._horse = self._forked()
            horse.line.send(order)
        horse.jobs += 1
        horse.spent = horse.jobs >= settings.JOBS_PER_HORSE
        self._horse_pid = horse.pid

    def wait_for_horse(self) -> tuple[int | None, int | None, Any]:
        """Return the child's pid and 0 when it has done its job, or its exit status when it died.

        Raises `HorseMonitorTimeoutException` shortly before RQ's own alarm would, which could lose the answer.
        """
        horse = self._horse
        if horse is None:
            return None, None, None
        if not select.select([horse.line], [], [], max(0.1, self.job_monitoring_interval - 1))[0]:
            raise HorseMonitorTimeoutException("the job is not done yet")
        answer = b""
        with contextlib.suppress(ConnectionError):  # it died with an order unread
            answer = horse.line.recv(len(_DONE))
        if answer:
            horse.spent = horse.spent or answer != _DONE
            return horse.pid, os.EX_OK, None
        return self._dismiss()

    def teardown(self) -> None:
        """End the child, too."""
        self._dismiss()
        super().teardown()

    def _forked(self) -> _Horse:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        pid = os.fork()
        if pid == 0:
            ours.close()
            self._serve(theirs)
        theirs.close()
        return _Horse(pid, ours)

    def _dismiss(self) -> tuple[int | None, int | None, Any]:
        """Let the child end, if there is one; return its pid, exit status, and use of resources."""
        horse, self._horse = self._horse, None
        if horse is None:
            return None, None, None
        horse.line.close()
        with contextlib.suppress(ChildProcessError):
            return os.wait4(horse.pid, 0)
        return None, None, None

    def _serve(self, line: socket.socket) -> None:
        """Be the child: do each job that is ordered, and exit without running exit handlers."""
        status = os.EX_SOFTWARE
        try:
            os.setpgrp()  # RQ kills the child with its group
            self.setup_work_horse_signals()
            self._is_horse, queue = True, self.queues[0]
            while order := line.recv(_ORDER):
                number, execution = json.loads(order)
                job = cast(NamedJob, NamedJob.fetch(number, connection=self.connection, serializer=self.serializer))
                self.execution = Execution.fetch(execution, number, self.connection)
                line.send(_DONE if self.perform_job(job, queue) and job.finished else _UNFINISHED)
            status = os.EX_OK
        finally:
            os._exit(status)

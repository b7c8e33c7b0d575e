"""A family of child processes: restarted when they die, stopped together."""

import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field

import structlog

from desk import errors
from workers import offspring
from workers.private_redis import PrivateRedis

log = structlog.get_logger()

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""The signals that stop a family: from Ctrl-C, a service manager, a closed terminal."""
_GRACE_SECONDS = 20
_PAUSE_SECONDS = 0.2
_SOON_SECONDS = 5
_LONGEST_PAUSE = 10


@dataclass
class Part:
    """One process to keep running: its display name, and its module with arguments."""

    name: str
    module: str
    arguments: tuple[str, ...] = ()
    environment: dict[str, str] | None = None
    process: subprocess.Popen | None = field(default=None, repr=False)
    started: float = 0.0
    failures: int = 0
    due: float | None = None

    def start(self) -> None:
        """Start or restart the process."""
        self.started = time.monotonic()
        command = [sys.executable, "-m", self.module, *self.arguments]
        self.process = offspring.start(command, env=self.environment)


class Family:
    """Processes that run and stop together; ``ground`` is the Redis they need: restarted here, stopped by its owner.

    Each may die at any moment, also while it starts: it is started again, and the others do not notice.
    """

    def __init__(self, parts: list[Part], ground: PrivateRedis | None = None) -> None:
        self.parts = parts
        self.watched = [*([ground] if ground else []), *parts]
        self.ending = threading.Event()
        self._keeper = threading.Thread(target=self._watch, daemon=True)

    def start(self) -> None:
        """Start every part, and restart each process that dies, until :meth:`stop` or a signal ends the family."""
        for part in self.parts:
            _start(part)
        self._keeper.start()

    def wait(self) -> None:
        """Return when a signal (:meth:`end_on_signals`) or :meth:`stop` ends the family."""
        self.ending.wait()

    def _watch(self) -> None:
        while not self.ending.wait(_PAUSE_SECONDS):
            for part in self.watched:
                if part.process is None or part.process.poll() is not None:
                    _again(part)

    def stop(self) -> None:
        """Send every part SIGTERM, and SIGKILL to those that are still running after the grace period."""
        self.ending.set()
        if self._keeper.is_alive():
            self._keeper.join()
        living = [part.process for part in self.parts if part.process and part.process.poll() is None]
        for process in living:
            process.terminate()
        deadline = time.monotonic() + _GRACE_SECONDS
        for process in living:
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def end_on_signals(self) -> None:
        """Make Ctrl-C, SIGTERM and a closed terminal end the family."""
        for number in ENDING:
            signal.signal(number, lambda *_: self.ending.set())


def _again(part: Part | PrivateRedis) -> None:
    """Restart a dead process when it is due; the pause grows to 10 s while it keeps dying soon after its start."""
    now = time.monotonic()
    if part.due is None:
        part.failures = part.failures + 1 if now - part.started < _SOON_SECONDS else 0
        part.due = now + min(part.failures, _LONGEST_PAUSE)
    if now >= part.due:
        part.due = None
        _start(part)


def _start(part: Part | PrivateRedis) -> None:
    """Start a process; if the system refuses, it counts as one that died."""
    try:
        part.start()
    except (OSError, errors.ToolMissing) as bad:
        log.error("process.not_started", part=part.name, kind=type(bad).__name__)

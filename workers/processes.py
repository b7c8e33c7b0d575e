"""A family of child processes: restarted when they die, stopped together."""

import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field

from workers import offspring
from workers.private_redis import PrivateRedis

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""The signals that stop a family: from Ctrl-C, a service manager, a closed terminal."""
_GRACE_SECONDS = 20
_PAUSE_SECONDS = 0.2
_SOON_SECONDS = 5


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

    def start(self) -> None:
        """Start or restart the process."""
        self.started = time.monotonic()
        command = [sys.executable, "-m", self.module, *self.arguments]
        self.process = offspring.start(command, env=self.environment)


class Family:
    """Processes that run and stop together; ``ground`` is the Redis they need: restarted here, stopped by its owner."""

    def __init__(self, parts: list[Part], ground: PrivateRedis | None = None) -> None:
        self.parts = parts
        self.watched = [*([ground] if ground else []), *parts]
        self.ending = threading.Event()

    def start(self) -> None:
        """Start every part."""
        for part in self.parts:
            part.start()

    def watch(self) -> None:
        """Restart each process that dies, until a signal (:meth:`end_on_signals`) or :meth:`stop` ends the family."""
        while not self.ending.wait(_PAUSE_SECONDS):
            for part in self.watched:
                if part.process and part.process.poll() is not None:
                    self._again(part)

    def _again(self, part: Part | PrivateRedis) -> None:
        """Restart a process; the pause grows to 10 s while it keeps dying soon after its start."""
        lived = time.monotonic() - part.started
        part.failures = part.failures + 1 if lived < _SOON_SECONDS else 0
        if not self.ending.wait(min(part.failures, 10)):
            part.start()

    def stop(self) -> None:
        """Send every part SIGTERM, and SIGKILL to those that are still running after the grace period."""
        self.ending.set()
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
        """Make Ctrl-C, SIGTERM and a closed terminal end :meth:`watch`."""
        for number in ENDING:
            signal.signal(number, lambda *_: self.ending.set())

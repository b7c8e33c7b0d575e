"""A set of child processes: restarted when they die, stopped together."""

import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field

from workers import offspring
from workers.private_redis import PrivateRedis

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""What asks a family to end: Ctrl-C, a service manager, a closed terminal."""
_GRACE_SECONDS = 20
_PAUSE_SECONDS = 0.2
_SOON_SECONDS = 5


@dataclass
class Part:
    """One process to keep running: its name for people and its module with arguments."""

    name: str
    module: str
    arguments: tuple[str, ...] = ()
    environment: dict[str, str] | None = None
    process: subprocess.Popen | None = field(default=None, repr=False)
    started: float = 0.0
    failures: int = 0

    def start(self) -> None:
        """Start (again)."""
        self.started = time.monotonic()
        command = [sys.executable, "-m", self.module, *self.arguments]
        self.process = offspring.start(command, env=self.environment)


class Family:
    """Parts that live and end together; ``ground`` is what they stand on, kept running here and ended by its owner."""

    def __init__(self, parts: list[Part], ground: PrivateRedis | None = None) -> None:
        self.parts = parts
        self.watched = [*([ground] if ground else []), *parts]
        self.ending = threading.Event()

    def start(self) -> None:
        """Start every part."""
        for part in self.parts:
            part.start()

    def watch(self) -> None:
        """Restart what dies until :meth:`end_on_signals` or :meth:`stop` ends the family."""
        while not self.ending.wait(_PAUSE_SECONDS):
            for part in self.watched:
                if part.process and part.process.poll() is not None:
                    self._again(part)

    def _again(self, part: Part | PrivateRedis) -> None:
        """Restart a part, more slowly when it dies soon after each start."""
        lived = time.monotonic() - part.started
        part.failures = part.failures + 1 if lived < _SOON_SECONDS else 0
        if not self.ending.wait(min(part.failures, 10)):
            part.start()

    def stop(self) -> None:
        """Ask every part to end, then insist."""
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
        """Let Ctrl-C, SIGTERM and a closed terminal end :meth:`watch`."""
        for number in ENDING:
            signal.signal(number, lambda *_: self.ending.set())

"""The confined process that opens files for this one: started when first needed, and restarted when it has ended."""

import contextlib
import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from intake.opening.raw import Limits
from intake.opening.walls import namespaces, places, standing
from intake.opening.walls.standing import Walls

_PATIENCE = 5.0  # s
_SETTINGS = {"OMP_NUM_THREADS": "1"} | {f"MALLOC_{name}_THRESHOLD_": str(1 << 30) for name in ("MMAP", "TRIM")}
"""Keeps the memory of an image between steps: the system would clear memory that is returned and requested again."""
_KEPT = ("PATH", "LANG", "LC_ALL", "TZ")  # of the environment: other variables may hold passwords and paths


class Opener:
    """One confined process, for this process and its forks; safe to use from several threads."""

    def __init__(self, begin: Callable[[], "Begun"] | None = None) -> None:
        self._begin, self._begun = begin or start_confined, None
        self._lock = threading.Lock()

    def start(self) -> None:
        """Start the process, so that the first file need not wait for it."""
        with self._lock:
            self._begun = self._begun or self._begin()

    def ask(self, size: int, limits: Limits, ends: list[int]) -> None:
        """Request opening a file of `size` bytes that comes through the first of three pipes (see `confined`)."""
        question = json.dumps({"size": size, "limits": asdict(limits)}).encode()
        self.start()
        try:
            self._send(question, ends)
        except ConnectionError:  # it has ended
            self.close()
            self.start()
            self._send(question, ends)

    def gone(self) -> bool:
        """Return whether the process has ended, so that the end of its children is not a sign of bad files."""
        with self._lock:
            try:
                return self._begun is None or not self._begun.door.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
            except BlockingIOError:
                return False
            except ConnectionError:  # it ended with a request unread
                return True

    def close(self) -> None:
        """Let the process end; the next request starts it again."""
        with self._lock:
            begun, self._begun = self._begun, None
        if begun:
            begun.door.close()
            with contextlib.suppress(subprocess.TimeoutExpired):  # a process forked from this one may still need it
                begun.process.wait(_PATIENCE)

    def _send(self, question: bytes, ends: list[int]) -> None:
        with self._lock:
            if self._begun is None:  # another thread found it ended
                raise ConnectionResetError
            socket.send_fds(self._begun.door, [question], ends)


@dataclass(frozen=True, eq=False)
class Begun:
    """A confined process and the socket for requests; it ends when the socket's other ends are closed."""

    door: socket.socket
    process: subprocess.Popen


def start_confined(
    walls: Walls | None = None, module: str = "intake.opening.confined", code: tuple[Path, ...] = ()
) -> Begun:
    """Start the process behind these walls (default: all that the system allows); it may read `code` besides Python's.

    It has its own session, so that signals from a terminal or a supervisor do not reach it.
    """
    walls = walls or standing.walls()
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    with theirs:
        command = [sys.executable, "-P", "-m", module, str(theirs.fileno()), *walls.names]
        if walls.namespaces:
            command = namespaces.around(command, [*places.readable(), *code])
        process = subprocess.Popen(
            command,
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            env=kept | _SETTINGS | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            start_new_session=True,
        )
    return Begun(ours, process)

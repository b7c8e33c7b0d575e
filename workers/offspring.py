"""Starts a process that stops when its parent stops, for whatever reason."""

import ctypes
import os
import signal
import subprocess
from collections.abc import Callable

_LIBC = ctypes.CDLL(None)
_PR_SET_PDEATHSIG = 1


def start(command: list[str], env: dict[str, str] | None = None, stdout: int | None = None) -> subprocess.Popen[bytes]:
    """Start ``command`` in a session of its own; ``env`` and ``stdout`` as :class:`subprocess.Popen` takes them.

    A closed terminal does not reach it, and when this process is gone, even by SIGKILL, it is told to end.
    """
    return subprocess.Popen(command, start_new_session=True, preexec_fn=_tie(os.getpid()), env=env, stdout=stdout)


def _tie(parent: int) -> Callable[[], None]:
    """What the child does first: Linux then sends it SIGTERM when its parent ends."""

    def tied() -> None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # it ended in between
            os._exit(0)

    return tied

"""Starts a child process that stops when its parent stops for any reason."""

import ctypes
import os
import signal
import subprocess
from collections.abc import Callable

_LIBC = ctypes.CDLL(None)
_PR_SET_PDEATHSIG = 1


def start(command: list[str], env: dict[str, str] | None = None, stdout: int | None = None) -> subprocess.Popen[bytes]:
    """Start ``command`` in its own session; ``env`` and ``stdout`` as for :class:`subprocess.Popen`.

    The child survives a closed terminal. When this process ends, even by SIGKILL, Linux sends the child SIGTERM.
    """
    return subprocess.Popen(command, start_new_session=True, preexec_fn=_tie(os.getpid()), env=env, stdout=stdout)


def _tie(parent: int) -> Callable[[], None]:
    """The child's first act: it asks Linux for a SIGTERM when its parent ends."""

    def tied() -> None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # the parent ended before the call
            os._exit(0)

    return tied

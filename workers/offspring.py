"""Starting a process that does not outlive the one that started it, however that one ends."""

import ctypes
import os
import signal
import subprocess

_LIBC = ctypes.CDLL(None)
_PR_SET_PDEATHSIG = 1


def start(command: list[str], **more) -> subprocess.Popen:
    """Start ``command`` in a session of its own, as :class:`subprocess.Popen` does with ``more``.

    A closed terminal does not reach it, and when this process is gone, even by SIGKILL, it is told to end.
    """
    return subprocess.Popen(command, start_new_session=True, preexec_fn=_tie(os.getpid()), **more)


def _tie(parent: int):
    """What the child does first: Linux then sends it SIGTERM when its parent ends."""

    def tied() -> None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # it ended in between
            os._exit(0)

    return tied

"""Whether a program has a file open for writing, where the system tells: by a lease, otherwise by /proc.

A lease sees every program on this machine, but only for the file's owner and on file systems that have leases. /proc
shows the programs of the same account (all of them to root). A writer on another machine is seen by neither.
"""

import fcntl
import os
import signal
from pathlib import Path

_SIGNAL = signal.SIGURG  # ignored by default; a lease that is broken would otherwise end the process


def is_being_written(handle: int) -> bool:
    """Whether a program has the file of this open handle (for reading) open for writing, as far as can be told."""
    try:
        fcntl.fcntl(handle, fcntl.F_SETSIG, _SIGNAL)
        fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_RDLCK)
    except BlockingIOError:
        return True
    except OSError:  # not the owner, or a file system without leases
        return is_in_proc(os.fstat(handle))
    fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    return False


def is_in_proc(known: os.stat_result) -> bool:
    """Whether a process that /proc shows to this account has that file open for writing."""
    return any(_writes(handle, known) for handle in Path("/proc").glob("[0-9]*/fd/*"))


def _writes(handle: Path, known: os.stat_result) -> bool:
    try:
        if not os.path.samestat(handle.stat(), known):
            return False
        lines = handle.parents[1].joinpath("fdinfo", handle.name).read_text().splitlines()
    except OSError:  # it was closed, or belongs to another account
        return False
    flags = next((int(line.split()[1], 8) for line in lines if line.startswith("flags:")), 0)
    return flags & os.O_ACCMODE != os.O_RDONLY

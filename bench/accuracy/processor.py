"""Measures processor time, which does not depend on other work on the machine."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

_TICK = os.sysconf("SC_CLK_TCK")
_OWN_AND_ENDED = slice(11, 15)  # of the fields after the process name in /proc/PID/stat


def seconds() -> float:
    """Return the processor seconds of this process and all processes that come from it: those that ended, and those
    that are running (the confined process that opens files, the workers of a desk and their children)."""
    return sum(os.times()[:4]) + sum(map(_used, _from(os.getpid())))


def _from(process: int) -> Iterator[int]:
    """The running children of a process, their children, and so on."""
    for thread in Path(f"/proc/{process}/task").glob("*/children"):
        with contextlib.suppress(OSError):  # it ended
            for child in map(int, thread.read_text(encoding="ascii").split()):
                yield child
                yield from _from(child)


def _used(process: int) -> float:
    try:
        told = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    except OSError:  # it ended
        return 0.0
    return sum(map(int, told[_OWN_AND_ENDED])) / _TICK

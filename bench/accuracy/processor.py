"""Measures processor time, which does not depend on other work on the machine."""

import os
from pathlib import Path

_TICK = os.sysconf("SC_CLK_TCK")
_OWN_AND_ENDED = slice(11, 15)  # of the fields after the process name in /proc/PID/stat


def seconds() -> float:
    """Return the processor seconds of this process and its children: those that ended, and those that are running, with
    their own ended children (the confined process that opens files)."""
    living = Path(f"/proc/self/task/{os.getpid()}/children").read_text(encoding="ascii").split()
    return sum(os.times()[:4]) + sum(map(_used, living))


def _used(process: str) -> float:
    told = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return sum(map(int, told[_OWN_AND_ENDED])) / _TICK

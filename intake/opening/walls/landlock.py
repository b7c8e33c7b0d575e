"""Landlock: the kernel refuses this process, for good, all files but those named, and TCP.

Linux 5.13 and newer have it, without privileges, in most containers as well. Numbers and structures are those of
`linux/landlock.h`; a newer kernel also refuses truncating (ABI 3), TCP (4), devices (5), signals and abstract sockets
(6).
"""

import ctypes
import os
import stat
from functools import cache
from pathlib import Path

from intake.opening.walls import kernel

_CREATE, _ADD, _RESTRICT = 444, 445, 446  # the same numbers on every architecture
_VERSION, _BENEATH = 1, 1
_READ_FILE, _READ_FOLDER = 1 << 2, 1 << 3
_FILES = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 5: (1 << 16) - 1}  # every right that an ABI knows
_TCP, _SCOPES = 3, 3


class _Ruleset(ctypes.Structure):
    """What is refused unless a rule allows it: rights to files, to TCP, and reach beyond this process."""

    _fields_ = (("files", ctypes.c_uint64), ("network", ctypes.c_uint64), ("scoped", ctypes.c_uint64))


class _Beneath(ctypes.Structure):
    """The rights to one folder and all in it, or to one file."""

    _pack_ = 1
    _fields_ = (("rights", ctypes.c_uint64), ("place", ctypes.c_int32))


@cache
def abi() -> int:
    """Return the version of Landlock that the kernel has; 0 if none."""
    try:
        return kernel.call(_CREATE, None, 0, _VERSION)
    except OSError:
        return 0


def restrict(readable: list[Path]) -> None:
    """Allow this process and its forks from now on to read these files and folders, and no other file.

    Raises OSError if the kernel refuses.
    """
    known = abi()
    refused = _Ruleset(
        files=_FILES[max(version for version in _FILES if version <= known)],
        network=_TCP if known >= 4 else 0,
        scoped=_SCOPES if known >= 6 else 0,
    )
    size = 24 if known >= 6 else 16 if known >= 4 else 8  # bytes of the structure that this version knows
    rules = kernel.call(_CREATE, ctypes.byref(refused), size, 0)
    for path in readable:
        _allow(rules, path)
    kernel.forbid_privileges()
    kernel.call(_RESTRICT, rules, 0)
    os.close(rules)


def _allow(rules: int, path: Path) -> None:
    place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    rights = _READ_FILE | (_READ_FOLDER if stat.S_ISDIR(os.fstat(place).st_mode) else 0)
    kernel.call(_ADD, rules, _BENEATH, ctypes.byref(_Beneath(rights, place)), 0)
    os.close(place)

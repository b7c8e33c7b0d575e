"""Calls of the kernel that Python lacks."""

import ctypes
import os

_LIBC = ctypes.CDLL(None, use_errno=True)
_NO_NEW_PRIVILEGES = 38  # PR_SET_NO_NEW_PRIVS


def call(number: int, *arguments: object) -> int:
    """Make a system call by its number and return its result; raises OSError."""
    return _checked(_LIBC.syscall(ctypes.c_long(number), *map(_wide, arguments)))


def control(option: int, *arguments: object) -> int:
    """Call `prctl` with an option and return its result; raises OSError."""
    given = (*arguments, *[0] * (4 - len(arguments)))
    return _checked(_LIBC.prctl(option, *map(_wide, given)))


def forbid_privileges() -> None:
    """Forbid this process and its forks to gain privileges, for example by a setuid program; raises OSError."""
    control(_NO_NEW_PRIVILEGES, 1)


def _wide(argument: object) -> object:
    """A number in the width of a register, which these functions read whole."""
    return ctypes.c_long(argument) if isinstance(argument, int) else argument


def _checked(result: int) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result

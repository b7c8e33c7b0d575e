"""System calls: the kernel refuses this process, for good, all but those that decoding needs (seccomp).

The filter is a program for the kernel's packet filter (`linux/filter.h`, `linux/seccomp.h`) that compares the number of
each call. A call that it does not list fails with "not permitted": sockets, programs, processes, threads, signals to
others, tracing, writing, and whatever a later kernel adds.
"""

import ctypes
import errno
import os
import platform
import struct
from functools import cache

from intake.opening.walls import kernel

_MACHINES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}  # AUDIT_ARCH_…
_ALLOWED: dict[str, tuple[int | None, int | None]] = {
    "read": (0, 63), "readv": (19, 65), "pread64": (17, 67), "write": (1, 64), "writev": (20, 66),
    "close": (3, 57), "lseek": (8, 62), "fstat": (5, 80),
    "mmap": (9, 222), "mprotect": (10, 226), "munmap": (11, 215), "mremap": (25, 216), "madvise": (28, 233),
    "brk": (12, 214), "futex": (202, 98), "membarrier": (324, 283), "set_robust_list": (273, 99), "rseq": (334, 293),
    "rt_sigaction": (13, 134), "rt_sigprocmask": (14, 135), "rt_sigreturn": (15, 139), "sigaltstack": (131, 132),
    "restart_syscall": (219, 128), "poll": (7, None), "ppoll": (271, 73), "select": (23, None), "pselect6": (270, 72),
    "setitimer": (38, 103), "getitimer": (36, 102), "nanosleep": (35, 101), "clock_nanosleep": (230, 115),
    "clock_gettime": (228, 113), "clock_getres": (229, 114), "gettimeofday": (96, 169), "times": (100, 153),
    "getrusage": (98, 165), "getpid": (39, 172), "getppid": (110, 173), "gettid": (186, 178), "getuid": (102, 174),
    "geteuid": (107, 175), "getgid": (104, 176), "getegid": (108, 177), "uname": (63, 160), "getrandom": (318, 278),
    "sched_yield": (24, 124), "sched_getaffinity": (204, 123), "getcpu": (309, 168),
    "exit": (60, 93), "exit_group": (231, 94),
}  # fmt: skip
"""Call → its number on x86_64 and on aarch64."""
_LOOKS: dict[str, tuple[int | None, int | None]] = {
    "newfstatat": (262, 79), "statx": (332, 291), "stat": (4, None), "lstat": (6, None), "access": (21, None),
    "getdents64": (217, 61), "readlink": (89, None), "readlinkat": (267, 78), "getcwd": (79, 17),
}  # fmt: skip
"""Calls that look at files; allowed only where another wall says which files."""
_OPEN, _LIMITS = (257, 56), (302, 261)  # openat, prlimit64: allowed by their arguments
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND | 0x400000  # the last: O_TMPFILE
_OTHER_NUMBERS = 0x40000000  # of x32, another set of calls on x86_64

_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER, _MACHINE, _FIRST, _THIRD = 0, 4, 16, 32  # where the filter finds them; of arguments, the lower half
_KILL, _REFUSE, _ALLOW = 0x80000000, 0x00050001, 0x7FFF0000  # SECCOMP_RET_…; refused: EPERM
_SET_FILTER, _FILTER = 22, 2

Step = tuple[int, int, int, int]


class _Program(ctypes.Structure):
    """A filter and its length in steps."""

    _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.c_void_p))


def exist() -> bool:
    """Return whether this filter can be used on this machine."""
    try:
        kernel.control(_SET_FILTER, _FILTER, None)  # no filter at this address, if the kernel knows filters at all
    except OSError as refused:
        return refused.errno == errno.EFAULT and platform.machine() in _MACHINES
    return False


def restrict(files: bool) -> None:
    """Refuse all other calls from now on; `files`: files may be opened for reading. Raises OSError."""
    kernel.forbid_privileges()
    program, _ = _program(files)
    kernel.control(_SET_FILTER, _FILTER, ctypes.byref(program))


@cache
def _program(files: bool) -> tuple[_Program, ctypes.Array]:
    """The filter, and its steps, which must live as long."""
    mine = list(_MACHINES).index(platform.machine())
    allowed = [call[mine] for call in (*_ALLOWED.values(), *(_LOOKS.values() if files else ()))]
    steps = _filter([number for number in allowed if number is not None], mine, files)
    packed = b"".join(struct.pack("=HBBI", *step) for step in steps)
    kept = ctypes.create_string_buffer(packed, len(packed))
    return _Program(len(steps), ctypes.addressof(kept)), kept


def _filter(allowed: list[int], mine: int, files: bool) -> list[Step]:
    """Each step: code, steps to skip if true, if false, operand."""
    machine = list(_MACHINES.values())[mine]
    steps: list[Step] = [(_LOAD, 0, 0, _MACHINE), (_EQUAL, 1, 0, machine), (_RETURN, 0, 0, _KILL)]
    steps += [(_LOAD, 0, 0, _NUMBER), (_AT_LEAST, 0, 1, _OTHER_NUMBERS), (_RETURN, 0, 0, _REFUSE)]
    for number in allowed:
        steps += [(_EQUAL, 0, 1, number), (_RETURN, 0, 0, _ALLOW)]
    if files:
        steps += _only_if(_OPEN[mine], [(_LOAD, 0, 0, _THIRD), (_ANY_BIT, 1, 0, _WRITING)])
    steps += _only_if(_LIMITS[mine], [(_LOAD, 0, 0, _FIRST), (_EQUAL, 0, 1, 0)])  # of this process
    return [*steps, (_RETURN, 0, 0, _REFUSE)]


def _only_if(number: int, check: list[Step]) -> list[Step]:
    """Allow a call if the check passes; refuse it otherwise."""
    body = [*check, (_RETURN, 0, 0, _ALLOW), (_RETURN, 0, 0, _REFUSE)]
    return [(_EQUAL, 0, len(body), number), *body]

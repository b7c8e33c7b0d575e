"""This process: the operating system's account, the machine, who asked for its work, and no dumps of its memory."""

import ctypes
import os
import pwd
import resource
import socket
from contextvars import ContextVar
from functools import cache
from typing import NamedTuple


class Caller(NamedTuple):
    """The sign-in session and the network address from which work was asked for; None for what no page asked for."""

    session: str | None = None
    source: str | None = None


NOBODY = Caller()
_PR_SET_DUMPABLE = 4
_caller: ContextVar[Caller] = ContextVar("caller", default=NOBODY)


@cache
def place() -> tuple[str, str]:
    """Return the account that started the process and the host name.

    The account comes from the operating system, not from an environment variable, which anybody may set. An account
    without a name is given by its number.
    """
    number = os.getuid()
    try:
        account = pwd.getpwuid(number).pw_name
    except KeyError:
        account = f"uid {number}"
    return account, socket.gethostname()


def caller() -> Caller:
    """Return who asked for the work that this thread does now."""
    return _caller.get()


def set_caller(caller: Caller = NOBODY) -> None:
    """Say who asks for what this thread does from now on; by default no page does."""
    _caller.set(caller)


def forbid_dumps() -> None:
    """Let no fault write the memory of this process to a file: keys, numbers, and pages stand in it.

    What it starts inherits the limit. The flag counts where the system hands dumps to a program, which asks no limit;
    it also keeps other processes of the same account out of this one's memory.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)

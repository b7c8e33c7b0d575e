"""The confined process with a decoder that a hostile file has taken over: it does what the file says.

    python -m tests.attacks.hijacked DOOR [WALL…]

The file is JSON: the name of an attack below and its arguments. The page that comes out tells how it went.
"""

import ctypes
import json
import os
import socket
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from intake.opening import confined, decode
from intake.opening.raw import Limits

HEAD = {"number": 1, "dpi": 100.0, "text": None, "count": 1, "damaged": False}
PAGE = np.full((11, 8), 255, np.uint8)
_LIBC = ctypes.CDLL(None, use_errno=True)
_decode = decode.pages
_ATTACH, _DETACH = 16, 17  # PTRACE_…


def read(path: str) -> str:
    """Read a file."""
    return Path(path).read_text(encoding="latin-1")[:40]


def list_files(path: str) -> str:
    """Look into a folder."""
    return str(len(os.listdir(path)))


def write(path: str) -> None:
    """Make a file."""
    Path(path).touch()


def connect(path: str) -> None:
    """Talk to Redis on its socket."""
    with socket.socket(socket.AF_UNIX) as line:
        line.connect(path)


def network() -> None:
    """Have a socket for the network."""
    socket.socket(socket.AF_INET).close()


def shell() -> None:
    """Become a shell, which says so in the exit status that nobody else gives."""
    os.execv("/bin/sh", ["sh", "-c", "kill -9 $$"])


def fork() -> None:
    """Have a process of one's own."""
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)


def thread() -> None:
    """Have a thread of one's own."""
    threading.Thread(target=print).start()


def trace() -> None:
    """Take over the process that forked this one, and let it go again."""
    _checked(_LIBC.ptrace(_ATTACH, os.getppid(), None, None))
    os.waitpid(os.getppid(), 0)
    _checked(_LIBC.ptrace(_DETACH, os.getppid(), None, None))


def kill(process: str) -> None:
    """End another process of the desk."""
    os.kill(int(process), 0)


def memory() -> None:
    """Make a file in memory, to run a program from."""
    os.close(os.memfd_create("program"))


def privileges() -> None:
    """Become root in a namespace of one's own."""
    _checked(_LIBC.unshare(0x10000000))


def held() -> str:
    """Look for files and sockets that were left open."""
    links = [f"/proc/self/fd/{number}" for number in os.listdir("/proc/self/fd")]
    return " ".join(os.readlink(link) for link in links if os.path.lexists(link))


def _checked(result: int) -> int:
    if result < 0:
        raise OSError(ctypes.get_errno(), "refused")
    return result


ATTACKS = (
    read, list_files, write, connect, network, shell, fork, thread, trace, kill, memory, privileges, held,
)  # fmt: skip


def pages(data: bytes, limits: Limits) -> Iterator[decode.Decoded]:
    """Do what the file says; yield one page that tells about it. Other files are opened as always."""
    if not data.startswith(b"["):
        yield from _decode(data, limits)
        return
    name, *arguments = json.loads(data)
    attack = next(one for one in ATTACKS if one.__name__ == name)
    try:
        told = f"done {attack(*arguments) or ''}"
    except (OSError, RuntimeError) as refused:
        told = f"refused {refused}"
    yield HEAD | {"widgets": {"told": told}}, PAGE


if __name__ == "__main__":
    decode.pages = pages
    confined.main(int(sys.argv[1]), frozenset(sys.argv[2:]))

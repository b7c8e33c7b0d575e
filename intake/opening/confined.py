"""Opens files of unknown origin for `intake.opening.file`, each in a child process that cannot exceed its limits.

    python -m intake.opening.confined DOOR [WALL…]    # the number of the socket; the walls that stand

This process loads only the decoders, raises its walls (`intake.opening.walls`), and forks for every file. Forking is
fast, and a decoder that a hostile file takes over reaches no key, record, connection or model, only that file: it can
open no other file but those of Python, no socket, no program and no process, and write nothing but its answer.

A request is one message: the file's length and its limits as JSON, with the ends of three pipes. The file arrives
through the first pipe. JSON and raw pixels leave through the second, never pickles, so that the answer is only data
even if a hostile file controls it. The third carries nothing: its other end stays open while the caller waits, and
closing it ends the child at once.
"""

import contextlib
import ctypes
import fcntl
import functools
import gc
import io
import json
import os
import resource
import select
import signal
import socket
import sys
import warnings
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

import cv2
import numpy as np
from PIL import Image

from desk import errors
from intake.opening import decode, pipes
from intake.opening.raw import TOLD, Limits
from intake.opening.walls import calls, landlock, places

_QUESTION = 4096  # the most bytes of a request
_KINDS = (
    ("TIFF", "1", {"compression": "group4"}),
    ("TIFF", "L", {}),
    ("JPEG", "L", {}),
    ("PNG", "L", {}),
    ("PDF", "L", {}),
)
_KILLED_WITH_PARENT = 1  # PR_SET_PDEATHSIG
_DESCRIPTORS = 64  # a library that is loaded late needs a few


def main(door: int, walls: frozenset[str]) -> None:
    """Load the decoders, then serve behind these walls (the names of `standing.Walls`)."""
    cv2.setNumThreads(1)
    warnings.simplefilter("ignore")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # decoders written in C print complaints there about odd files
    _rehearse()
    serve(socket.socket(fileno=door), walls)


def serve(door: socket.socket, walls: frozenset[str] = frozenset()) -> None:
    """Answer requests until the other end of the socket is closed.

    The wall around files is raised now, so that it costs nothing for each file; the one around calls in each child,
    because this process forks. Raises OSError if the first cannot be raised.
    """
    size = _size()
    if "files" in walls:
        landlock.restrict(places.readable())
    signal.signal(signal.SIGCHLD, _bury)
    gc.freeze()  # never collect what is loaded now, so that no child gets its own copies of those pages
    while True:
        question, ends, *_ = socket.recv_fds(door, _QUESTION, 3)
        if not question:
            return
        with contextlib.suppress(OSError):  # no memory for a child: the caller sees that its file was not started
            if os.fork() == 0:
                door.close()
                source, sink, line = ends
                _answer(source, sink, line, functools.partial(_confine, size, walls), **json.loads(question))
        for end in ends:
            os.close(end)


def _rehearse() -> None:
    """Open a small built-in file of every type, so that no child has to load and set up a decoder."""
    sheet, limits = Image.new("L", (85, 110), 255), Limits(200_000_000, 1, 60_000_000, 2_000_000_000, 60)
    for kind, mode, how in _KINDS:
        file = io.BytesIO()
        sheet.convert(mode).save(file, kind, **how)
        for _ in decode.pages(file.getvalue(), limits):
            pass


def _bury(number: int, frame: object) -> None:
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _answer(
    source: int, sink: int, line: int, confine: Callable[[Limits], None], size: int, limits: dict[str, Any]
) -> None:
    """Run a child: receive the file, confine the process, decode, send, and exit without running exit handlers."""
    pipe, allowed = Connection(sink, readable=False), Limits(**limits)
    try:
        _send(pipe, {"begun": True})
        with os.fdopen(source, "rb") as file:
            data = file.read(size)
        _hold(line)
        confine(allowed)
        for head, image in decode.pages(data, allowed):
            signal.setitimer(signal.ITIMER_REAL, 0)
            pipe.send_bytes(json.dumps(head | {"shape": image.shape}).encode())
            pipes.pour(sink, np.ascontiguousarray(image).data.cast("B"))
            signal.setitimer(signal.ITIMER_REAL, allowed.page_seconds)
            _allow_more(allowed)
        _send(pipe, {"end": True})
    except errors.Unreadable as refused:
        _send(pipe, {"error": refused.code, "message": str(refused)})
    except _Late:
        _refuse(pipe, "timeout")
    except (MemoryError, cv2.error):
        _refuse(pipe, "too_large")
    except Exception:  # noqa: BLE001  whatever a decoder throws at a strange file means the same to a person
        _refuse(pipe, "damaged")
    finally:
        os._exit(0)


class _Late(BaseException):
    """The processor time or the time for one page is used up; no decoder may catch it as an error of its page."""


def _hold(line: int) -> None:
    """End this process from now on when the other end of the line is closed, whatever it is doing."""
    signal.signal(signal.SIGIO, signal.SIG_DFL)
    fcntl.fcntl(line, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(line, fcntl.F_SETFL, fcntl.fcntl(line, fcntl.F_GETFL) | os.O_ASYNC)
    held = select.poll()
    held.register(line, select.POLLHUP)
    if held.poll(0):  # it was closed before the signal was set up
        os._exit(0)


def _send(pipe: Connection, head: dict[str, object]) -> None:
    with contextlib.suppress(OSError):
        pipe.send_bytes(json.dumps(head).encode())


def _refuse(pipe: Connection, code: str) -> None:
    _send(pipe, {"error": code, "message": TOLD[code]})


def _size() -> int:
    """The bytes of this process's address space, which its children have as well."""
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[0]) * resource.getpagesize()


def _confine(size: int, walls: frozenset[str], limits: Limits) -> None:
    """Limit what this process may use, make it end with its parent, and refuse it all system calls but a few.

    Limited are memory (in addition to `size`), processor time, wall time, descriptors, the size of files and the number
    of processes (none more).
    """
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGPIPE, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)
    ctypes.CDLL(None).prctl(_KILLED_WITH_PARENT, signal.SIGKILL)
    room = size + limits.memory_bytes
    most = {"AS": room, "CORE": 0, "FSIZE": 0, "NPROC": 0, "NOFILE": _DESCRIPTORS}
    for name, number in most.items():
        resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (number, number))
    soft = int(sum(os.times()[:2])) + limits.cpu_seconds
    resource.setrlimit(resource.RLIMIT_CPU, (soft, soft + limits.pages * limits.page_cpu_seconds + 2))
    for number in (signal.SIGALRM, signal.SIGXCPU):
        signal.signal(number, _late)
    signal.setitimer(signal.ITIMER_REAL, limits.page_seconds)
    if "calls" in walls:
        calls.restrict(files=bool(walls & {"files", "namespaces"}))


def _allow_more(limits: Limits) -> None:
    """Add the processor time of one page, so that a long stack may take longer than a short one."""
    soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (soft + limits.page_cpu_seconds, hard))


def _late(number: int, frame: object) -> None:
    raise _Late


if __name__ == "__main__":
    main(int(sys.argv[1]), frozenset(sys.argv[2:]))

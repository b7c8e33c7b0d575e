"""Open a file of unknown origin as grey pages, in a child process that cannot outlive or outgrow its limits.

The child sends JSON and raw pixels, never pickles: what a hostile file could make of it stays data.
"""

import contextlib
import ctypes
import fcntl
import json
import multiprocessing
import os
import resource
import signal
import warnings
from collections.abc import Iterator
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkProcess
from typing import Any

import cv2
import numpy as np

from desk import errors
from intake import decode
from intake.raw import SHIPPED, Char, Limits, RawPage

__all__ = ["Char", "Limits", "RawPage", "each_page", "open_file"]

_TIMEOUT = "The file takes too long to open and was given up. Scan the paper again, or print the file and scan it."
_MEMORY = "The file needs more memory than one file may have. Scan the paper again at 300 dpi, fewer pages a file."
_DAMAGED = "The file is damaged and cannot be opened. Ask for it again, or scan the paper again."
_LARGEST = 400_000_000  # pixels: more than any page that `decode` gives, so that a wrong number is no page
_PIPE = 1 << 20  # bytes that may lie in the pipe
_FORK = multiprocessing.get_context("fork")


def open_file(data: bytes, limits: Limits = SHIPPED) -> list[RawPage]:
    """All pages of a file; raises errors.Unreadable with a code and a message that says what to do.

    Codes: not_supported, encrypted, damaged, too_large, too_many_pages, timeout, empty.
    """
    return list(each_page(data, limits))


def each_page(data: bytes, limits: Limits = SHIPPED) -> Iterator[RawPage]:
    """The pages of a file one by one, so that a long file never lies in memory whole; raises like `open_file`."""
    if not data:
        raise errors.Unreadable("empty", "The file is empty. Scan the paper again.")
    if len(data) > limits.file_bytes:
        megabytes = limits.file_bytes // 1_000_000
        raise errors.Unreadable("too_large", f"The file is larger than {megabytes} MB. Split it into smaller files.")
    ours, theirs = _FORK.Pipe(duplex=False)
    if hasattr(fcntl, "F_SETPIPE_SZ"):  # Linux: a page passes in a few pieces, not in a hundred
        with contextlib.suppress(OSError):
            fcntl.fcntl(ours.fileno(), fcntl.F_SETPIPE_SZ, _PIPE)
    child = _FORK.Process(target=_run, args=(ours, theirs, data, limits), daemon=True)
    child.start()
    theirs.close()
    try:
        yield from _receive(ours, child, limits)
    finally:
        ours.close()
        child.kill()
        child.join()


def _receive(pipe: Connection, child: ForkProcess, limits: Limits) -> Iterator[RawPage]:
    """Turn the child's messages into pages, and its silence or its death into an error."""
    while True:
        try:
            if not wait([pipe, child.sentinel], limits.page_seconds + 1):
                raise errors.Unreadable("timeout", _TIMEOUT)
            head: dict[str, Any] = json.loads(pipe.recv_bytes())
            if "error" in head:
                raise errors.Unreadable(head["error"], head["message"])
            if "end" in head:
                return
            yield _page(head, _pixels(pipe, head["shape"]))
        except (EOFError, OSError, ValueError, KeyError, TypeError) as gone:
            raise errors.Unreadable("damaged", _DAMAGED) from gone


def _pixels(pipe: Connection, shape: list[int]) -> np.ndarray:
    """A page straight from the pipe into the picture that it becomes."""
    height, width = shape
    if not 0 < height * width <= _LARGEST:
        raise ValueError("a page of impossible size")
    image = np.empty((height, width), np.uint8)
    left = memoryview(image).cast("B")
    while left:
        count = os.readv(pipe.fileno(), [left])
        if not count:
            raise EOFError
        left = left[count:]
    return image


def _page(head: dict[str, Any], image: np.ndarray) -> RawPage:
    text = head["text"]
    return RawPage(
        number=int(head["number"]),
        image=image,
        dpi=float(head["dpi"]),
        text=None if text is None else tuple(Char(str(char), tuple(map(float, box))) for char, *box in text),
        widgets={str(name): str(value) for name, value in head["widgets"].items()},
        born_digital=text is not None,
        count=int(head["count"]),
        damaged=bool(head["damaged"]),
    )


def _run(ours: Connection, pipe: Connection, data: bytes, limits: Limits) -> None:
    """The child's whole life: confine itself, decode, send, and leave without running anybody's exit handlers."""
    ours.close()
    try:
        _confine(limits)
        for head, image in decode.pages(data, limits):
            signal.setitimer(signal.ITIMER_REAL, 0)
            pipe.send_bytes(json.dumps(head | {"shape": image.shape}).encode())
            _write(pipe, np.ascontiguousarray(image).data.cast("B"))
            signal.setitimer(signal.ITIMER_REAL, limits.page_seconds)
            _allow_more(limits)
        _send(pipe, {"end": True})
    except errors.Unreadable as refused:
        _send(pipe, {"error": refused.code, "message": str(refused)})
    except _Late:
        _send(pipe, {"error": "timeout", "message": _TIMEOUT})
    except (MemoryError, cv2.error):
        _send(pipe, {"error": "too_large", "message": _MEMORY})
    except Exception:  # noqa: BLE001  whatever a decoder throws at a strange file means the same to a person
        _send(pipe, {"error": "damaged", "message": _DAMAGED})
    finally:
        os._exit(0)


class _Late(BaseException):
    """The processor time or the time for one page is spent; no decoder may take it for a fault of its page."""


def _write(pipe: Connection, pixels: memoryview) -> None:
    while pixels:
        pixels = pixels[os.write(pipe.fileno(), pixels) :]


def _send(pipe: Connection, head: dict[str, Any]) -> None:
    with contextlib.suppress(OSError):
        pipe.send_bytes(json.dumps(head).encode())


def _confine(limits: Limits) -> None:
    """Cap memory, processor and wall time of this process, and tie its life to its parent's."""
    cv2.setNumThreads(1)
    warnings.simplefilter("ignore")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # decoders written in C complain there about every strange file
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGPIPE):
        signal.signal(number, signal.SIG_DFL)
    if hasattr(os, "sched_getaffinity"):  # Linux: 1 is PR_SET_PDEATHSIG
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)
        with open("/proc/self/statm", encoding="ascii") as file:
            size = int(file.read().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (size + limits.memory_bytes,) * 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    soft = int(sum(os.times()[:2])) + limits.cpu_seconds
    resource.setrlimit(resource.RLIMIT_CPU, (soft, soft + limits.pages * limits.page_cpu_seconds + 2))
    for number in (signal.SIGALRM, signal.SIGXCPU):
        signal.signal(number, _late)
    signal.setitimer(signal.ITIMER_REAL, limits.page_seconds)


def _allow_more(limits: Limits) -> None:
    """Add a page's processor time, so that a long stack may take longer than a short one."""
    soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (soft + limits.page_cpu_seconds, hard))


def _late(number: int, frame: object) -> None:
    raise _Late

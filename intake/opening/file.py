"""Opens a file of unknown origin as gray pages, in a confined process (`intake.opening.confined`)."""

import atexit
import contextlib
import fcntl
import json
import os
from collections.abc import Iterator
from multiprocessing.connection import Connection, wait
from typing import Any

import numpy as np

from desk import errors
from desk.forms import boxes
from intake.opening import pipes
from intake.opening.limits import SHIPPED
from intake.opening.opener import Opener
from intake.opening.raw import TOLD, Char, Limits, RawPage
from intake.opening.walls import standing

__all__ = ["Char", "Limits", "RawPage", "each_page", "open_file", "warm"]

_LARGEST = 400_000_000  # pixels: more than any page from `decode`, so that a wrong number is refused
_PIPE = 1 << 20  # bytes that fit into a pipe: a file or a page passes in a few pieces, not in a hundred

_opener = Opener()
atexit.register(_opener.close)


class NotOpened(OSError):
    """The confined process ended before it finished a file, or never began it; the file may be fine."""


def warm() -> None:
    """Start the confined process."""
    _opener.start()


def open_file(data: bytes, limits: Limits = SHIPPED) -> list[RawPage]:
    """Return all pages of a file; raises errors.Unreadable with a code and a message for people, and NotOpened.

    Codes: not_supported, encrypted, damaged, too_large, too_many_pages, timeout, empty.
    """
    return list(each_page(data, limits))


def each_page(data: bytes, limits: Limits = SHIPPED) -> Iterator[RawPage]:
    """Yield the pages of a file one by one, so that a long file is never whole in memory; raises like `open_file`.

    Raises errors.SettingsRefused where nothing may be opened because the system allows no sandbox.
    """
    if not data:
        raise errors.Unreadable("empty", "The file is empty. Scan the paper again.")
    standing.demand(limits.without_sandbox)
    if len(data) > limits.file_bytes:
        megabytes = limits.file_bytes // 1_000_000
        raise errors.Unreadable("too_large", f"The file is larger than {megabytes} MB. Split it into smaller files.")
    with _asked(data, limits) as pipe:
        yield from _receive(pipe, limits)


@contextlib.contextmanager
def _asked(data: bytes, limits: Limits) -> Iterator[Connection]:
    """Yield the pipe that delivers the pages; the decoding child ends when the block ends."""
    (source, poured), (answer, sink), (line, held) = os.pipe(), os.pipe(), os.pipe()
    for end in (poured, answer):
        with contextlib.suppress(OSError):
            fcntl.fcntl(end, fcntl.F_SETPIPE_SZ, _PIPE)
    with Connection(answer, writable=False) as pipe, open(held, "wb"):
        with open(poured, "wb", buffering=0) as file:
            try:
                _opener.ask(len(data), limits, [source, sink, line])
            finally:
                for end in (source, sink, line):
                    os.close(end)
            with contextlib.suppress(BrokenPipeError):  # it ended; the other pipe has its last message
                pipes.pour(file.fileno(), data)
        yield pipe


def _receive(pipe: Connection, limits: Limits) -> Iterator[RawPage]:
    """Turn the child's messages into pages, and its silence or end into an error."""
    begun = False
    while True:
        if not wait([pipe], limits.page_seconds + 1):
            if not begun:
                raise NotOpened("the confined process does not answer")
            raise errors.Unreadable("timeout", TOLD["timeout"])
        try:
            head: dict[str, Any] = json.loads(pipe.recv_bytes())
            if "error" in head:
                raise errors.Unreadable(head["error"], head["message"])
            if "end" in head:
                return
            if "begun" in head:
                begun = True
                continue
            yield _page(head, _pixels(pipe, head["shape"]))
        except (EOFError, OSError, ValueError, KeyError, TypeError) as gone:
            if not begun or _opener.gone():
                raise NotOpened("the confined process ended") from gone
            raise errors.Unreadable("damaged", TOLD["damaged"]) from gone


def _pixels(pipe: Connection, shape: list[int]) -> np.ndarray:
    """Read a page from the pipe straight into its image."""
    height, width = shape
    if not 0 < height * width <= _LARGEST:
        raise ValueError("a page of impossible size")
    image = np.empty((height, width), np.uint8)
    left = image.data.cast("B")
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
        text=None if text is None else tuple(Char(str(char), boxes.from_edges(map(float, box))) for char, *box in text),
        widgets={str(name): str(value) for name, value in head["widgets"].items()},
        born_digital=text is not None,
        count=int(head["count"]),
        damaged=bool(head["damaged"]),
        unshown=tuple(boxes.from_edges(map(float, box)) for box in head.get("unshown") or ()),
    )

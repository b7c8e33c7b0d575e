"""The process that opens files: what its children may cost, how they end, and what they can see."""

import contextlib
import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from desk import errors
from intake.opening import confined, decode, file
from intake.opening.limits import SHIPPED
from intake.opening.opener import Begun, Opener
from intake.opening.raw import Limits

PATIENCE = 300.0  # s that the end of a process may take on a busy machine
HEAD = {"number": 1, "dpi": 100.0, "text": None, "widgets": {}, "count": 4, "damaged": False}
PAGE = np.full((110, 85), 255, np.uint8)


class Forked:
    """The end of a process that the test forked, as `Popen` tells it."""

    def __init__(self, process: int) -> None:
        self.process = process

    def wait(self, patience: float) -> None:
        """Until it has ended."""
        with contextlib.suppress(ChildProcessError):
            os.waitpid(self.process, 0)


@pytest.fixture
def decoding(monkeypatch) -> Iterator[Callable]:
    """Lets files be opened by a decoder of the test's own: the confined process is then forked from the test's."""
    openers = []

    def use(pages: Callable, serve: Callable[[socket.socket], object] = confined.serve) -> None:
        def begin() -> Begun:
            ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            process = os.fork()
            if process == 0:
                ours.close()
                serve(theirs)
                os._exit(0)
            theirs.close()
            return Begun(ours, Forked(process))

        monkeypatch.setattr(decode, "pages", pages)
        openers.append(Opener(begin))
        openers[-1].start()  # before there is a pipe that it would inherit
        monkeypatch.setattr(file, "_opener", openers[-1])

    yield use
    for one in openers:
        one.close()


def toil(data: bytes, limits: Limits) -> Iterator[decode.Decoded]:
    """Four small pages that take half a second each."""
    for number in range(1, 5):
        while time.process_time() < 0.5 * number:
            pass
        yield HEAD | {"number": number}, PAGE


def who(data: bytes, limits: Limits) -> Iterator[decode.Decoded]:
    """A page that says which process made it; then nothing more for as long as one waits, and no alarm is heard."""
    yield HEAD | {"widgets": {"child": str(os.getpid()), "server": str(os.getppid())}}, PAGE
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGALRM, signal.SIGXCPU])
    while data == b"stay":
        pass


def gone(process: int) -> bool:
    """Whether a process ends within the patience of these tests."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            if Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except (FileNotFoundError, ProcessLookupError):
            return True
        time.sleep(0.02)
    return False


@pytest.mark.parametrize(("more", "ends"), [(0, "timeout"), (1, None)])
def test_a_long_file_may_take_longer_than_a_short_one(decoding, more: int, ends: str | None):
    """Each page that came out adds processor time; a file that spends it without pages is given up."""
    decoding(toil)
    limits = replace(SHIPPED, cpu_seconds=1, page_cpu_seconds=more)
    try:
        code = None if len(file.open_file(b"four pages", limits)) == 4 else "short"
    except errors.Unreadable as refused:
        code = refused.code
    assert code == ends


def test_who_is_no_longer_listened_to_ends(decoding):
    """However deep in a decoder: a page was enough, and the rest is not wanted."""
    decoding(who)
    pages = file.each_page(b"stay")
    child = int(next(pages).widgets["child"])
    pages.close()
    assert gone(child)


def test_who_works_for_a_killed_process_ends(decoding):
    """A reader that is killed leaves nobody behind that decodes for it."""
    decoding(who)
    told, tell = os.pipe()
    asker = os.fork()
    if asker == 0:
        pages = file.each_page(b"stay")
        os.write(tell, next(pages).widgets["child"].encode())
        signal.pause()
    child = int(os.read(told, 20))
    os.kill(asker, signal.SIGKILL)
    os.waitpid(asker, 0)
    assert gone(child)


def test_a_killed_confined_process_is_started_again(decoding):
    """And the next file is opened as if nothing had been."""
    decoding(who)
    (page,) = file.open_file(b"leave")
    os.kill(int(page.widgets["server"]), signal.SIGKILL)
    assert gone(int(page.widgets["server"]))
    (again,) = file.open_file(b"leave")
    assert again.widgets["server"] != page.widgets["server"]


def test_a_file_that_nobody_began_on_is_not_called_damaged(decoding):
    """It may be tried again; nothing is known of it."""
    decoding(who, serve=lambda door: socket.recv_fds(door, 4096, 3))
    with pytest.raises(file.NotOpened):
        file.open_file(b"leave")


def test_a_file_is_not_called_damaged_when_the_confined_process_is_killed(decoding):
    """Its children end with it, and the file may be tried again."""
    decoding(who)
    pages = file.each_page(b"stay")
    os.kill(int(next(pages).widgets["server"]), signal.SIGKILL)
    with pytest.raises(file.NotOpened):
        next(pages)


def test_a_child_that_crashes_leaves_a_damaged_file(decoding):
    """A decoder written in C may fall over a hostile file; nothing else does."""
    decoding(lambda data, limits: os.kill(os.getpid(), signal.SIGKILL))
    with pytest.raises(errors.Unreadable) as refused:
        file.open_file(b"hostile")
    assert refused.value.code == "damaged"


def test_the_confined_process_is_told_nothing_of_the_desk(monkeypatch):
    """Its environment has no address with a password in it, and it holds only what it needs to answer."""
    monkeypatch.setenv("DATABASE_URL", "postgresql://desk:secret@db/desk")
    opener, before = Opener(), offspring()
    monkeypatch.setattr(file, "_opener", opener)
    with pytest.raises(errors.Unreadable):  # it answers: before that, its environment may not be there to be read yet
        file.open_file(b"of no kind")
    (process,) = offspring() - before
    environment = Path(f"/proc/{process}/environ").read_bytes()
    opener.close()
    assert b"PYTHONPATH=" in environment
    assert b"secret" not in environment


def offspring() -> set[str]:
    """The processes that this one started and that have not ended."""
    return set(Path(f"/proc/self/task/{os.getpid()}/children").read_text().split())

"""One child of a worker reads many files: watched, replaced in time, and nothing stays from one file to the next."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from rq import Worker
from sqlalchemy import select

from desk.mailroom import receive
from desk.models import Reading, Scan
from samples import catalog
from tests import acts, processes
from tests.intake.test_pipeline import tiff
from workers.private_redis import PrivateRedis

PATIENCE = 300
BY_HAND, TYPED = (catalog.FOLDER / name for name in ("12-joint-by-hand.tif", "08-not-required.tif"))


@pytest.fixture
def desk(opened):
    """A desk with a Redis of its own."""
    before = opened()
    redis = PrivateRedis(before.settings.root / "redis", before.socket_file)
    redis.start()
    yield opened()
    redis.stop()


@contextmanager
def working(desk, jobs_per_horse: int = 100, **environment: str) -> Iterator[int]:
    """The pid of a worker that runs during the block; it must end when asked to."""
    process = processes.start(acts.serve, str(jobs_per_horse), IPPIN_HOME=str(desk.settings.root), **environment)
    yield process.pid
    process.terminate()
    assert processes.ended(process) == 0


def until(true: Callable[[], object]) -> None:
    """Come back when it is true; fail when it never is."""
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def blank(number: int) -> bytes:
    """A small file of its own that is read at once."""
    return tiff(np.full((1100, 850), 250 - number, np.uint8))


def send(desk, *files: bytes) -> list[int]:
    """The numbers of the scans of some files that are handed in."""
    return [receive.receive(desk, one, "a.tif", batch="b", actor="mo").scan_id for one in files]


def scan(desk, number: int) -> Scan:
    """A scan's row as it stands."""
    with desk.database.reading() as session:
        return session.get_one(Scan, number)


def finish(desk, *files: bytes) -> None:
    """Hand files in and wait until they are read, and the worker waits for more."""
    numbers = send(desk, *files)
    until(lambda: all(scan(desk, one).state in ("read", "exception") for one in numbers))
    until(lambda: all(one.get_state() == "idle" for one in Worker.all(connection=desk.wakeups.redis)))


def horse(worker: int) -> int | None:
    """The worker's child: it leads a group of processes and no session, as the process that opens files does."""
    children = map(int, Path(f"/proc/{worker}/task/{worker}/children").read_text().split())
    return next((pid for pid in children if os.getpgid(pid) == pid != os.getsid(pid)), None)


def values(desk, number: int) -> list[tuple]:
    """All that was read in a scan."""
    with desk.database.reading() as session:
        rows = session.scalars(select(Reading).where(Reading.document_id == session.get(Scan, number).documents[0].id))
        return sorted((one.field, one.value, one.state, one.confidence, one.alternatives) for one in rows)


def test_a_child_reads_its_share_of_files_and_is_replaced(desk):
    """The next one reads on; when the worker ends, none is left."""
    with working(desk, jobs_per_horse=2) as worker:
        seen = []
        for number in range(3):
            finish(desk, blank(number))
            seen.append(horse(worker))
    assert seen[0] == seen[1] != seen[2]
    assert not any(Path(f"/proc/{pid}").exists() for pid in seen)


def test_nothing_stays_from_one_file_to_the_next(desk):
    """The same paper, read first and after another one's and a broken file, gives the same to the last digit; no file
    or connection stays open, no temporary file is left."""
    with working(desk) as worker:
        finish(desk, TYPED.read_bytes())
        child = horse(worker)
        held = len(os.listdir(f"/proc/{child}/fd"))
        finish(desk, BY_HAND.read_bytes(), b"%PDF-1.4 nothing", TYPED.read_bytes() + b" ")
        assert horse(worker) == child and len(os.listdir(f"/proc/{child}/fd")) == held
        open_now = [Path(os.readlink(f"/proc/{child}/fd/{one}")) for one in os.listdir(f"/proc/{child}/fd")]
        scratch = [one for one in open_now if one.name.startswith("ippin-scratch-")]
        assert scratch and not any(list(one.iterdir()) for one in scratch)
    first, hand, broken, last = 1, 2, 3, 4
    assert scan(desk, broken).state == "exception"
    assert values(desk, first) == values(desk, last) != values(desk, hand)
    assert [value for _, value, *_ in values(desk, last) if value]


def test_a_child_that_did_not_finish_a_job_gets_no_other(desk):
    """Whatever stopped it, the next file meets a fresh one."""
    with working(desk) as worker:
        finish(desk, blank(1))
        before = horse(worker)
        desk.wake_reader(1)  # it is read already, so there is nothing to finish
        finish(desk, blank(2))
        assert horse(worker) != before


def test_a_child_that_dies_idle_is_replaced(desk):
    """The system may kill it at any time; the next file is read all the same."""
    with working(desk) as worker:
        finish(desk, blank(1))
        child = horse(worker)
        os.kill(child, signal.SIGKILL)
        until(lambda: Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()[0] == "Z")
        finish(desk, blank(2))


def test_a_child_that_dies_at_its_work_takes_nobody_along(desk):
    """Its file waits until the lease expires; the worker goes on with the next one in a new child."""
    with working(desk, IPPIN_HOLD="read.leased") as worker:
        send(desk, blank(1))
        until(lambda: scan(desk, 1).state == "reading")
        first = horse(worker)
        os.kill(first, signal.SIGKILL)
        send(desk, blank(2))
        until(lambda: scan(desk, 2).state == "reading")
        second = horse(worker)
        assert second and second != first
        os.kill(second, signal.SIGKILL)


def test_a_killed_worker_leaves_no_child(desk):
    """Its child's orders end with it."""
    process = processes.start(acts.serve, "100", IPPIN_HOME=str(desk.settings.root))
    finish(desk, blank(1))
    child = horse(process.pid)
    process.kill()
    until(lambda: not Path(f"/proc/{child}").exists())

"""A worker and its work-horse killed in the middle of a reading."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import func, select

from desk.mailroom import receive
from desk.models import AuditEvent, Scan
from samples import catalog
from workers.private_redis import PrivateRedis

SAMPLE = catalog.FOLDER / "12-joint-by-hand.tif"
PATIENCE = 300
PROMISED = 30  # seconds from a reader's death to its heir's reading


@pytest.fixture
def desk(opened):
    """A desk with a Redis of its own."""
    before = opened()
    redis = PrivateRedis(before.settings.root / "redis", before.socket_file)
    redis.start()
    yield opened()
    redis.stop()


def start(desk, module: str, **more) -> subprocess.Popen:
    """A process of the desk."""
    environment = dict(os.environ, IPPIN_HOME=str(desk.settings.root), **more)
    return subprocess.Popen([sys.executable, "-m", module], env=environment, start_new_session=True)


def kill_all(worker: subprocess.Popen) -> None:
    """SIGKILL for a worker's horse and the worker."""
    children = Path(f"/proc/{worker.pid}/task/{worker.pid}/children").read_text().split()
    assert children, "the worker has no work-horse"
    for pid in (worker.pid, *map(int, children)):
        os.kill(pid, signal.SIGKILL)
    worker.wait()


def state(desk) -> str:
    """The scan's state."""
    with desk.database.reading() as session:
        return session.scalar(select(Scan.state))


def until(desk, wanted: str) -> None:
    """Come back when the scan is in a state; fails when it never is."""
    began = time.monotonic()
    while state(desk) != wanted:
        assert time.monotonic() - began < PATIENCE, f"not {wanted}, but {state(desk)}"
        time.sleep(0.02)


def test_a_dead_reader_is_missed_within_thirty_seconds(desk):
    """The lease and the next look of the sweep, which the clock adds to the heir's reading, leave it half of them."""
    assert desk.settings.lease_seconds + desk.settings.sweep_seconds <= PROMISED / 2


def test_another_worker_finishes_what_a_dead_one_began(desk):
    """kill -9 of worker and horse in mid-read: one reading, one event."""
    receive.receive(desk, SAMPLE.read_bytes(), SAMPLE.name, batch="b", actor="mo")
    victim = start(desk, "workers.reader", IPPIN_HOLD="read.leased")
    until(desk, "reading")
    kill_all(victim)
    heirs = [start(desk, "workers.reader"), start(desk, "workers.clock")]
    try:
        until(desk, "read")
    finally:
        for one in heirs:
            one.terminate()
        for one in heirs:
            one.wait(PATIENCE)
    with desk.database.reading() as session:
        assert session.scalar(select(func.count()).where(AuditEvent.action == "scan.read")) == 1

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
from samples import catalogue
from workers.private_redis import PrivateRedis

SAMPLE = catalogue.FOLDER / "12-joint-by-hand.tif"
DEADLINE = 30


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


def until(desk, wanted: str, seconds: float) -> float:
    """Seconds until the scan is in a state; fails when it never is."""
    began = time.monotonic()
    while time.monotonic() - began < seconds:
        if state(desk) == wanted:
            return time.monotonic() - began
        time.sleep(0.02)
    raise AssertionError(f"not {wanted} within {seconds} s, but {state(desk)}")


def test_another_worker_finishes_within_thirty_seconds(desk):
    """kill -9 of worker and horse in mid-read: one reading, one event, soon."""
    receive.receive(desk, SAMPLE.read_bytes(), SAMPLE.name, batch="b", actor="mo")
    victim = start(desk, "workers.reader", IPPIN_HOLD="read.leased")
    until(desk, "reading", 60)
    kill_all(victim)
    heirs = [start(desk, "workers.reader"), start(desk, "workers.clock")]
    try:
        assert until(desk, "read", 2 * DEADLINE) <= DEADLINE
    finally:
        for one in heirs:
            one.terminate()
        for one in heirs:
            one.wait(30)
    with desk.database.reading() as session:
        assert session.scalar(select(func.count()).where(AuditEvent.action == "scan.read")) == 1

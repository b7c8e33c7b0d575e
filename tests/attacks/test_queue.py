"""Redis in the hands of somebody who may write whatever they like into the queue."""

import os
from pathlib import Path

import pytest
from rq import Callback

from desk.mailroom import receive
from desk.models import Scan
from desk.system import queue
from tests import acts, processes
from workers import reader
from workers.named import NamedJob
from workers.private_redis import PrivateRedis

HERE = "tests.attacks.test_queue"


def leave_a_mark(*_) -> None:
    """What an attacker would like to have done."""
    Path(os.environ["TEST_MARK"]).touch()


@pytest.fixture
def desk(opened, monkeypatch, tmp_path):
    """A desk with a Redis of its own, a scan that is no scan, and a place for the mark."""
    monkeypatch.setenv("TEST_MARK", str(tmp_path / "mark"))
    before = opened()
    redis = PrivateRedis(before.settings.root / "redis", before.socket_file)
    redis.start()
    desk = opened()
    receive.receive(desk, b"%PDF-1.4 nothing", "a.pdf", batch="b", actor="mo")
    desk.wakeups.queue.empty()
    yield desk
    redis.stop()


def state(desk) -> str:
    """The scan's state."""
    with desk.database.reading() as session:
        return session.get_one(Scan, 1).state


HOSTILE = [
    (f"{HERE}.leave_a_mark", (), {}, {}),
    (f"{HERE}.leave_a_mark", (1,), {}, {}),
    (queue.READ_SCAN, ("1",), {}, {}),
    (queue.READ_SCAN, (True,), {}, {}),
    (queue.READ_SCAN, (1, 2), {}, {}),
    (queue.READ_SCAN, (), {"scan_id": 1}, {}),
    ("workers.jobs.read_with", (1, 1), {}, {}),
    (f"{HERE}.leave_a_mark", (1,), {}, {"on_failure": Callback(f"{HERE}.leave_a_mark")}),
]


@pytest.mark.parametrize(("name", "arguments", "named", "more"), HOSTILE)
def test_no_other_job_is_done(desk, tmp_path, name, arguments, named, more):
    """Another function, other arguments, a callback of a job that fails: nothing of it runs."""
    desk.wakeups.queue.enqueue_call(name, args=arguments, kwargs=named, **more)
    assert processes.run(acts.work, IPPIN_HOME=str(desk.settings.root)) == 0
    assert not (tmp_path / "mark").exists()
    assert state(desk) == "received"


def test_the_desks_job_is_done_without_what_was_hung_on_it(desk, tmp_path):
    """A callback of a job that succeeds is not called either."""
    desk.wakeups.queue.enqueue_call(queue.READ_SCAN, args=(1,), on_success=Callback(f"{HERE}.leave_a_mark"))
    assert processes.run(acts.work, IPPIN_HOME=str(desk.settings.root)) == 0
    assert not (tmp_path / "mark").exists()
    assert state(desk) == "exception"


def test_every_worker_of_the_desk_works_that_way(desk):
    """The one that `ippin worker` and the embedded desk start."""
    assert reader.worker(desk).job_class is NamedJob

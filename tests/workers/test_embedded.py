"""The embedded desk: what it starts ends with it, however it ends, and what dies is started again."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from desk import errors
from tests import servers
from workers import embedded
from workers.private_redis import PrivateRedis
from workers.processes import Family

PATIENCE = 300


def until(true: Callable[[], bool]) -> None:
    """Come back when it is true; fail when it never is."""
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that only waits to be counted does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.fixture
def desk_process(tmp_path):
    """An open `ippin desk` and the processes that it started."""
    port = servers.free_ports(["web"])["web"]
    environment = os.environ | {"IPPIN_HOME": str(tmp_path / "home"), "IPPIN_PORT": str(port)}
    process = subprocess.Popen(
        [sys.executable, "-m", "cli.main", "desk", "-n", "1"], env=environment, stdout=subprocess.PIPE, text=True
    )
    assert "open at" in process.stdout.readline()
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    assert len(children) == 4  # Redis, worker, clock, web
    yield process, [int(child) for child in children]
    process.kill()
    process.wait()
    process.stdout.close()


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGHUP, signal.SIGKILL], ids=lambda s: s.name)
def test_nothing_outlives_the_desk(desk_process, how):
    """Ctrl-C, a closed terminal, even a kill: Redis, workers, clock and web end."""
    process, children = desk_process
    process.send_signal(how)
    process.wait(PATIENCE)
    until(lambda: not any(map(is_alive, children)))


def test_a_redis_that_dies_is_started_again_where_it_was(tmp_path):
    """The workers find it on the same socket."""
    redis = PrivateRedis(tmp_path / "redis", tmp_path / "announced")
    redis.start()
    family = Family([], redis)
    family.start()
    try:
        first = redis.process
        first.kill()
        until(lambda: redis.process is not first and redis.announce.read_text() == str(redis.socket))
    finally:
        family.stop()
        redis.stop()


def test_the_socket_s_path_is_short_wherever_temporary_files_go(tmp_path, monkeypatch):
    """A socket with a longer path could not be made."""
    far = tmp_path / ("x" * 120)
    far.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(far))
    redis = PrivateRedis(tmp_path / "redis", tmp_path / "announced")
    assert len(str(redis.socket)) < 100
    redis.stop()


def test_a_port_in_use_is_told_before_anything_starts(desk):
    """The web would only die again and again."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = desk.settings.model_copy(update={"port": other.getsockname()[1]})
        with pytest.raises(errors.WrongState, match="IPPIN_PORT"):
            embedded.demand_free_port(taken)


def test_a_redis_of_one_s_own_must_answer(opened):
    """Before workers are started that could not work."""
    away = opened(REDIS_URL="redis://127.0.0.1:1/0")
    with pytest.raises(errors.SettingsRefused, match="REDIS_URL"), embedded.running(away, web=False):
        pass


def test_one_desk_runs_on_a_home(desk):
    """A lock says so as long as its holder lives, and no longer."""
    assert not embedded.is_running(desk.settings.root)
    with embedded.running(desk, workers=0, web=False):
        assert embedded.is_running(desk.settings.root)
        with pytest.raises(errors.WrongState, match="already running"), embedded.running(desk):
            pass
    assert not embedded.is_running(desk.settings.root)


def test_the_demo_forgets_the_settings_of_a_real_desk():
    """It would otherwise write its samples into the office's own record."""
    real = {"DATABASE_URL": "postgresql://real", "REDIS_URL": "redis://real", "STORAGE_URL": "s3://real"}
    real |= {"IPPIN_KEYS": "/real", "IPPIN_DATABASE_URL": "postgresql://real", "IPPIN_WATCH": "/real"}
    code = f"import os; from cli.demo import showing; showing.leave_alone(); print(set(os.environ) & {set(real)!r})"
    done = subprocess.run([sys.executable, "-c", code], env=os.environ | real, capture_output=True, text=True)
    assert done.stdout == "set()\n", done.stderr

"""The embedded desk: a private Redis, two workers, the clock, and the web server, started and stopped together."""

import fcntl
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from desk import errors
from desk.office.opening import Office
from desk.system.config import Settings
from workers.private_redis import PrivateRedis
from workers.processes import Family, Part

WORKERS = 2


@contextmanager
def running(office: Office, workers: int = WORKERS, web: bool = True) -> Iterator[Family]:
    """Run a desk while the block runs.

    Raises :class:`errors.WrongState` if a desk already runs on this home or the port is taken,
    :class:`errors.SettingsRefused` if the Redis or the watched folder of the settings is not there, and
    :class:`errors.ToolMissing` if the private Redis does not start.
    """
    with _only_one(office.settings.root):
        if web:
            demand_free_port(office.settings)
        if office.settings.redis_url and not office.wakeups.alive():
            raise errors.SettingsRefused("the Redis that REDIS_URL names does not answer: start it, or unset REDIS_URL")
        redis = None if office.settings.redis_url else PrivateRedis(office.settings.root / "redis", office.socket_file)
        family = Family([*readers(workers), *_others(web), *_watcher(office)], redis)
        try:
            if redis:
                redis.start()
            family.start()
            yield family
        finally:
            family.stop()
            if redis:
                redis.stop()


def demand_free_port(settings: Settings) -> None:
    """Raise :class:`errors.WrongState` if the web server cannot listen on the host and port of the settings."""
    try:
        family, kind, *_, address = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as bad:
        raise errors.WrongState(
            f"the web cannot listen on {settings.host}, port {settings.port} ({bad.strerror}): "
            "end what uses it, or choose another with IPPIN_PORT (the demo: --port)"
        ) from None


def readers(count: int) -> list[Part]:
    """Return ``count`` workers of one thread each, so that they do not compete for the processor's cores."""
    return [Part(f"worker {n}", "workers.reader", (), _one_thread()) for n in range(1, count + 1)]


def _others(web: bool) -> list[Part]:
    parts = [Part("clock", "workers.clock", (), _one_thread())]
    return [*parts, Part("web", "cli.main", ("web",), _one_thread())] if web else parts


def _one_thread() -> dict[str, str]:
    return dict(os.environ, OMP_THREAD_LIMIT="1", OMP_NUM_THREADS="1")


def _watcher(office: Office) -> list[Part]:
    """The watcher of the folder in the settings, if any; raises :class:`errors.SettingsRefused` if it is missing."""
    folder = office.settings.watch
    if folder is None:
        return []
    if not folder.is_dir():
        raise errors.SettingsRefused("IPPIN_WATCH names no folder: make it, or unset it")
    return [Part("watch", "cli.main", ("watch", str(folder.absolute()), "--quiet"), dict(os.environ))]


def is_running(home: Path) -> bool:
    """Return whether a desk is running on this home."""
    try:
        with _only_one(home):
            return False
    except errors.WrongState:
        return True


@contextmanager
def _only_one(home: Path) -> Iterator[None]:
    """Hold this home's lock; the system frees it when the process that holds it ends."""
    (home / "run").mkdir(mode=0o700, parents=True, exist_ok=True)
    with (home / "run" / "desk.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise errors.WrongState(
                "a desk is already running on this home: use it, or set another IPPIN_HOME (the demo: --home)"
            ) from None
        yield

"""Real servers for tests, each on a socket of its own and gone afterward."""

import functools
import itertools
import os
import random
import shutil
import socket
import subprocess
import sysconfig
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import psycopg

from desk.system import tools
from desk.system.db import Database
from tests import needs


@contextmanager
def postgres() -> Iterator[Callable[..., str]]:
    """A PostgreSQL of the tests' own; what makes another empty desk's database on it and tells its address.

    As root it runs as the user postgres. Tables are made once, in the database that the others are copies of;
    ``tables=False`` makes one without.
    """
    binaries = tools.find(needs.POSTGRES).path.parent
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
    owner = {"user": "postgres", "group": "postgres"} if os.geteuid() == 0 else {}
    if owner:
        shutil.chown(folder, **owner)
    data, options = folder / "data", {"cwd": folder, "check": True, "stdout": subprocess.DEVNULL, **owner}
    try:
        subprocess.run([binaries / "initdb", "-D", data, "-A", "trust", "-U", "desk", "-E", "UTF8"], **options)
        settings = f"-k {folder} -c listen_addresses='' -c fsync=off"
        log = ("-l", folder / "log", "-w", "start")
        subprocess.run([binaries / "pg_ctl", "-D", data, "-o", settings, *log], **options)
        _make_template(folder)
        yield functools.partial(_new_database, folder, itertools.count(1))
    finally:
        subprocess.run([binaries / "pg_ctl", "-D", data, "-m", "immediate", "stop"], **(options | {"check": False}))
        shutil.rmtree(folder, ignore_errors=True)


def _make_template(folder: Path) -> None:
    _run(folder, "CREATE DATABASE empty")
    database = Database(f"postgresql+psycopg://desk@/empty?host={folder}")
    database.migrate()
    database.close()


def _new_database(folder: Path, numbers: Iterator[int], *, tables: bool = True) -> str:
    name = f"desk{next(numbers)}"
    _run(folder, f"CREATE DATABASE {name}" + (" TEMPLATE empty" if tables else ""))
    return f"postgresql://desk@/{name}?host={folder}"


def _run(folder: Path, statement: str) -> None:
    with psycopg.connect(host=str(folder), user="desk", dbname="postgres", autocommit=True) as connection:
        connection.execute(statement)


@contextmanager
def object_store() -> Iterator[dict[str, str]]:
    """An object store (SeaweedFS) with an empty bucket `desk`: the variables by which a client finds it."""
    folder = Path(tempfile.mkdtemp(prefix="s3-", dir="/tmp"))
    names = [f"{part}.port{kind}" for part in ("master", "volume", "filer", "s3") for kind in ("", ".grpc")]
    ports = free_ports([*names, "s3.port.iceberg", "s3.port.lance"])
    listen = [f"-{name}={number}" for name, number in ports.items()]
    endpoint = f"http://127.0.0.1:{ports['s3.port']}"
    program = Path(sysconfig.get_path("scripts")) / "weed"
    alone = ("-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-volume.max=4", "-master.telemetry=false")
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [program, "server", "-filer", "-s3", f"-dir={folder}", *alone, *listen], stdout=log, stderr=log
        )
    try:
        _make_bucket(f"{endpoint}/desk", process)
        yield {
            "AWS_ENDPOINT_URL": endpoint, "AWS_ALLOW_HTTP": "true", "AWS_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test",
        }  # fmt: skip
    finally:
        process.kill()
        process.wait()
        shutil.rmtree(folder, ignore_errors=True)


def free_ports(names: list[str]) -> dict[str, int]:
    """A port for each name, all different, free a moment ago.

    They lie below those that the system gives out by itself, so that no other program gets one in between.
    """
    with ExitStack() as held:
        return {name: _bind(held.enter_context(socket.socket())) for name in names}


def _bind(one: socket.socket) -> int:
    chance = random.SystemRandom()
    while True:
        with suppress(OSError):
            one.bind(("127.0.0.1", chance.randrange(15_000, 32_000)))
            return one.getsockname()[1]


def _make_bucket(address: str, process: subprocess.Popen, patience: float = 60) -> None:
    """Make the bucket as soon as the server answers."""
    deadline = time.monotonic() + patience
    while True:
        try:
            urllib.request.urlopen(urllib.request.Request(address, method="PUT"), timeout=5).close()
            return
        except (urllib.error.URLError, OSError):
            if process.poll() is not None or time.monotonic() > deadline:
                raise
            time.sleep(0.05)

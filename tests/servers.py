"""Real servers for tests, each on a socket of its own and gone afterwards."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from desk import tools
from tests import needs


@contextmanager
def postgres() -> Iterator[str]:
    """A PostgreSQL of the test's own; its address. As root it runs as the user postgres."""
    binaries = tools.find(needs.POSTGRES).path.parent
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
    owner = {"user": "postgres", "group": "postgres"} if os.geteuid() == 0 else {}
    if owner:
        shutil.chown(folder, **owner)
    data, options = folder / "data", {"cwd": folder, "check": True, "stdout": subprocess.DEVNULL, **owner}
    try:
        subprocess.run([binaries / "initdb", "-D", data, "-A", "trust", "-U", "desk", "-E", "UTF8"], **options)
        settings = f"-k {folder} -c listen_addresses='' -c fsync=off"
        subprocess.run([binaries / "pg_ctl", "-D", data, "-o", settings, "-l", folder / "log", "-w", "start"], **options)
        yield f"postgresql://desk@/postgres?host={folder}"
    finally:
        subprocess.run([binaries / "pg_ctl", "-D", data, "-m", "immediate", "stop"], **(options | {"check": False}))
        shutil.rmtree(folder, ignore_errors=True)

"""The desk's private Redis server, on a socket in a private folder; it never uses the system's Redis."""

import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError

from desk import errors
from desk.system import tools
from workers import offspring

_START_SECONDS = 20
_SHORT = "/tmp"  # the path of a socket is limited to 107 characters, and TMPDIR may be long


class PrivateRedis:
    """One server without a network port; its data is kept in the folder ``data``, and ``announce`` names its socket."""

    def __init__(self, data: Path, announce: Path) -> None:
        self.data, self.announce = data, announce
        self.folder = Path(tempfile.mkdtemp(prefix="ippin-", dir=_SHORT if os.access(_SHORT, os.W_OK) else None))
        self.socket, self.log = self.folder / "redis.sock", data / "redis.log"
        self.process: subprocess.Popen | None = None
        self.name, self.started, self.failures = "Redis", 0.0, 0
        self.due: float | None = None

    def start(self) -> None:
        """Start or restart the server and announce its socket; raises :class:`errors.ToolMissing` if it fails."""
        tool, self.started = tools.redis_server(), time.monotonic()
        self.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.process = process = offspring.start(
            [
                str(tool.path), "--port", "0", "--unixsocket", str(self.socket), "--unixsocketperm", "700",
                "--dir", str(self.data), "--appendonly", "yes", "--save", "", "--loglevel", "warning",
                "--logfile", str(self.log),
            ],
            stdout=subprocess.DEVNULL,
        )  # fmt: skip
        self._await(process)
        self.announce.write_text(str(self.socket))

    def stop(self) -> None:
        """Stop the server and remove the folder of its socket."""
        self.announce.unlink(missing_ok=True)
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(10)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _await(self, process: subprocess.Popen) -> None:
        deadline = time.monotonic() + _START_SECONDS
        client = Redis(unix_socket_path=str(self.socket))
        while time.monotonic() < deadline and process.poll() is None:
            try:
                client.ping()
                return
            except RedisError:
                time.sleep(0.02)
        process.kill()
        process.wait()
        raise errors.ToolMissing(f"the desk's own Redis did not start: {self.log} says why")

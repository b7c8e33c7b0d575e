"""What lies in a file for a moment lies where nobody else can look, and goes with its process."""

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from desk.system import scratch

WAITS = """
import tempfile
from desk.system import scratch
scratch.use()
print(tempfile.NamedTemporaryFile(delete=False).name, flush=True)
input()
"""


def another() -> tuple[subprocess.Popen, Path]:
    """A process with a file for a moment, and that file."""
    process = subprocess.Popen([sys.executable, "-c", WAITS], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    return process, Path(process.stdout.readline().strip())


def test_an_open_desk_writes_where_nobody_else_can_look(desk):
    """Whatever asks for a temporary file gets one in a folder of this process's owner."""
    with tempfile.NamedTemporaryFile() as file:
        folder = Path(file.name).parent
    assert folder == scratch.use()
    assert (folder.stat().st_mode & 0o777, folder.stat().st_uid) == (0o700, os.geteuid())


def test_what_a_kill_left_is_swept_and_the_living_keep_theirs():
    """The next process that starts destroys it."""
    killed, left = another()
    killed.send_signal(signal.SIGKILL)
    killed.communicate()
    assert left.exists()
    living, kept = another()
    heir, _ = another()
    assert (left.exists(), left.parent.exists(), kept.exists()) == (False, False, True)
    for process in (living, heir):
        process.communicate("\n")
    assert not kept.parent.exists()

"""What set-up tells the person while it works."""

import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[1]
FOLLOWED = """
source "$1/setup/messages.sh"
venv=$2
pip() { echo "Collecting one"; until [[ -e $venv/go ]]; do sleep 0.1; done; echo "Installing collected packages"; }
watched 2 locks/desk.txt pip
"""


def test_installing_tells_how_far_it_is(tmp_path):
    """While pip works a line on the terminal moves, and counts what is fetched."""
    leader, follower = os.openpty()
    command = ["bash", "-euo", "pipefail", "-c", FOLLOWED, "bash", str(ROOT), str(tmp_path)]
    with subprocess.Popen(command, stderr=follower) as start:
        os.close(follower)
        told = b""
        while told.count(b"\r\x1b[Kset-up: fetched 1 of 2 packages") < 2:
            told += os.read(leader, 1000)
        (tmp_path / "go").touch()
        assert start.wait() == 0
    os.close(leader)
    assert b"installing 2 packages of locks/desk.txt" in told

"""The watcher killed at any moment: every file is on record once and lies in one place, with its note."""

import os
import signal
from pathlib import Path

import pytest
from sqlalchemy import func, select

from desk.models import Document, Refusal, Scan
from tests import acts, processes

GOOD, BAD = b"%PDF-1.7 one", b"PK\x03\x04 no scan"


@pytest.fixture
def inbox(tmp_path) -> Path:
    """A folder with one scan and one file that is none; the scan is the older."""
    folder = tmp_path / "inbox"
    folder.mkdir()
    (folder / "a.pdf").write_bytes(GOOD)
    os.utime(folder / "a.pdf", (1, 1))
    (folder / "b.pdf").write_bytes(BAD)
    return folder


def watch(home: Path, inbox: Path, fault: str = "") -> int:
    """Look at the folder once in a process of its own; its exit status."""
    named = ("watch", str(inbox), "--once", "--settled", "0", "--patience", "0")
    return processes.run(acts.command, *named, IPPIN_HOME=str(home), IPPIN_FAULT=fault)


@pytest.mark.parametrize("bad_first", [False, True], ids=["scan", "refused"])
@pytest.mark.parametrize("fault", ["watch.read", "receive.stored", "receive.committed", "watch.noted", "watch.moved"])
def test_a_kill_while_watching_loses_and_doubles_nothing(opened, tmp_path, inbox, fault, bad_first):
    """Killed at each point, started again: one scan, one refusal, and each file moved once under its own name."""
    if bad_first:
        os.utime(inbox / "b.pdf", (0, 0))
    assert watch(tmp_path / "home", inbox, fault) == -signal.SIGKILL
    assert watch(tmp_path / "home", inbox) == 0
    desk = opened()
    with desk.database.reading() as session:
        found = [session.scalar(select(func.count()).select_from(model)) for model in (Scan, Document, Refusal)]
    assert found == [1, 1, 1]
    lie = {str(path.relative_to(inbox)): path.read_bytes() for path in inbox.rglob("*") if path.suffix == ".pdf"}
    assert lie == {"accepted/a.pdf": GOOD, "rejected/b.pdf": BAD}
    assert (inbox / "accepted" / "a.pdf.txt").exists() and (inbox / "rejected" / "b.pdf.txt").exists()

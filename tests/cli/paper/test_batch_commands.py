"""Batches on the command line: sheets are written, a batch is closed once it balances."""

import os

import pytest

from cli import main
from desk.mailroom import receive
from desk.reading import lease, writing


@pytest.fixture
def home(tmp_path, monkeypatch):
    """An empty home of one's own."""
    monkeypatch.setitem(os.environ, "IPPIN_HOME", str(tmp_path / "home"))
    return tmp_path


def call(*arguments) -> int:
    """Run a command; its exit status."""
    with pytest.raises(SystemExit) as left:
        main.main([str(argument) for argument in arguments])
    return left.value.code or 0


def test_sheets_are_written_and_the_batch_is_open(home, capsys):
    """A cover opens its batch with date and count; separators need none."""
    assert call("batch", "cover", "monday", "--received", "2026-03-01", "--pages", 3, "-o", home / "cover.pdf") == 0
    assert call("batch", "separators", 4, "-o", home / "separators.pdf") == 0
    assert all((home / f"{name}.pdf").read_bytes().startswith(b"%PDF") for name in ("cover", "separators"))
    assert call("batch", "list") == 0
    assert "monday" in capsys.readouterr().out


def test_a_batch_is_closed_or_the_reason_is_said(home, opened, capsys):
    """A file that waits keeps it open; an unknown name is said."""
    assert call("batch", "cover", "monday", "-o", home / "cover.pdf") == 0
    desk = opened()
    receive.receive(desk, b"%PDF-1.7", "a.pdf", batch="monday", actor="mo")
    assert call("batch", "close", "monday") == 1
    assert "still being read" in capsys.readouterr().err
    assert call("batch", "close", "tuesday") == 1
    assert call("batch", "cover", "tuesday", "-o", home / "cover.pdf") == 0
    assert call("batch", "close", "tuesday") == 0
    assert call("batch", "close", "tuesday") == 1


def test_an_unreadable_file_is_put_in_line_again(home, opened, capsys):
    """By its scan's number; one that is in line already is refused."""
    desk = opened()
    scan = receive.receive(desk, b"%PDF-1.7", "a.pdf", batch="monday", actor="mo").scan_id
    writing.fail(desk, scan, lease.take(desk, scan), "damaged", "The file is damaged.")
    assert call("batch", "reread", scan) == 0
    assert call("batch", "reread", scan) == 1

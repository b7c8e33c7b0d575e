"""`ippin check`, `backup`, and `restore`: what they print, and how they end."""

import json

import pytest
from sqlalchemy import select

from cli.office import backup, check
from desk.mailroom import receive
from desk.models import Scan
from desk.system import calendar
from tests.cli.office.test_clerks_commands import run


@pytest.fixture
def desk(tmp_path, opened, monkeypatch):
    """The desk on whose home the commands run, with one file taken in."""
    monkeypatch.setenv("IPPIN_HOME", str(tmp_path / "home"))
    office = opened()
    receive.receive(office, b"%PDF-1.4\n%%EOF\n", "a.pdf", batch="monday", actor="mo", received=calendar.today())
    return office


def lose_a_file(desk) -> None:
    """Somebody deletes the stored file of the scan."""
    with desk.database.reading() as session:
        desk.store.delete(session.scalars(select(Scan.blob)).one())


def test_a_sound_desk_agrees_and_a_lost_file_is_named_with_what_to_do(desk):
    """Exit code 0, then 1 with the row and the way out; as JSON the same."""
    sound = run(check.command)
    assert sound.exit_code == 0 and sound.stdout == "Everything agrees\n"
    lose_a_file(desk)
    told = run(check.command)
    assert told.exit_code == 1
    assert "scan 1: its stored file is gone" in told.output and "ippin restore" in told.output
    (finding,) = [json.loads(line) for line in run(check.command, "--json").stdout.splitlines()]
    assert (finding["code"], finding["subject"], finding["repairable"]) == ("blob.missing", "scan 1", False)


def test_a_backup_is_made_listed_and_restored_for_a_trial(desk, tmp_path):
    """The trial checks the restored desk and leaves nothing; a file that was lost before is told by exit code 1."""
    made = run(backup.backup, str(tmp_path / "backup"))
    assert made.exit_code == 0 and "1 stored files, 1 of them new" in made.output
    assert run(backup.backup, str(tmp_path / "backup"), "--list").output.strip() in made.output
    desk.close()
    trial = run(backup.restore, str(tmp_path / "backup"), "--trial")
    assert trial.exit_code == 0 and "Restored for a trial\nEverything agrees" in trial.output


def test_a_backup_tells_of_a_file_that_was_lost_before(desk, tmp_path):
    """Exit code 1 and its row; the rest is backed up."""
    lose_a_file(desk)
    made = run(backup.backup, str(tmp_path / "backup"))
    assert made.exit_code == 1 and "The stored file of scan 1 is gone" in made.output

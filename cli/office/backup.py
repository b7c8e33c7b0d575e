"""`ippin backup` and `ippin restore`: copies of a working desk, and a desk from a copy, checked."""

import tempfile
from pathlib import Path

import click

from cli.office import check
from cli.terminal import opened
from desk import errors
from desk.backup import making, restoring
from desk.backup.shelf import Shelf
from desk.system import config
from desk.system.config import Settings

_FOLDER = click.Path(file_okay=False, path_type=Path)
_ACTOR = "backup"


@click.command(name="backup")
@click.argument("folder", type=_FOLDER)
@click.option("--keep", type=click.IntRange(1), help="Remove all but the newest so many snapshots.")
@click.option("--list", "listed", is_flag=True, help="Only list the snapshots in the folder.")
def backup(folder: Path, keep: int | None, listed: bool) -> None:
    """Add a snapshot of the desk to FOLDER, while the desk works. Stored files are copied once.

    The keys are not in it: keep the key file elsewhere, and every older one as long as a backup from its time. Exit
    code 1 if a stored file that the record names is gone; the rest is backed up all the same.

    \b
    Example:
      ippin backup /mnt/backup --keep 30
      ippin restore /mnt/backup --trial
    """
    if listed:
        for name in Shelf(folder).names():
            click.echo(name)
        return
    made = making.make(opened.office(), folder, _ACTOR, keep)
    click.echo(f"Snapshot {made.snapshot}: {made.files} stored files, {made.new} of them new")
    for subject in made.missing:
        click.echo(f"The stored file of {subject} is gone: restore it from an older backup", err=True)
    raise SystemExit(1 if made.missing else 0)


@click.command(name="restore")
@click.argument("folder", type=_FOLDER)
@click.option("--snapshot", help="Which one; see ippin backup FOLDER --list (default: the newest).")
@click.option("--trial", is_flag=True, help="Restore into a temporary folder, check it, and remove it.")
@click.pass_context
def restore(context: click.Context, folder: Path, snapshot: str | None, trial: bool) -> None:
    """Restore a snapshot from FOLDER into an empty home (IPPIN_HOME), and check the desk.

    The key file must be in place first (IPPIN_KEYS). A backup of PostgreSQL needs DATABASE_URL, a database without
    tables. Exit code 1 if the check finds anything.

    \b
    Example:
      ippin restore /mnt/backup --trial
      IPPIN_HOME=/srv/ippin IPPIN_KEYS=/media/keys/keyring.json ippin restore /mnt/backup
    """
    settings = config.load()
    if trial:
        settings = _trial(context.with_resource(tempfile.TemporaryDirectory(prefix="ippin-trial-")), settings)
    desk = context.with_resource(restoring.restore(settings, folder, snapshot, _ACTOR))
    click.echo("Restored for a trial" if trial else f"Restored to {desk.settings.root}")
    raise SystemExit(1 if check.tell(desk) else 0)


def _trial(home: str, settings: Settings) -> Settings:
    """The settings of a trial: the keys of the desk, and nothing else of it."""
    if settings.database_url:
        raise errors.InvalidInput(
            "a trial of a backup of PostgreSQL needs a database of its own: set DATABASE_URL to one without tables and "
            "IPPIN_HOME to an empty folder, leave --trial out, and remove both afterward"
        )
    return config.load(home=Path(home) / "home", keys=settings.key_file, watch=None, REDIS_URL=None, STORAGE_URL=None)

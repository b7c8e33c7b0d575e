"""Makes a backup while the desk works: the record in one state first, then every stored file that it names.

A stored file is written before its row, so whatever the copied record names was there. What is destroyed between the
two (a print file whose letters were confirmed) is listed as gone.
"""

import io
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from sqlalchemy.orm import Session

from desk import errors
from desk.backup import database, sealed
from desk.backup.shelf import DATABASE, HOME, MANIFEST, Kept, Manifest, Shelf
from desk.lifecycle import audit
from desk.lifecycle.blobs import Blob, is_named
from desk.office import anchoring
from desk.office.opening import Office
from desk.system.db import Database

_SETTINGS = ("rules.toml", "thresholds.toml")
_FOLDERS = ("forms",)


class Made(NamedTuple):
    """A backup that was made: its snapshot, stored files in it, how many of them are new, and rows without their file.

    ``missing`` holds the rows ("scan 12") whose stored file was lost before; `ippin check` tells of them too.
    """

    snapshot: str
    files: int
    new: int
    missing: list[str]


def make(office: Office, folder: Path, actor: str, keep: int | None = None) -> Made:
    """Add a snapshot of the desk to a folder of backups; with ``keep``, remove all but the newest so many.

    Raises :class:`errors.WrongState` if another backup is being made, and OSError if the folder cannot be written.
    """
    shelf = Shelf(folder)
    with shelf.alone():
        before = _newest(shelf)
        with shelf.new_snapshot() as (name, part):
            tables, named, event = _record(office, name, part)
            sealed.write(part / HOME, f"backup:{name}:{HOME}", [_home(office)])
            kept, new, missing, gone = _files(office, shelf, named, before)
            manifest = Manifest(name, office.database.engine.dialect.name, _revision(office), event, kept, tables, gone)
            sealed.write(part / MANIFEST, f"backup:{name}:{MANIFEST}", [manifest.dumps()])
        if keep:
            shelf.keep(keep)
    with office.database.transaction() as session:
        audit.record(session, actor, "desk.backed_up", "desk", None, files=len(kept), event=event)
    return Made(name, len(kept), new, missing)


def _newest(shelf: Shelf) -> dict[str, Kept]:
    """The stored files of the newest snapshot that opens."""
    for name in reversed(shelf.names()):
        try:
            return shelf.manifest(name).blobs
        except errors.BackupDamaged:
            continue
    return {}


def _record(office: Office, name: str, part: Path) -> tuple[dict[str, list[str]], list[Blob], int]:
    """Copy the database; return PostgreSQL's tables, the stored files that the copy names, and its last event."""
    if office.database.engine.dialect.name == "sqlite":
        copy = office.settings.root / "run" / f"backup-{name}.sqlite3"
        with database.sqlite_copy(office.settings.database_file, copy):
            sealed.write(part / DATABASE, f"backup:{name}:{DATABASE}", database.pieces(copy))
            copied = Database(f"sqlite:///{copy}")
            with copied.reading() as session:
                named, event = database.names(session)
            copied.close()
        return {}, named, event
    tables = database.columns()
    with database.one_state(office.database) as connection:
        for table, columns in tables.items():
            file = f"{DATABASE}.{table}"
            sealed.write(part / file, f"backup:{name}:{file}", database.copy_out(connection, table, columns))
        with Session(connection) as session:
            named, event = database.names(session)
    return tables, named, event


def _files(
    office: Office, shelf: Shelf, named: list[Blob], before: dict[str, Kept]
) -> tuple[dict[str, Kept], int, list[str], list[str]]:
    """Copy what is new; return the files, how many are new, the rows whose file is lost, and the files destroyed."""
    listed = {one.key: one for one in office.store.listed()}
    kept: dict[str, Kept] = {}
    new, missing, gone = 0, [], []
    for key, subject in named:
        stored, known = listed.get(key), before.get(key)
        if stored and known and (known.size, known.changed) == stored[1:] and shelf.has(known.object):
            kept[key] = known
            continue
        try:
            data = office.store.sealed(key)
        except errors.NotFound:
            with office.database.reading() as session:
                (missing if is_named(session, key) else gone).append(subject)
            continue
        kept[key] = Kept(shelf.put(data), len(data), stored.changed if stored else 0.0)
        new += 1
    return kept, new, missing, gone


def _home(office: Office) -> bytes:
    """The office's settings, its forms, and the anchors of its trail, as a tar file."""
    root, packed = office.settings.root, io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as tar:
        for path, name in _home_files(root, anchoring.folder(office.settings)):
            tar.add(path, name, recursive=False)
    return packed.getvalue()


def _home_files(root: Path, anchors: Path) -> Iterator[tuple[Path, str]]:
    for name in _SETTINGS:
        if (root / name).is_file():
            yield root / name, name
    for folder in _FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            if path.is_file() and not path.is_symlink():
                yield path, path.relative_to(root).as_posix()
    for path in sorted(anchors.glob("*.txt")):
        yield path, f"anchors/{path.name}"


def _revision(office: Office) -> str:
    return errors.known(office.database.revision(), "the database has no version")

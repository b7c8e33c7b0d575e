"""Restores a snapshot into an empty home, whose key file must lie there first."""

import io
import os
import tarfile
from contextlib import suppress
from pathlib import Path

from alembic.util import CommandError

from desk import errors
from desk.backup import database, sealed
from desk.backup.shelf import DATABASE, HOME, Manifest, Shelf
from desk.lifecycle import audit
from desk.office import opening
from desk.office.opening import Office
from desk.system import crypto, storage
from desk.system.config import Settings
from desk.system.db import Database


def demand_keys(settings: Settings) -> None:
    """Use the key file of the settings; raises :class:`errors.KeyMissing` without one, as no backup holds it."""
    if not settings.key_file.exists():
        raise errors.KeyMissing(
            f"no backup holds the keys: put the desk's key file at {settings.key_file} first, or set IPPIN_KEYS"
        )
    crypto.use(crypto.load_or_create(settings.key_file))


def restore(settings: Settings, folder: Path, snapshot: str | None, actor: str) -> Office:
    """Restore a snapshot (the newest) to the home, database, and store of ``settings``; return the desk, open.

    Raises :class:`errors.WrongState` if any of them holds records, :class:`errors.BackupDamaged` if the backup is
    incomplete, and :class:`errors.KeyMissing` without the key file.
    """
    demand_keys(settings)
    shelf = Shelf(folder)
    name = snapshot or shelf.newest()
    manifest = shelf.manifest(name)
    _demand_empty(settings, manifest)
    store = storage.connect(settings.storage)
    for key, kept in manifest.blobs.items():
        store.put_sealed(key, shelf.get(kept.object))
    _unpack(b"".join(sealed.read(*shelf.file(name, HOME))), settings.root)
    _load(settings, shelf, manifest)  # last, so that a restore that was cut off begins anew
    office = opening.open_office(settings)
    with office.database.transaction() as session:
        audit.record(session, actor, "desk.restored", "desk", None, snapshot=name, event=manifest.event)
    return office


def _demand_empty(settings: Settings, manifest: Manifest) -> None:
    """Refuse a home with records, and a database of the other kind."""
    wants = "sqlite" if not settings.database_url or settings.database.startswith("sqlite") else "postgresql"
    if wants != manifest.database:
        what = "unset DATABASE_URL" if manifest.database == "sqlite" else "set DATABASE_URL to an empty database"
        raise errors.WrongState(f"this backup is of a desk on {manifest.database}: {what} first")
    if wants == "sqlite" and not settings.database_file.exists():
        return
    target = Database(settings.database)
    try:
        if not database.is_empty(target) or (wants == "postgresql" and target.revision() is not None):
            raise errors.WrongState(
                "this desk has records or tables: a backup is restored into an empty home (IPPIN_HOME) and, on "
                "PostgreSQL, into a database without tables"
            )
    finally:
        target.close()


def _load(settings: Settings, shelf: Shelf, manifest: Manifest) -> None:
    if manifest.database == "sqlite":
        part = settings.database_file.with_name(".restored.part")
        part.unlink(missing_ok=True)
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            for piece in sealed.read(*shelf.file(manifest.name, DATABASE)):
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        for end in ("-wal", "-shm"):
            settings.database_file.with_name(settings.database_file.name + end).unlink(missing_ok=True)
        os.replace(part, settings.database_file)
        return
    target = Database(settings.database)
    parts = (
        (table, columns, sealed.read(*shelf.file(manifest.name, f"{DATABASE}.{table}")))
        for table, columns in manifest.tables.items()
    )
    try:
        database.load(target, manifest.revision, parts)
    except CommandError:
        raise errors.HomeUnusable("the backup was made by a newer version of the desk: use that version") from None
    finally:
        target.close()


def _unpack(packed: bytes, root: Path) -> None:
    """Put the settings, forms, and anchors of the home in place."""
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    with suppress(tarfile.ReadError), tarfile.open(fileobj=io.BytesIO(packed)) as tar:
        tar.extractall(root, filter="data")

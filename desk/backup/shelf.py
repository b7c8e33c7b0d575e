"""The folder of backups: snapshots of the record, and the stored files that they share.

`snapshots/NAME/` holds sealed files: the database (or its tables), the settings and forms of the home, and last the
manifest, which makes the snapshot complete. `objects/` holds stored files as they lie in the store, sealed, each under
the SHA-256 of its sealed bytes, so that a snapshot adds only what is new.
"""

import fcntl
import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from desk import errors
from desk.backup import sealed
from desk.system import calendar

MANIFEST, DATABASE, HOME = "manifest", "database", "home"
_VERSION = 1


@dataclass(frozen=True)
class Kept:
    """A stored file in a backup: the object that holds it; size and time of its last change as the store listed it."""

    object: str
    size: int
    changed: float


@dataclass(frozen=True)
class Manifest:
    """What a snapshot holds. ``tables``: the columns of each table of PostgreSQL; empty for SQLite.

    ``event`` is the last audit event in it; ``gone`` are stored files that were destroyed while it was made.
    """

    name: str
    database: str
    revision: str
    event: int
    blobs: dict[str, Kept]
    tables: dict[str, list[str]] = field(default_factory=dict)
    gone: list[str] = field(default_factory=list)

    def dumps(self) -> bytes:
        """The manifest as JSON."""
        return json.dumps({"version": _VERSION, **asdict(self)}).encode()

    @classmethod
    def loads(cls, data: bytes) -> "Manifest":
        """The manifest from its JSON; raises :class:`errors.BackupDamaged` for that of another version."""
        values = json.loads(data)
        if values.pop("version") != _VERSION:
            raise errors.BackupDamaged("this backup was made by another version of the desk: use that version")
        values["blobs"] = {key: Kept(**kept) for key, kept in values["blobs"].items()}
        return cls(**values)


class Shelf:
    """One folder of backups."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.expanduser().absolute()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold the folder, made if it is missing, for one backup; raises :class:`errors.WrongState` if it is held."""
        for part in ("", "snapshots", "objects"):
            (self.folder / part).mkdir(mode=0o700, parents=True, exist_ok=True)
        with (self.folder / ".lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise errors.WrongState("another backup is being made into this folder: wait for its end") from None
            for left in (self.folder / "snapshots").glob(".*.part"):
                shutil.rmtree(left)
            yield

    def names(self) -> list[str]:
        """The complete snapshots, oldest first."""
        return sorted(path.parent.name for path in (self.folder / "snapshots").glob(f"[0-9]*/{MANIFEST}"))

    def newest(self) -> str:
        """The newest snapshot; raises :class:`errors.NotFound` if the folder holds none."""
        names = self.names()
        if not names:
            raise errors.NotFound(f"{self.folder} holds no backup: name the folder that was given to ippin backup")
        return names[-1]

    def file(self, snapshot: str, part: str) -> tuple[Path, str]:
        """A sealed file of a snapshot, and what it is sealed under."""
        return self.folder / "snapshots" / snapshot / part, f"backup:{snapshot}:{part}"

    def manifest(self, snapshot: str) -> Manifest:
        """The manifest of a snapshot."""
        return Manifest.loads(b"".join(sealed.read(*self.file(snapshot, MANIFEST))))

    @contextmanager
    def new_snapshot(self) -> Iterator[tuple[str, Path]]:
        """Yield the name and the folder of a new snapshot; it is there only if the block ends well."""
        name = f"{datetime.fromtimestamp(calendar.ticks(), UTC):%Y%m%dT%H%M%S.%f}Z"
        part = self.folder / "snapshots" / f".{name}.part"
        part.mkdir(mode=0o700)
        try:
            yield name, part
            os.rename(part, part.with_name(name))
        except BaseException:
            shutil.rmtree(part, ignore_errors=True)
            raise

    def put(self, data: bytes) -> str:
        """Keep the sealed bytes of a stored file; return the name of its object."""
        name = hashlib.sha256(data).hexdigest()
        path = self._object(name)
        if not path.exists():
            path.parent.mkdir(mode=0o700, exist_ok=True)
            part = path.with_name(f".{secrets.token_hex(6)}.part")
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.rename(part, path)
        return name

    def has(self, name: str) -> bool:
        """Whether an object is kept."""
        return self._object(name).exists()

    def get(self, name: str) -> bytes:
        """The sealed bytes of an object; raises :class:`errors.BackupDamaged` if it is gone or was changed."""
        try:
            data = self._object(name).read_bytes()
        except FileNotFoundError:
            data = b""
        if hashlib.sha256(data).hexdigest() != name:
            raise errors.BackupDamaged(f"the stored file {name[:12]} of the backup is gone or damaged: use another")
        return data

    def keep(self, number: int) -> int:
        """Remove all but the newest snapshots, and the objects that no snapshot holds; return how many snapshots."""
        old = self.names()[:-number]
        for name in old:
            shutil.rmtree(self.folder / "snapshots" / name)
        used = {kept.object for name in self.names() for kept in self.manifest(name).blobs.values()}
        for path in (self.folder / "objects").glob("*/*"):
            if path.name not in used:
                path.unlink()
        return len(old)

    def _object(self, name: str) -> Path:
        return self.folder / "objects" / name[:2] / name

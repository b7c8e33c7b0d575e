"""Stores blobs (scans as received, page images, print files, reports), encrypted.

One class owns every path. A local blob is written under a temporary name, synced and renamed, and its folder is synced;
an object store keeps an object completely or not at all. A name that exists is therefore always a complete blob, even
after a crash.
"""

import contextlib
import os
import re
import secrets
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple, Protocol

import obstore
from obstore import exceptions, store

from desk import errors
from desk.system import crypto

OBJECTS = ("s3", "gs", "az")
"""The kinds of object stores, by the scheme of their URL."""
_KEY = re.compile(r"[a-z]+/[0-9a-z][0-9a-z./-]*")
_PATIENCE: "store.RetryConfig" = {"max_retries": 3, "retry_timeout": timedelta(seconds=20)}
"""Retries and time limit before the object store counts as unavailable; a person waits for it."""
_MISSING = "a stored file is missing: restore the store from its backup"
_UNUSABLE = "STORAGE_URL names an object store that cannot be used: check its address and the provider's variables"


class Stored(NamedTuple):
    """A blob in the store: its key, its encrypted size in bytes, and when it was written (seconds since the epoch)."""

    key: str
    size: int
    changed: float


class Store(Protocol):
    """The operations that the desk needs from a blob store."""

    def put(self, key: str, plain: bytes) -> None:
        """Store ``plain`` under ``key``; return once it would survive a power failure."""
        ...

    def get(self, key: str) -> bytes:
        """Return the decrypted bytes of a blob; raises :class:`errors.NotFound`."""
        ...

    def sealed(self, key: str) -> bytes:
        """Return the bytes of a blob as they lie in the store; raises :class:`errors.NotFound`."""
        ...

    def put_sealed(self, key: str, sealed: bytes) -> None:
        """Store bytes that :meth:`sealed` returned, as :meth:`put` stores."""
        ...

    def exists(self, key: str) -> bool:
        """Return whether the blob exists."""
        ...

    def delete(self, key: str) -> None:
        """Delete the blob if it exists."""
        ...

    def listed(self) -> Iterator[Stored]:
        """Yield every blob in the store, in no order."""
        ...


class LocalStore:
    """Encrypted files in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def _path(self, key: str) -> Path:
        return self.folder / _checked(key)

    def put(self, key: str, plain: bytes) -> None:
        """Encrypt and write; see :class:`Store`."""
        self.put_sealed(key, crypto.ring().seal(plain, key))

    def put_sealed(self, key: str, sealed: bytes) -> None:
        """Write; see :class:`Store`."""
        path = self._path(key)
        _make_folder(path.parent)
        part = path.with_name(f".{secrets.token_hex(6)}.part")
        try:
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(sealed)
                file.flush()
                os.fsync(file.fileno())
            os.replace(part, path)
        finally:
            part.unlink(missing_ok=True)
        _sync_folder(path.parent)

    def get(self, key: str) -> bytes:
        """Read and decrypt a blob; see :class:`Store`."""
        return crypto.ring().open(self.sealed(key), key)

    def sealed(self, key: str) -> bytes:
        """Read a blob; see :class:`Store`."""
        try:
            return self._path(key).read_bytes()
        except FileNotFoundError:
            raise errors.NotFound(_MISSING) from None

    def exists(self, key: str) -> bool:
        """See :class:`Store`."""
        return self._path(key).is_file()

    def delete(self, key: str) -> None:
        """See :class:`Store`."""
        self._path(key).unlink(missing_ok=True)

    def listed(self) -> Iterator[Stored]:
        """See :class:`Store`; a blob that is half-written under its temporary name is none."""
        for folder, _, files in os.walk(self.folder):
            for name in files:
                path = Path(folder, name)
                key = path.relative_to(self.folder).as_posix()
                with contextlib.suppress(FileNotFoundError):
                    if _KEY.fullmatch(key):
                        known = path.stat()
                        yield Stored(key, known.st_size, known.st_mtime)


class ObjectStore:
    """Encrypted objects in a bucket; credentials and endpoint come from the provider's own variables (AWS_…)."""

    def __init__(self, address: str) -> None:
        self._bucket = store.from_url(address, retry_config=_PATIENCE)

    def put(self, key: str, plain: bytes) -> None:
        """Encrypt and upload; see :class:`Store`."""
        self.put_sealed(key, crypto.ring().seal(plain, key))

    def put_sealed(self, key: str, sealed: bytes) -> None:
        """Upload; see :class:`Store`."""
        with _told_plainly():
            obstore.put(self._bucket, _checked(key), sealed)

    def get(self, key: str) -> bytes:
        """Download and decrypt; see :class:`Store`."""
        return crypto.ring().open(self.sealed(key), key)

    def sealed(self, key: str) -> bytes:
        """Download; see :class:`Store`."""
        with _told_plainly():
            try:
                return bytes(obstore.get(self._bucket, _checked(key)).bytes())
            except FileNotFoundError:
                raise errors.NotFound(_MISSING) from None

    def exists(self, key: str) -> bool:
        """See :class:`Store`."""
        with _told_plainly():
            try:
                obstore.head(self._bucket, _checked(key))
            except FileNotFoundError:
                return False
        return True

    def delete(self, key: str) -> None:
        """See :class:`Store`."""
        with _told_plainly(), contextlib.suppress(FileNotFoundError):
            obstore.delete(self._bucket, _checked(key))

    def listed(self) -> Iterator[Stored]:
        """See :class:`Store`."""
        with _told_plainly():
            for part in obstore.list(self._bucket):
                for each in part:
                    yield Stored(each["path"], each["size"], each["last_modified"].timestamp())


@contextlib.contextmanager
def _told_plainly() -> Iterator[None]:
    """Turn the errors of an unavailable object store into :class:`errors.StoreAway`."""
    try:
        yield
    except (exceptions.BaseError, OSError):  # a missing bucket raises the builtin FileNotFoundError
        raise errors.StoreAway(
            "the object store does not answer or refuses: nothing was stored; put that right and do it again"
        ) from None


def _checked(key: str) -> str:
    if not _KEY.fullmatch(key) or ".." in key:
        raise errors.InvalidInput("that is not the name of a stored blob")
    return key


def _make_folder(folder: Path) -> None:
    """Make the folder and its parents, private to their owner; sync each parent, so that they survive a crash."""
    if folder.is_dir():
        return
    _make_folder(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)
    _sync_folder(folder.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def connect(address: str) -> Store:
    """Return the store at ``address``: ``file:/folder`` or ``s3://bucket/prefix`` (also gs, az).

    Raises :class:`errors.SettingsRefused` for an address that names no store.
    """
    scheme, _, rest = address.partition(":")
    if scheme == "file" and rest:
        return LocalStore(Path(rest.removeprefix("//")))
    if scheme in OBJECTS and rest.strip("/"):
        try:
            return ObjectStore(address)
        except exceptions.BaseError:
            raise errors.SettingsRefused(_UNUSABLE) from None
    raise errors.SettingsRefused("STORAGE_URL must be file:/a/folder or s3://bucket/prefix (also gs, az)")

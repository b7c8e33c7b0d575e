"""Encrypted files of any length: pieces, each sealed under the file's name, its place, and whether it is the last.

So no piece can be changed, moved, left out at the end, or taken from another file unnoticed.
"""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from desk import errors
from desk.system import crypto

_PIECE = 4_000_000  # bytes
_LENGTH = 4  # bytes of a piece's length


def write(path: Path, context: str, data: Iterable[bytes]) -> None:
    """Seal ``data`` into a new file that only its owner may read; return once it would survive a power failure."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        before: bytes | None = None
        number = 0
        for piece in _pieces(data):
            if before is not None:
                _put(file, before, f"{context}:{number}")
                number += 1
            before = piece
        _put(file, before or b"", f"{context}:{number}:last")
        file.flush()
        os.fsync(file.fileno())


def read(path: Path, context: str) -> Iterator[bytes]:
    """Yield what was sealed; raises :class:`errors.BackupDamaged` if a piece is missing, damaged, or another's."""
    try:
        with path.open("rb") as file:
            number, following = 0, _get(file)
            while following is not None:
                piece, following = following, _get(file)
                end = ":last" if following is None else ""
                yield crypto.ring().open(piece, f"{context}:{number}{end}")
                number += 1
    except FileNotFoundError:
        raise errors.BackupDamaged(f"the backup lacks the file {path.name}: use another snapshot") from None
    except (errors.KeyMissing, ValueError, IndexError):
        raise errors.BackupDamaged(
            f"the file {path.name} of the backup does not open: it is damaged, or sealed with another key file"
        ) from None
    if not number:
        raise errors.BackupDamaged(f"the file {path.name} of the backup is empty: use another snapshot")


def _pieces(data: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in pieces of one size."""
    kept = bytearray()
    for part in data:
        kept += part
        while len(kept) >= _PIECE:
            yield bytes(kept[:_PIECE])
            del kept[:_PIECE]
    if kept:
        yield bytes(kept)


def _put(file, plain: bytes, context: str) -> None:
    sealed = crypto.ring().seal(plain, context)
    file.write(len(sealed).to_bytes(_LENGTH) + sealed)


def _get(file) -> bytes | None:
    head = file.read(_LENGTH)
    return file.read(int.from_bytes(head)) if head else None

"""Checks of the store against the record: every file that a row names is there and whole, and no other."""

import hashlib
import zlib
from collections.abc import Callable, Iterator

from desk import errors
from desk.inspection.finding import Finding
from desk.lifecycle import blobs
from desk.office.opening import Office
from desk.system import calendar

_NIGHTS = 30
"""In how many nights every stored file is opened once."""
_GRACE = 86_400
"""How old, in seconds, a file that no row names must be: its row is committed after it is stored."""
_STRANGE = {
    "scan": ("a scan that was never recorded: its sender got no receipt", "take in its paper again, then delete it"),
    "page": ("the image of a page that is not on record; its scan is", "delete it"),
    "print": ("a print file whose letters are settled, and holds IP PINs", "delete it"),
    "report": ("a kept report that is not on record; it can be made again", "delete it"),
}
"""What a file is that no row names, by the first part of its key, and what to do."""
_DELETED = ("page", "print")
_RESTORE = "restore it from a backup (ippin restore), or scan its paper again"


def missing(office: Office) -> Iterator[Finding]:
    """Files that a row names and that are not in the store."""
    lost = _named(office).keys() - {one.key for one in office.store.listed()}
    if not lost:
        return
    still = _named(office)  # what was destroyed together with its row meanwhile is not lost
    for key in sorted(lost & still.keys()):
        if not office.store.exists(key):
            yield Finding("blob.missing", still[key], "its stored file is gone", _RESTORE)


def orphans(office: Office) -> Iterator[Finding]:
    """Files in the store that no row names."""
    before = calendar.ticks() - _GRACE
    old = [one.key for one in office.store.listed() if one.changed < before]
    known = _named(office)
    for key in sorted(set(old) - known.keys()):
        kind = key.partition("/")[0]
        if kind in _STRANGE:
            what, todo = _STRANGE[kind]
            yield Finding("blob.orphan", key, f"is {what}", todo, _deleting(office, key) if kind in _DELETED else None)


def some_contents(office: Office) -> Iterator[Finding]:
    """Of a thirtieth of the files, another one each night: those that do not open, or are not what was received."""
    tonight = calendar.today().toordinal() % _NIGHTS
    return _damaged(office, lambda key: zlib.crc32(key.encode()) % _NIGHTS == tonight)


def all_contents(office: Office) -> Iterator[Finding]:
    """As :func:`some_contents`, but of all files."""
    return _damaged(office, lambda _: True)


def _damaged(office: Office, is_wanted: Callable[[str], bool]) -> Iterator[Finding]:
    for key, subject in _named(office).items():
        if is_wanted(key) and not _is_whole(office, key):
            yield Finding("blob.damaged", subject, "its stored file was changed or is damaged", _RESTORE)


def _is_whole(office: Office, key: str) -> bool:
    """Whether a file opens and, if it is a scan, has the bytes that were received; a missing one is another finding."""
    try:
        plain = office.store.get(key)
    except errors.NotFound:
        return True
    except (errors.KeyMissing, ValueError, IndexError):
        return False
    return not key.startswith("scan/") or hashlib.sha256(plain).hexdigest() == key.rpartition("/")[2]


def _named(office: Office) -> dict[str, str]:
    """The stored files that rows name: key → the row, as people call it."""
    with office.database.reading() as session:
        return dict(blobs.named(session))


def _deleting(office: Office, key: str) -> Callable[[], None]:
    def delete() -> None:
        with office.database.reading() as session:
            known = blobs.is_named(session, key)
        if not known:
            office.store.delete(key)

    return delete

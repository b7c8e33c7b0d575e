"""An open desk: its settings, keys, database, blobs and job queue in one value.

Keys, forms, office date and log level belong to the whole process, because sealed columns and rules do not get the
office. A process may therefore open one office any number of times, but another only after that one is closed.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from alembic.util import CommandError
from sqlalchemy.exc import SQLAlchemyError

from desk import errors, forms
from desk.lifecycle import audit
from desk.office import timekeeping
from desk.system import calendar, config, crypto, faults, logs, machine, queue, scratch, storage
from desk.system.db import Database


@dataclass(frozen=True, eq=False)
class Office:
    """Everything that a command, a job or a request needs; whoever opens it closes it, for example by ``with``."""

    settings: config.Settings
    database: Database
    store: storage.Store
    wakeups: queue.Wakeups

    @property
    def socket_file(self) -> Path:
        """The file in which an embedded desk stores the path of its private Redis socket."""
        return self.settings.root / "run" / "redis"

    def __enter__(self) -> "Office":
        return self

    def __exit__(self, *_failure: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the database's connections, and let the process open another office."""
        self.database.close()
        _open.discard(self)

    def wake_reader(self, scan_id: int) -> bool:
        """Queue a scan to be read; return whether Redis took it."""
        return self.wakeups.wake(queue.READ_SCAN, scan_id, timeout=self.settings.read_seconds)


_SEALED = "0011"
"""The version of the tables from which the end of the audit trail is sealed."""
_open: set[Office] = set()
_turn = threading.Lock()


def open_office(settings: config.Settings | None = None) -> Office:
    """Open the desk of ``settings`` (default: the environment's); make its home if it is missing or empty.

    Raises :class:`errors.AnotherOfficeOpen`, :class:`errors.HomeUnusable`, :class:`errors.KeyMissing` and
    :class:`errors.SettingsRefused`.
    """
    settings = settings or config.load()
    with _turn:
        _demand_process(settings)
        office = _opened(settings)
        _open.add(office)
    return office


def _demand_process(settings: config.Settings) -> None:
    """Refuse an office that would replace the keys, forms or date of one that is open."""
    for other in _open:
        if _of_the_process(other.settings) != _of_the_process(settings):
            raise errors.AnotherOfficeOpen(
                f"this process has the desk in {other.settings.root} open, and its keys, forms and office date are "
                f"those of the whole process: close it before opening the desk in {settings.root} (Office.close), "
                "or open that one in a process of its own"
            )


def _of_the_process(settings: config.Settings) -> tuple:
    """The settings of an office that exist only once in a process."""
    return settings.root, settings.key_file, settings.today, settings.allow_test_tins, settings.log_level


def _opened(settings: config.Settings) -> Office:
    machine.forbid_dumps()
    logs.use(settings.log_level)
    calendar.fix(settings.today)
    faults.arm(settings.allow_test_tins)
    _make_home(settings)
    scratch.use()
    forms.use(settings.root)
    with _told_plainly(settings):
        database = Database(settings.database)
        crypto.use(_keys(settings, database))
        before = database.migrate()
        timekeeping.agree(database)
    if before is not None and before < _SEALED:
        with database.transaction() as session:
            audit.seal(session)
    _demand_fit(settings, database)
    return Office(settings, database, storage.connect(settings.storage), queue.Wakeups(_redis_url(settings)))


def _make_home(settings: config.Settings) -> None:
    """Make the folders and the database file, readable by the owner only, before SQLite would make the file."""
    root = settings.root
    try:
        for folder in ("", "run", "forms"):
            (root / folder).mkdir(mode=0o700, parents=True, exist_ok=True)
        if not settings.database_url:
            settings.database_file.touch(mode=0o600)
    except OSError as bad:
        raise errors.HomeUnusable(f"the desk's home {root} cannot be used ({bad.strerror}): set IPPIN_HOME") from None


@contextmanager
def _told_plainly(settings: config.Settings) -> Iterator[None]:
    """Turn the errors of a database that cannot be used into words; messages never contain the password."""
    name, doubt = f"the database {settings.database_file}", "is the file whole, is the disk full, may you write there"
    if settings.database_url:
        name, doubt = "the database that DATABASE_URL names", "is the address right and its server up"
    try:
        yield
    except CommandError:
        raise errors.HomeUnusable(f"{name} was made by a newer version of the desk: use that version") from None
    except (SQLAlchemyError, ValueError):
        raise errors.HomeUnusable(f"{name} cannot be used: {doubt}?") from None


def _keys(settings: config.Settings, database: Database) -> crypto.Keyring:
    """Load the desk's keys; make new ones only if the desk has no records, because they could not decrypt any.

    Look for records first and the key file second: whoever wrote the first record had already made the keys. An upgrade
    of the tables may need the keys, so this comes before it.
    """
    with database.reading() as session:
        begun = database.has_tables() and audit.begun(session)
    if begun and not settings.key_file.exists():
        raise errors.KeyMissing(
            f"the key file {settings.key_file} is missing, and without it this desk's records cannot be read: "
            "restore it from its backup, or set IPPIN_KEYS to where it lies"
        )
    return crypto.load_or_create(settings.key_file, practice=settings.allow_test_tins)


def _demand_fit(settings: config.Settings, database: Database) -> None:
    """Refuse the keys of another desk before anything is written with them, and practice mode on a real desk."""
    with database.reading() as session:
        if not audit.keys_fit(session):
            raise errors.KeyMissing(
                f"the key file {settings.key_file} is not the one of these records: restore the right one"
            )
    if settings.allow_test_tins and not crypto.ring().practice:
        raise errors.SettingsRefused(
            "IPPIN_ALLOW_TEST_TINS and IPPIN_TODAY are for practice desks, and this one was made for real records: "
            "unset them, or set IPPIN_HOME to a practice desk's"
        )


def _redis_url(settings: config.Settings) -> str:
    """The URL of the configured Redis, or of the private one that the running embedded desk announced."""
    if settings.redis_url:
        return settings.redis_url
    try:
        return "unix://" + (settings.root / "run" / "redis").read_text().strip()
    except FileNotFoundError:
        return f"unix://{settings.root / 'run' / 'none.sock'}"

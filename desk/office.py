"""A desk opened for work: its settings, keys, database, blobs and job list in one value."""

from dataclasses import dataclass
from pathlib import Path

from desk import calendar, config, crypto, errors, faults, forms, queue, storage
from desk.db import Database


@dataclass(frozen=True)
class Office:
    """Everything that a command, a job or a request works with."""

    settings: config.Settings
    database: Database
    store: storage.Store
    wakeups: queue.Wakeups

    @property
    def socket_file(self) -> Path:
        """Where an embedded desk says on which socket its private Redis listens."""
        return self.settings.root / "run" / "redis"

    def wake_reader(self, scan_id: int) -> bool:
        """Ask for a scan to be read."""
        return self.wakeups.wake(queue.READ_SCAN, scan_id, timeout=int(self.settings.open_seconds * 4))


def open_office(settings: config.Settings | None = None) -> Office:
    """Open the desk of ``settings`` (default: the environment's), creating an empty home."""
    settings = settings or config.load()
    calendar.fix(settings.today)
    faults.arm(settings.allow_test_tins)
    _make_home(settings.root)
    forms.use(settings.root)
    crypto.use(crypto.load_or_create(settings.key_file))
    database = Database(settings.database)
    database.migrate()
    return Office(settings, database, storage.connect(settings.storage), queue.Wakeups(_redis_url(settings)))


def _make_home(root: Path) -> None:
    try:
        for folder in ("", "run", "forms"):
            (root / folder).mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as bad:
        raise errors.HomeUnusable(f"the desk's home {root} cannot be used ({bad.strerror}): set IPPIN_HOME") from None


def _redis_url(settings: config.Settings) -> str:
    """The configured Redis, or the private one that the running embedded desk announced."""
    if settings.redis_url:
        return settings.redis_url
    try:
        return "unix://" + (settings.root / "run" / "redis").read_text().strip()
    except FileNotFoundError:
        return f"unix://{settings.root / 'run' / 'none.sock'}"

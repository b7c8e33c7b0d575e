"""What every test may ask for: a fresh practice desk with the fixed office date."""

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path

import argon2
import hypothesis
import pytest

gc.disable()  # till the tests are found: what is loaded for them stays, and looking through it takes a second
_MEMORY, _ROOM = Path("/dev/shm"), 4_000_000_000  # bytes
if os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free >= _ROOM:  # a thousand desks, each commit synced
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(_MEMORY))
os.environ["IPPIN_TODAY"] = "2026-03-02"
os.environ["IPPIN_ALLOW_TEST_TINS"] = "1"
for _share in ("READINGS", "CLAIMS", "DECISIONS"):
    os.environ[f"IPPIN_SAMPLE_{_share}"] = "0"  # drawn where a test asks for it

from desk.office import opening, passwords  # noqa: E402 (the environment comes first)
from desk.office.accounts import Actor  # noqa: E402
from desk.system import calendar  # noqa: E402 (the environment comes first)
from tests import homes, servers  # noqa: E402 (the environment comes first)

# How long an example takes says nothing on a loaded machine; no test is timed.
hypothesis.settings.register_profile("desk", deadline=None)
hypothesis.settings.load_profile("desk")
# Real hashes cost a tenth of a second each, by design; what the desk ships is looked at in test_accounts.
passwords.hasher = argon2.PasswordHasher.from_parameters(argon2.profiles.CHEAPEST)


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Of ``-n auto``: three processes on two cores, as tests also wait; one file needs no second process."""
    named = [Path(argument.partition("::")[0]) for argument in config.option.file_or_dir]
    return 0 if len(named) == 1 and named[0].is_file() else len(os.sched_getaffinity(0)) * 3 // 2 or 1


_LONGEST = (
    "bench/test_floors", "reading/test_scanned_returns", "test_types", "browser/test_accessible", "test_samples",
    "desk/forms/test_shipped", "intake/identity/test_identify", "test_run", "desk/reports/test_recount",
    "faults/test_worker_death", "intake/kin/test_proposals", "workers/test_embedded", "desk/pins/test_season",
    "faults/test_kills", "browser/test_requests", "reading/test_cases", "intake/fields/test_ink", "bench/test_load",
)  # fmt: skip


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deal the longest files out first, so that no process has one left when the others are done.

    Each process begins with an equal slice of the list and takes from the ends of the others' slices later.
    """
    processes = getattr(config, "workerinput", {}).get("workercount", 1)
    if processes == 1 or config.pluginmanager.hasplugin("randomly"):
        return
    files: dict[str, list[pytest.Item]] = {}
    for item in items:
        files.setdefault(item.nodeid.partition("::")[0], []).append(item)
    slices: list[list[pytest.Item]] = [[] for _ in range(processes)]
    for place, name in enumerate(_LONGEST):
        slices[place % processes] += files.pop(f"tests/{name}.py", [])
    rest = [item for each in files.values() for item in each]
    for one in slices:
        wanted = max(0, len(items) // processes - len(one))
        one += rest[:wanted]
        del rest[:wanted]
    items[:] = [item for one in (*slices, rest) for item in one]


def pytest_collection_finish() -> None:
    """What is loaded now is there till the end: the collector of garbage looks only at what comes after."""
    gc.collect()
    gc.freeze()
    gc.enable()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Where nothing may be left out (IPPIN_NO_SKIPS, as in .ci/run), a skipped test fails the run."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("IPPIN_NO_SKIPS") and reporter and reporter.stats.get("skipped"):
        reporter.write_line("\nIPPIN_NO_SKIPS is set and tests were skipped: failed", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture
def opened(tmp_path) -> Iterator[Callable[..., opening.Office]]:
    """Open this test's home (SQLite, local store, no Redis) with settings of its own; it is closed afterward."""
    with ExitStack() as offices:
        yield lambda **settings: offices.enter_context(homes.opened(tmp_path / "home", **settings))


@pytest.fixture
def desk(opened) -> opening.Office:
    """An open desk on an empty home."""
    return opened()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Callable[..., str]]:
    """Make another empty database on this process's PostgreSQL, and tell its address."""
    with servers.postgres() as new_database:
        yield new_database


@pytest.fixture
def on() -> Iterator[Callable[[date], None]]:
    """Turn the office date: ``on(date(2027, 1, 4))``; afterward it is the fixed one again."""
    today = calendar.today()
    yield calendar.fix
    calendar.fix(today)


class Clock:
    """The running clock in a test's hands: it stands, however slow the machine, until the test moves it."""

    def __init__(self) -> None:
        self.now = calendar.ticks() // 60 * 60  # a full minute: codes that count half a minute begin

    def advance(self, seconds: float = 0, *, minutes: float = 0) -> None:
        """Let so much time pass."""
        self.now += seconds + minutes * 60


@pytest.fixture
def clock(monkeypatch) -> Clock:
    """Stop the clock of leases, sessions and locks; ask for it before whatever its time counts from."""
    stopped = Clock()
    for name in ("ticks", "unix_time"):
        monkeypatch.setattr(calendar, name, lambda: stopped.now)
    return stopped


@pytest.fixture
def clerk() -> Actor:
    """A clerk."""
    return Actor("carla", "clerk")


@pytest.fixture
def other_clerk() -> Actor:
    """Another clerk."""
    return Actor("dan", "clerk")


@pytest.fixture
def supervisor() -> Actor:
    """A supervisor."""
    return Actor("sue", "supervisor")


@pytest.fixture
def mailroom() -> Actor:
    """A mailroom operator."""
    return Actor("mo", "mailroom")

"""What every test may ask for: a fresh practice desk with the fixed office date."""

import os
from collections.abc import Callable, Iterator
from datetime import date

import hypothesis
import pytest

os.environ["IPPIN_TODAY"] = "2026-03-02"
os.environ["IPPIN_ALLOW_TEST_TINS"] = "1"
os.environ["IPPIN_SAMPLE_READINGS"] = os.environ["IPPIN_SAMPLE_DECISIONS"] = "0"  # drawn where a test asks for it

from desk.office import opening  # noqa: E402 (the environment comes first)
from desk.office.accounts import Actor  # noqa: E402
from desk.system import calendar, config  # noqa: E402 (the environment comes first)

# How long an example takes says nothing on a loaded machine; no test is timed.
hypothesis.settings.register_profile("desk", deadline=None)
hypothesis.settings.load_profile("desk")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Where nothing may be left out (IPPIN_NO_SKIPS, as in .ci/run), a skipped test fails the run."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("IPPIN_NO_SKIPS") and reporter and reporter.stats.get("skipped"):
        reporter.write_line("\nIPPIN_NO_SKIPS is set and tests were skipped: failed", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture
def desk(tmp_path) -> Iterator[opening.Office]:
    """An open desk on an empty home (SQLite, local store, no Redis)."""
    opened = opening.open_office(config.load(home=tmp_path / "home"))
    yield opened
    opened.database.close()


@pytest.fixture
def on() -> Iterator[Callable[[date], None]]:
    """Turn the office date: ``on(date(2027, 1, 4))``; afterwards it is the fixed one again."""
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
    monkeypatch.setattr(calendar, "ticks", lambda: stopped.now)
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

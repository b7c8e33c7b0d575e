"""What a person can cause ends with a sentence, never with a traceback."""

import json
from collections.abc import Callable

import pytest

from tests import acts, processes


@pytest.fixture
def ippin(tmp_path) -> Callable[..., processes.Done]:
    """The command line in a process of its own; settings by name."""

    def run(*arguments: str, **settings: str) -> processes.Done:
        return processes.told(acts.command, *arguments, **{"IPPIN_HOME": str(tmp_path / "home")} | settings)

    return run


@pytest.mark.parametrize(
    ("arguments", "settings"),
    [
        (("forms", "blank", "f15227", "2025-01", "-o", "/nowhere/blank.pdf"), {}),
        (("report", "delayed", "--format", "csv", "-o", "/nowhere/delayed.csv"), {}),
        (("users", "list"), {"IPPIN_HOME": "/dev/null"}),
        (("users", "list"), {"IPPIN_KEYS": "/dev/null/keys"}),
        (("users", "list"), {"DATABASE_URL": "postgresql://desk@127.0.0.1:1/none"}),
        (("users", "list"), {"DATABASE_URL": "postgresql://desk@:a:b/none"}),
        (("worker",), {"REDIS_URL": "redis://127.0.0.1:1/0"}),
        (("web",), {"IPPIN_HOST": "0.0.0.0"}),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)
def test_trouble_is_told_in_one_line(ippin, arguments, settings):
    """Exit code 1, one line on standard error that begins with the program's name."""
    done = ippin(*arguments, **settings)
    (line,) = done.stderr.decode().splitlines()
    assert (done.status, line[:7], done.stdout) == (1, "ippin: ", b"")


@pytest.mark.parametrize("arguments", [("frobnicate",), ("worker", "-n", "0"), ("desk", "-n", "-1"), ("read",)])
def test_a_wrong_command_line_ends_with_two(ippin, arguments):
    """And says what is wrong with it."""
    done = ippin(*arguments)
    assert (done.status, b"Usage:" in done.stderr) == (2, True)


def test_the_version_is_told(ippin):
    """Of a checkout as well, which nobody installed as a package."""
    done = ippin("--version")
    assert (done.status, done.stdout[:15]) == (0, b"ippin, version ")


def test_a_report_is_of_the_office_date(ippin):
    """A practice desk stands still at its day, for reports too."""
    done = ippin("report", "delayed", "--format", "json", IPPIN_TODAY="2026-03-02", IPPIN_ALLOW_TEST_TINS="1")
    assert json.loads(done.stdout)["as_of"] == "2026-03-02"

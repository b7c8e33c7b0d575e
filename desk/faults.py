"""Named commit points at which the tests kill the process.

On a practice desk ``IPPIN_FAULT=name`` ends the process there with SIGKILL, as a power cut
would; elsewhere nothing is ever armed.
"""

import os
import signal

_armed: str | None = None


def arm(practice: bool) -> None:
    """Take the fault to cause from the environment, on practice desks only."""
    global _armed
    _armed = os.environ.get("IPPIN_FAULT") if practice else None


def point(name: str) -> None:
    """A place between two steps; the process dies here when the test asked for it."""
    if _armed == name:
        os.kill(os.getpid(), signal.SIGKILL)

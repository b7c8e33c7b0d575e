"""Named points in the code at which tests kill or stop the process.

On a practice desk ``IPPIN_FAULT=name`` kills the process at that point with SIGKILL, as a power failure would, and
``IPPIN_HOLD=name`` stops it there; on a real desk both are ignored.
"""

import os
import signal

_armed: dict[str, signal.Signals] = {}


def arm(practice: bool) -> None:
    """Read from the environment which faults to cause; only on practice desks."""
    _armed.clear()
    wanted = {"IPPIN_FAULT": signal.SIGKILL, "IPPIN_HOLD": signal.SIGSTOP}
    if practice:
        _armed.update({os.environ[name]: fault for name, fault in wanted.items() if os.environ.get(name)})


def point(name: str) -> None:
    """Mark a point between two steps; the process dies or stops here if a test asked for it."""
    if name in _armed:
        os.kill(os.getpid(), _armed[name])

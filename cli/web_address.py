"""Waiting until the web answers."""

import time
import urllib.error
import urllib.request

from desk import errors
from desk.config import Settings

_PATIENCE_SECONDS = 60


def wait_until_open(settings: Settings) -> None:
    """Come back when the sign-in page answers; :class:`errors.WrongState` when it never does."""
    address = f"http://{settings.host}:{settings.port}/"
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(address, timeout=2).close()
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
    raise errors.WrongState(f"the web did not open on port {settings.port}: is the port free? Try --port")

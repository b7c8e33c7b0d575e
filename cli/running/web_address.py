"""The web server's address, and waiting until the server responds."""

import threading
import time
import urllib.error
import urllib.request

import click

from desk import errors
from desk.system.config import Settings

_PATIENCE_SECONDS = 60


def local(settings: Settings) -> str:
    """Return the URL of the pages on this machine."""
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return f"http://{host}:{settings.port}"


def opened(settings: Settings, ending: threading.Event) -> bool:
    """Wait until the sign-in page responds or ``ending`` is set; return whether it responds.

    Each minute without it is told on standard error: the rest of the desk works meanwhile, and the web is started again
    and again.
    """
    while not ending.is_set():
        try:
            wait_until_open(settings, ending)
        except errors.WrongState as late:
            click.echo(f"{late}. The rest of the desk works, and the web is started again and again", err=True)
        else:
            return not ending.is_set()
    return False


def wait_until_open(settings: Settings, ending: threading.Event | None = None) -> None:
    """Wait until the sign-in page responds or ``ending`` is set; raises :class:`errors.WrongState` after a minute."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < deadline and not (ending and ending.is_set()):
        try:
            urllib.request.urlopen(local(settings), timeout=2).close()
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
    if ending and ending.is_set():
        return
    raise errors.WrongState(f"the web did not open on port {settings.port}: its message above says why")

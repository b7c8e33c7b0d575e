"""Processes of the desk that die while they start: the others work on, and the dead one comes back."""

import sys
import threading
import time

from cli.running import web_address
from tests import servers
from tests.workers.test_embedded import until
from workers import offspring
from workers.processes import Family, Part

LIVES, DIES = "import time; time.sleep(600)", "raise SystemExit(1)"


class Script(Part):
    """A part that runs a line of Python; it dies, or the system refuses to start it, as often as told."""

    def __init__(self, name: str, deaths: int = 0, refusals: int = 0) -> None:
        super().__init__(name, "none")
        self.deaths, self.refusals, self.starts = deaths, refusals, 0

    def start(self) -> None:
        """Start it once more."""
        self.started, self.starts = time.monotonic(), self.starts + 1
        if self.starts <= self.refusals:
            raise BlockingIOError("no process")
        self.process = offspring.start([sys.executable, "-S", "-c", DIES if self.starts <= self.deaths else LIVES])


def test_whatever_dies_while_it_starts_ends_nobody_else(monkeypatch):
    """A web that dies twice, a clock that cannot be started at first: the worker is the same one all the time."""
    monkeypatch.setattr("workers.processes._LONGEST_PAUSE", 0)
    web, clock, worker = Script("web", deaths=2), Script("clock", refusals=2), Script("worker")
    family = Family([web, clock, worker])
    family.start()
    first = worker.process
    until(lambda: web.starts == 3 and clock.starts == 3)
    assert worker.process is first and first.poll() is None
    family.stop()


def test_one_that_waits_to_be_started_again_holds_up_no_other(monkeypatch):
    """The pause of the one is not the pause of the other."""
    monkeypatch.setattr("workers.processes._LONGEST_PAUSE", 600)
    web, worker = Script("web", deaths=99), Script("worker")
    web.failures = 600
    family = Family([web, worker])
    family.start()
    until(lambda: web.due is not None)
    worker.started = 0  # it has lived for long
    worker.process.kill()
    until(lambda: worker.starts == 2)
    assert web.starts == 1
    family.stop()


def test_a_web_that_never_opens_ends_no_desk(desk, monkeypatch, capsys):
    """It is told each minute; the desk goes on until somebody ends it."""
    monkeypatch.setattr(web_address, "_PATIENCE_SECONDS", 0)
    ending = threading.Event()
    shut = desk.settings.model_copy(update={"port": servers.free_ports(["web"])["web"]})
    told = []
    waiting = threading.Thread(target=lambda: told.append(web_address.opened(shut, ending)))
    waiting.start()
    until(lambda: "started again and again" in capsys.readouterr().err)
    assert waiting.is_alive()
    ending.set()
    waiting.join()
    assert told == [False]

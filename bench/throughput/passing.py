"""Passes files through a desk of its own, with its Redis, its workers and its clock, and measures what that takes."""

import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from sqlalchemy import func, select

from bench.accuracy import matching, processor
from bench.accuracy.documents import Made
from desk.mailroom import receive
from desk.models import Scan
from desk.models.states import ScanState
from desk.office import opening
from desk.office.opening import Office
from desk.system import config
from workers import embedded

_PAUSE = 0.1  # s between two looks at the queue
_PATIENCE = 60  # s until the workers have started, and for each file


@dataclass(frozen=True)
class Passed:
    """What the files took in all: processor and wall seconds, from handing in the first until the last has its
    recommendation, and the bytes that the desk stores of them (scans and pages)."""

    files: int
    processor: float
    wall: float
    stored: int


def through(files: list[Made], workers: int) -> Passed:
    """Pass files through a new desk that knows their filers, with a number of workers.

    The first four files for each worker are not counted: a worker's first file takes it longer.
    """
    ahead, counted = files[: 4 * workers], files[4 * workers :]
    with tempfile.TemporaryDirectory(prefix="ippin-bench-") as folder:
        os.environ["IPPIN_HOME"] = folder  # for the desk's processes, too
        with opening.open_office(config.load()) as before, embedded.running(before, workers, web=False):
            desk = opening.open_office(config.load())  # opened again: it now finds the Redis of the running desk
            everybody = [one for made in counted for truth in made.truths for one in matching.persons(truth).values()]
            matching.fill(desk, everybody, np.random.default_rng(len(everybody)))
            _until(lambda: desk.wakeups.workers() == workers)
            _pass(desk, ahead)
            stored, wall, used = _stored(desk), time.perf_counter(), processor.seconds()
            _pass(desk, counted)
            used, wall = processor.seconds() - used, time.perf_counter() - wall
            passed = Passed(len(counted), used, wall, _stored(desk) - stored)
            desk.close()
    return passed


def _pass(desk: Office, files: list[Made]) -> None:
    for made in files:
        receive.receive(desk, made.data, made.name, batch="bench", actor="bench")
    _until(lambda: not _waiting(desk), _PATIENCE * len(files))


def _waiting(desk: Office) -> int:
    with desk.database.reading() as session:
        return session.scalar(select(func.count()).where(Scan.state != ScanState.READ)) or 0


def _until(done: Callable[[], bool], patience: float = _PATIENCE) -> None:
    deadline = time.monotonic() + patience
    while not done():
        if time.monotonic() > deadline:
            raise TimeoutError("the desk did not read its files")
        time.sleep(_PAUSE)


def _stored(desk: Office) -> int:
    return sum(file.stat().st_size for file in (desk.settings.root / "store").rglob("*") if file.is_file())

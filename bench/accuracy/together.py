"""Measures how much faster two processes read than one, on the same files."""

import itertools
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier

from intake import pipeline

PROCESSES, FILES = 2, 40


def gain(files: list[bytes]) -> float:
    """Return the speed of `PROCESSES` processes relative to one on `FILES` of these files, after all are warm."""
    many = list(itertools.islice(itertools.cycle(files), FILES))
    return _seconds(many, 1) / _seconds(many, PROCESSES)


def _seconds(files: list[bytes], processes: int) -> float:
    """Wall seconds that the processes need for the files, which they take one by one."""
    context = get_context("spawn")
    ready = context.Barrier(processes)
    with ProcessPoolExecutor(processes, context, initializer=_begin, initargs=(ready, files[0])) as pool:
        list(pool.map(len, [files[0]] * processes))  # returns when all have started
        start = time.perf_counter()
        list(pool.map(_read, files))
        return time.perf_counter() - start


def _begin(ready: Barrier, file: bytes) -> None:
    pipeline.warm()
    pipeline.read(file)
    ready.wait()


def _read(file: bytes) -> None:
    pipeline.read(file)

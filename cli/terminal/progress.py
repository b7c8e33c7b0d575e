"""The progress of a long command on stderr: a bar on a terminal, otherwise a plain line every few seconds."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

EVERY_SECONDS = 5.0
"""Seconds between two lines where there is no terminal for a bar."""


@contextmanager
def bar(title: str, total: int, every: float = EVERY_SECONDS) -> Iterator[Callable[..., None]]:
    """Show progress up to ``total``; yields ``tick(n=1)``, which the block may also call with 0 while it waits."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield _lines(console, title, total, every)
        console.print(f"{title}: {total} done")
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as shown:
        task = shown.add_task(title, total=total)
        yield lambda n=1: shown.advance(task, n)


def _lines(console: Console, title: str, total: int, every: float) -> Callable[..., None]:
    """Return a ``tick`` that prints a line if the last one is at least ``every`` seconds old."""
    done, told = 0, time.monotonic()

    def tick(n: int = 1) -> None:
        nonlocal done, told
        done += n
        if done < total and time.monotonic() - told >= every:
            told = time.monotonic()
            console.print(f"{title}: {done} of {total}")

    return tick

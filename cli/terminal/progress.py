"""How far a long command is: a bar on a terminal, a plain line every few seconds elsewhere. Always on stderr."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

EVERY_SECONDS = 5.0
"""How often a line is printed where no bar can move."""


@contextmanager
def bar(title: str, total: int, every: float = EVERY_SECONDS) -> Iterator[Callable[..., None]]:
    """Count to ``total``; the block is given ``tick(n=1)``, which it may also call with 0 while it waits."""
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
    """Print a line at a tick when the last one is ``every`` seconds old."""
    done, told = 0, time.monotonic()

    def tick(n: int = 1) -> None:
        nonlocal done, told
        done += n
        if done < total and time.monotonic() - told >= every:
            told = time.monotonic()
            console.print(f"{title}: {done} of {total}")

    return tick

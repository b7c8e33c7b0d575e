"""A progress bar on a terminal; a plain line elsewhere. Always on stderr."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn


@contextmanager
def bar(title: str, total: int) -> Iterator[Callable[..., None]]:
    """Count to ``total``; the block is given ``tick(n=1)``."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda n=1: None
        console.print(f"{title}: {total} done")
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as shown:
        task = shown.add_task(title, total=total)
        yield lambda n=1: shown.advance(task, n)

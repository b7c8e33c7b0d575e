"""`ippin watch`: receives the files that scanners save in a folder."""

import signal
import threading
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import click

from cli.terminal import opened
from desk.mailroom import batches
from intake.watching import watch


@click.command(name="watch")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--batch", help="Batch name (default: watched and the day).")
@click.option("--site", help="Where the paper came in (default: IPPIN_SITE).")
@click.option(
    "--received", type=click.DateTime(formats=["%Y-%m-%d"]), help="Received date (default: the batch's, else today)."
)
@click.option("--settled", default=3.0, show_default=True, help="Seconds without a change that make a file finished.")
@click.option(
    "--patience", default=120.0, show_default=True,
    help="Seconds for which a file that ends too early (no trailer, no last page) may still be completed.",
)  # fmt: skip
@click.option("--quiet", is_flag=True, help="Say nothing of single files; their notes and the batch tell.")
@click.option("--once", is_flag=True, help="Take what is finished now, and end.")
def command(
    folder: Path,
    batch: str | None,
    site: str | None,
    received: datetime | None,
    settled: float,
    patience: float,
    quiet: bool,
    once: bool,
) -> None:
    """Take in every finished scan in FOLDER, then move it to accepted/ or rejected/ with a note beside it.

    Subfolders are watched too. Nothing is deleted and nothing overwritten. Links, hidden files, and files that a
    program still writes are left alone; what grew after it was moved is taken in whole.

    \b
    Example:
      ippin watch /srv/scans --batch monday-1
    """
    desk, stop = opened.office(), threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    name = None if batch is None else batches.clean(batch)
    orders = watch.Orders(folder, name, site, received.date() if received else None, settled, patience)
    with watch.alone(desk, folder):
        watching = watch.Watch(desk, orders)
        for one in _once(watching, stop) if once else watching.run(stop):
            if not quiet:
                click.echo(f"{one.name}: {one.says}", err=one.scan_id is None)


def _once(watching: watch.Watch, stop: threading.Event) -> Iterator[watch.Taken]:
    """Look at the folder twice: once to note the files, once after they had time to change."""
    yield from watching.look()
    if watching.orders.settled > 0:
        stop.wait(watching.orders.settled)
    yield from watching.look()

"""`ippin intake`: receives files and, with --wait, waits until they are read."""

import os
import time
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import click
from sqlalchemy import func, select

from cli.terminal import files as on_disk
from cli.terminal import opened, progress
from desk import errors
from desk.mailroom import batches, receive
from desk.models import Scan
from desk.models.states import ScanState
from desk.office import opening
from desk.office.accounts import OPERATOR
from workers import burst, embedded, sweep

_DONE = (ScanState.READ, ScanState.EXCEPTION)
_LOOK_SECONDS = 0.3
_MOST = 4  # workers that this command starts itself
_ROUNDS = 5  # waiting ends after so many rounds without a reading; each round lasts a lease
_STUCK = (
    "not every file can be read now (is the disk full, the store away?): all are kept and wait. "
    "Put that right, then: ippin worker --burst"
)
_AT_ONCE = 500  # ids in one database query
_PATH = click.Path(exists=True, readable=False, path_type=Path)  # files without read permission are refused one by one
_DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.command(name="intake")
@click.argument("paths", nargs=-1, required=True, type=_PATH, metavar="PATH…")
@click.option("--received", type=_DAY, help="Day on which the paper came in (default: today).")
@click.option("--postmark", type=_DAY, help="Day of the postmark, where known.")
@click.option("--batch", help="Batch name (default: the received date).")
@click.option("--wait", is_flag=True, help="Come back when everything is read; works by itself when no desk runs.")
def command(
    paths: tuple[Path, ...], received: datetime | None, postmark: datetime | None, batch: str | None, wait: bool
) -> None:
    """Take scanned files (or folders of them) in.

    \b
    Example:
      ippin intake monday/*.pdf --received 2026-03-02 --batch monday-1 --wait
    """
    desk = opened.office()
    posted = postmark.date() if postmark else None
    day = receive.checked_dates(received.date() if received else None, posted)
    name = batches.clean(f"received {day}" if batch is None else batch)
    files = list(_files(paths))
    if not files:
        raise errors.InvalidInput("no files there: name scans (PDF, TIFF, PNG, JPEG) or a folder of them")
    scans, refused = take_in(desk, files, day, posted, name)
    if wait:
        see_through(desk, scans)
    raise SystemExit(1 if refused else 0)


def take_in(
    desk: opening.Office, files: list[Path], day: date, postmark: date | None, batch: str
) -> tuple[list[int], int]:
    """Receive files one by one; return the scan ids and how many were refused. Each refusal is printed on stderr."""
    scans, refused = [], 0
    with progress.bar("Taking in", len(files)) as tick:
        for path in files:
            try:
                data = _content(desk, path)
                receipt = receive.receive(
                    desk, data, path.name, batch=batch, actor=OPERATOR.name, received=day, postmark=postmark
                )
                scans.append(receipt.scan_id)
                if receipt.duplicate:
                    click.echo(f"{receive.clean_name(path.name)}: same as scan {receipt.scan_id}", err=True)
            except (errors.InvalidInput, errors.WrongState, errors.Unreadable) as bad:
                refused += 1
                click.echo(f"{receive.clean_name(path.name)}: not taken in: {bad}", err=True)
            tick()
    return scans, refused


def _content(desk: opening.Office, path: Path) -> bytes:
    try:
        return on_disk.content(path, desk.settings.max_file_bytes)
    except OSError as bad:
        raise errors.Unreadable("not_found", f"it cannot be read ({bad.strerror})") from None


def see_through(desk: opening.Office, scans: list[int]) -> None:
    """Wait until these scans are read by the running desk or, without one, by workers started here.

    Raises :class:`errors.WrongState` if the workers started here make no progress in several rounds.
    """
    wanted, seen, idle = set(scans), 0, 0
    with progress.bar("Reading", len(wanted)) as tick:

        def look() -> None:
            nonlocal seen
            done = _done(desk, wanted)
            tick(done - seen)
            seen = done

        look()
        while seen < len(wanted):
            before = seen
            if desk_at_work(desk) or sweep.next_waiting(desk) is None:
                time.sleep(_LOOK_SECONDS)
                look()
                continue
            burst.work_through(desk, min(os.cpu_count() or 1, _MOST), look)
            look()
            idle = 0 if seen > before else idle + 1
            if idle == _ROUNDS:
                raise errors.WrongState(_STUCK)


def desk_at_work(desk: opening.Office) -> bool:
    """Return whether a desk runs on this home or workers are connected to its Redis."""
    return embedded.is_running(desk.settings.root) or (desk.wakeups.alive() and desk.wakeups.workers() > 0)


def _done(desk: opening.Office, scans: set[int]) -> int:
    numbers = sorted(scans)
    parts = [numbers[at : at + _AT_ONCE] for at in range(0, len(numbers), _AT_ONCE)]
    with desk.database.reading() as session:
        counts = [select(func.count()).where(Scan.id.in_(part), Scan.state.in_(_DONE)) for part in parts]
        return sum(session.scalars(count).one() for count in counts)


def _files(paths: tuple[Path, ...]) -> Iterator[Path]:
    """The files named, and the files in the folders named, in order of name; hidden files are skipped."""
    for path in paths:
        if path.is_dir():
            yield from (p for p in sorted(path.iterdir()) if p.is_file() and not p.name.startswith("."))
        else:
            yield path

"""`ippin read`: reads scanned forms and prints their content as JSON, without a database."""

import json
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import click

from cli.reading import contract
from cli.terminal import files as on_disk
from desk import errors, forms
from desk.system import config, scratch
from intake import explain, pipeline
from intake.opening import file as opening
from intake.opening import limits

Work = Callable[[Path], list[dict]]
_STOPPED = "The reader stopped at this file. Key it from the paper, and tell support."


@click.command(name="read")
@click.argument("files", nargs=-1, required=True, type=click.Path(readable=False, path_type=Path), metavar="FILE…")
@click.option(
    "--json", "as_json", is_flag=True, help="One JSON object per document and line (the default is a list to look at)."
)
@click.option(
    "--jobs", type=click.IntRange(1, 64), default=1, show_default=True, help="How many files are read at a time."
)
@click.option(
    "--debug", type=click.Path(file_okay=False, path_type=Path), help="Write aligned pages, crops and timings there."
)
def read(files: tuple[Path, ...], as_json: bool, jobs: int, debug: Path | None) -> None:
    """Read forms from TIFF, PDF, PNG or JPEG files and print what stands in their fields.

    Nothing is stored and no records are looked at. A file that cannot be read gives one object with an error, the
    others are read all the same, and the exit code is 1 at the end.

    \b
    Example:
      ippin read return.tif application.pdf --json --jobs 2
    """
    settings = config.load()
    work = partial(_read, settings=settings, debug=debug)
    failed = False
    for documents in results(work, files, jobs):
        for document in documents:
            failed = failed or "error" in document
            click.echo(json.dumps(document, ensure_ascii=False) if as_json else contract.plain(document))
    if failed:
        raise SystemExit(1)


def results(work: Work, files: tuple[Path, ...], jobs: int) -> Iterator[list[dict]]:
    """Yield the documents of each file as JSON objects, in the order of the files."""
    if jobs == 1 or len(files) == 1:
        yield from map(work, files)
        return
    with _pool(min(jobs, len(files))) as pool:
        coming = [pool.submit(work, file) for file in files]
        try:
            for file, one in zip(files, coming, strict=True):
                try:
                    yield one.result()
                except BrokenProcessPool:
                    yield _alone(work, file)
        finally:
            pool.shutdown(cancel_futures=True)


def _alone(work: Work, file: Path) -> list[dict]:
    """Read a file by itself after a reader process died, so that only the file that killed it is lost."""
    with _pool(1) as pool:
        try:
            return pool.submit(work, file).result()
        except BrokenProcessPool:
            return [contract.failure(file, "reader_stopped", _STOPPED)]


def _pool(size: int) -> ProcessPoolExecutor:
    """Reader processes that ignore Ctrl-C; this process handles it."""
    deaf = {"initializer": signal.signal, "initargs": (signal.SIGINT, signal.SIG_IGN)}
    return ProcessPoolExecutor(size, mp_context=get_context("spawn"), **deaf)


def _read(file: Path, settings: config.Settings, debug: Path | None) -> list[dict]:
    """The documents of one file as objects of the JSON contract."""
    scratch.use()
    forms.use(settings.root)
    allowed = limits.from_settings(settings)
    sheets = explain.Sheets(debug / file.name) if debug else None
    try:
        reading = pipeline.read(on_disk.content(file, allowed.file_bytes), allowed, trace=sheets)
    except opening.NotOpened:
        return [contract.failure(file, "reader_stopped", _STOPPED)]
    except OSError:
        return [contract.failure(file, "not_found", "The file cannot be opened. Check its name and your rights to it.")]
    except errors.DeskError as problem:
        return [contract.failure(file, problem.code, str(problem))]
    except Exception:  # an error in one file must not keep the others from being read
        return [contract.failure(file, "reader_stopped", _STOPPED)]
    if sheets:
        sheets.close(reading)
    return [contract.document(file, one, settings.allow_test_tins) for one in reading.documents]

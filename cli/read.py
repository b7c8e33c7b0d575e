"""`ippin read`: what stands on scanned forms, as JSON, without a database."""

import json
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import click

from cli import contract
from desk import config, errors, forms
from intake import explain, pipeline


@click.command(name="read")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE…")
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
    work = partial(_read, home=settings.root, test_tins=settings.allow_test_tins, debug=debug)
    failed = False
    for documents in _results(work, files, jobs):
        for document in documents:
            failed = failed or "error" in document
            click.echo(json.dumps(document, ensure_ascii=False) if as_json else contract.plain(document))
    if failed:
        raise SystemExit(1)


def _results(work, files: tuple[Path, ...], jobs: int) -> Iterator[list[dict]]:
    """The documents of each file, in the order of the files."""
    if jobs == 1 or len(files) == 1:
        yield from map(work, files)
        return
    with ProcessPoolExecutor(min(jobs, len(files)), mp_context=get_context("spawn")) as pool:
        yield from pool.map(work, files)


def _read(file: Path, home: Path, test_tins: bool, debug: Path | None) -> list[dict]:
    """The documents of one file as the JSON contract has them."""
    forms.use(home)
    try:
        data = file.read_bytes()
        sheets = explain.Sheets(debug / file.name) if debug else None
        reading = pipeline.read(data, trace=sheets)
    except OSError:
        return [contract.failure(file, "not_found", "The file cannot be opened. Check its name and your rights to it.")]
    except errors.Unreadable as problem:
        return [contract.failure(file, problem.code, str(problem))]
    if sheets:
        sheets.close(reading)
    return [contract.document(file, one, test_tins) for one in reading.documents]

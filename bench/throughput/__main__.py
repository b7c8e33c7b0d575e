"""`python -m bench.throughput`: measures whole files from the scan to the work queue, and puts that in the report."""

import os
import platform
import statistics
from pathlib import Path

import click

from bench.accuracy import documents, processor, report, running
from bench.throughput import passing
from bench.throughput.passing import Passed
from intake import pipeline

HEAD = "## Through the desk\n"
_TEXT = """Written by `python -m bench.throughput {options}` ({machine}).

{files} returns of two pages, a third of each level, half of them typed and half by hand, go from the scan to the work
queue of a desk with its own Redis, workers and clock: taken in, read, stored, matched, with a recommendation. *Seconds*
are processor time of all its processes together; *stored* is what is kept on disk of a document: the scan and its
pages.

| | seconds a document | documents a second | stored, MB |
| --- | --- | --- | --- |
| the reader alone | {reading:.2f} | – | – |
| the desk, one worker | {one:.2f} | {first:.2f} | {stored:.1f} |
| the desk, two workers | {two:.2f} | {second:.2f} | {stored:.1f} |

Two workers pass {gain:.2f} times as many documents as one in the same time.
"""


@click.command()
@click.option("--documents", "count", default=48, show_default=True, help="Returns to pass.")
@click.option("--seed", default=15227, show_default=True, help="Another seed makes other returns.")
@click.option("--docs", type=click.Path(path_type=Path), default=report.DOCS, help="Folder of the report.")
def main(count: int, seed: int, docs: Path) -> None:
    """Measure how long files take from the scan to the work queue.

    \b
    Example:
      python -m bench.throughput --documents 12 --docs /tmp
    """
    os.environ |= {"IPPIN_TODAY": "2026-03-02", "IPPIN_ALLOW_TEST_TINS": "1"}
    files = [_return(seed, number) for number in range(count + 8)]
    one, two = (passing.through(files[8 - 4 * workers :], workers) for workers in (1, 2))
    text = _text(one, two, _reading(files[8:]), f"--documents {count} --seed {seed}")
    report.put(docs / "benchmarks.md", HEAD.strip(), HEAD + text)
    click.echo(text)


def _return(seed: int, number: int) -> documents.Made:
    revision = documents.RETURNS[number % len(documents.RETURNS)]
    writing, level = ("typed", "hand")[number % 2], running.LEVELS[number // 2 % 3]
    return documents.make([seed, number], "f1040", revision, writing, level, 1, 0)


def _reading(files: list[documents.Made]) -> float:
    """The processor seconds a document of the reader alone, models loaded."""
    pipeline.warm()
    pipeline.read(files[0].data)
    spent = []
    for made in files:
        before = processor.seconds()
        pipeline.read(made.data)
        spent.append(processor.seconds() - before)
    return statistics.mean(spent)


def _text(one: Passed, two: Passed, reading: float, options: str) -> str:
    return _TEXT.format(
        options=options,
        machine=f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        files=one.files,
        reading=reading,
        one=one.processor / one.files,
        two=two.processor / two.files,
        first=one.files / one.wall,
        second=two.files / two.wall,
        stored=one.stored / one.files / 1e6,
        gain=one.wall / two.wall,
    )


if __name__ == "__main__":
    main()

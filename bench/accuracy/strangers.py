"""`python -m bench.accuracy.strangers`: numbers by known and unknown writers, overlong numbers, and claims of PINs.

Writes its own part of docs/benchmarks.md. Every strip follows from the seed; a smaller run has the first strips of a
larger one.
"""

import os
import pickle
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import click

from bench import strokes
from bench.accuracy import figures, near_misses, report, sources, strips
from bench.accuracy.near_misses import Claims
from bench.accuracy.scoring import Outcome
from desk.reports import intervals
from desk.system import config
from intake import pipeline

HEAD = "## Writers never met"
_WRITERS = {"hand": "writers as in training", "stranger": "writers never met"}
_LEVELS = ("office", "office", "office", "clean", "harsh")
_SEEDS = {0: 6, 1: 7, 2: 8}  # by the number of extra digits
_TEXT = """
Written by `python -m bench.accuracy.strangers {options}`.

TINs and PINs on strips of real pages, six in ten at office level, two in ten clean, two in ten harsh.

- *Writers as in training*: {digits:,} digits of NIST that no training saw, by the writers of the training set.
  *Without*: without the strings that hold a digit which people may read in two ways.
- *Writers never met*: {people} people of whom neither training nor calibration saw anything, each drawn afresh from
  that person's own pen strokes. They are so few that the bounds, which count strings, are narrower than what is
  known of people.
"""
_LONG = """
A number with a digit too many must not come back as one that fits. *Fits*: the desk trusts it at a legal length.
"""
_CLAIMS = """
The PIN written is put to the desk against a number on record. The desk claims that this number stands there where it
trusts its reading, or where the image makes it {seen:g} likely at least and another number is {doubt:g} likely at
most. Filers are taken to err as set: {right:g} write the right number, {slip:g} get one digit wrong, {swap:g} swap
two, the rest write another.

- *Right*: the number written is on record.
- *Near miss*: each number on record that differs in one look-alike digit, in turn. Only a person who knows the number
  can aim at one.
- *Random*: the number written is nobody's. *Elsewhere*: it is the filer's number of last year, or the spouse's.
- *Expected*: false claims in a million boxes, exact under the model.
"""


def _jobs(fields: int, long: int) -> list[tuple[str, int, int]]:
    """(writing, extra digits, number) of every strip, which has four fields."""
    plain = [(writing, 0, number) for number in range(fields // 4) for writing in _WRITERS]
    return plain + [("stranger", more, number) for number in range(long // 4) for more in (1, 2)]


def _work(seed: int, job: tuple[str, int, int]) -> list[Outcome]:
    writing, more, number = job
    return list(strips.read([seed, _SEEDS[more], number], writing, _LEVELS[number % len(_LEVELS)], more))


def _read(jobs: list, seed: int, processes: int, kept: Path | None) -> dict[tuple[str, int, int], list[Outcome]]:
    """The outcomes of every strip; those in the file `kept` are not read again."""
    found = pickle.loads(kept.read_bytes()) if kept and kept.exists() else {}
    missing = [job for job in jobs if job not in found]
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn"), initializer=pipeline.warm) as pool:
        for number, (job, each) in enumerate(zip(missing, pool.map(partial(_work, seed), missing), strict=True), 1):
            found[job] = each
            if kept and (number % 20 == 0 or number == len(missing)):
                kept.write_bytes(pickle.dumps(found))
    return {job: found[job] for job in jobs}


def _writers(found: dict) -> Iterator[list[str]]:
    for writing, name in _WRITERS.items():
        mine = [one for job, each in found.items() if job[:2] == (writing, 0) for one in each]
        sets = {name: mine}
        if writing == "hand":
            sets[f"{name}, without"] = [one for one in mine if not one.doubtful]
        for label, outcomes in sets.items():
            for kind in ("tin", "pin"):
                yield [label, kind, *_cells([one for one in outcomes if one.kind == kind])]


def _cells(outcomes: Iterable[Outcome]) -> list[str]:
    tally = figures.tally(outcomes)
    bound = f"{100 * tally.bound:.2f} %" if tally.trusted else "–"
    exact, trusted = report.share(tally.exact, tally.filled), report.share(tally.trusted, tally.n)
    return [f"{tally.n:,}", exact, trusted, str(tally.wrong), bound]


def _long(found: dict) -> Iterator[list[str]]:
    for kind, legal in (("pin", 6), ("tin", 9)):
        for more in (1, 2):
            mine = [one for job, each in found.items() if job[1] == more for one in each if one.kind == kind]
            fits = sum(one.trusted and len(one.value or "") == legal for one in mine)
            bound = f"{100 * intervals.upper(fits, len(mine)):.2f} %" if mine else "–"
            yield [f"{kind}, {legal + more} digits", f"{len(mine):,}", str(fits), bound]


def _claims(found: dict, seed: int) -> Iterator[list[str]]:
    settings = config.load()
    for writing, name in _WRITERS.items():
        mine = [one for job, each in found.items() if job[:2] == (writing, 0) for one in each]
        right = near_misses.count_right(mine, settings)
        cells = [
            f"{right.claimed:,} of {right.tried:,} ({report.share(right.claimed, right.tried)})",
            _claimed(near_misses.count(mine, settings)),
            _claimed(near_misses.count_random(mine, settings, seed)),
            _claimed(near_misses.count_elsewhere(mine, settings, seed)),
        ]
        yield [name, *cells, f"{1e6 * near_misses.expected(mine, settings):.2f}"]


def _claimed(one: Claims) -> str:
    bound = intervals.upper(one.claimed, one.tried) if one.tried else 1.0
    return f"{one.claimed:,} of {one.tried:,} (≤ {100 * bound:.3f} %)"


def text(found: dict, options: str, seed: int) -> str:
    """Return this part of the report as Markdown."""
    settings = config.load()
    digits = sum(len(sources.handprint().pool(str(digit))) for digit in range(10))
    said = {name: getattr(settings, f"pin_{name}") for name in ("seen", "doubt", "right", "slip", "swap")}
    head = ["writers", "field", "n", "exact", "trusted", "wrong", "bound"]
    parts = [
        HEAD + _TEXT.format(options=options, digits=digits, people=len(strokes.writers(sources.TEST))),
        report.lines(head, list(_writers(found))),
        _LONG.lstrip("\n"),
        report.lines(["written", "n", "fits", "bound"], list(_long(found))),
        _CLAIMS.lstrip("\n").format(**said),
        report.lines(["writers", "right", "near miss", "random", "elsewhere", "expected"], list(_claims(found, seed))),
    ]
    return "\n".join(parts)


@click.command()
@click.option("--fields", default=800, show_default=True, help="TINs and PINs by each kind of writers.")
@click.option("--long", default=2000, show_default=True, help="Numbers with one digit too many, and as many with two.")
@click.option("--seed", default=15227, show_default=True, help="Another seed makes other strips.")
@click.option("--jobs", default=1, show_default=True, help="Processes at a time.")
@click.option("--docs", type=click.Path(path_type=Path), default=report.DOCS, help="Folder of the report.")
@click.option("--kept", type=click.Path(path_type=Path), help="Keep every outcome there, and go on from what it has.")
def main(fields: int, long: int, seed: int, jobs: int, docs: Path, kept: Path | None) -> None:
    """Measure how numbers by people never met are read, and what is claimed of their PINs.

    \b
    Example:
      python -m bench.accuracy.strangers --fields 80 --long 40
    """
    os.environ |= {"IPPIN_TODAY": "2026-03-02", "IPPIN_ALLOW_TEST_TINS": "1"}
    found = _read(_jobs(fields, long), seed, jobs, kept)
    options = f"--fields {fields} --long {long} --seed {seed}"
    report.put(docs / "benchmarks.md", HEAD, text(found, options, seed))
    click.echo(f"wrote {docs / 'benchmarks.md'}")


if __name__ == "__main__":
    main()

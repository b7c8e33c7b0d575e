"""`python -m bench.accuracy`: makes documents, reads them, compares the results, and writes docs/benchmarks.md."""

import os
import pickle
import platform
import time
from pathlib import Path

import click
import numpy as np

from bench.accuracy import diagram, documents, matching, peers, report, running, together


@click.command()
@click.option("--pages", default=600, show_default=True, help="Whole documents to read.")
@click.option("--fields", default=20_000, show_default=True, help="Hand-printed TINs and PINs to read on strips.")
@click.option(
    "--peers", "sample", default=20, show_default=True, help="Documents that the peers and two processes read."
)
@click.option("--seed", default=15227, show_default=True, help="Another seed makes other documents.")
@click.option("--jobs", default=1, show_default=True, help="Processes at a time.")
@click.option("--docs", type=click.Path(path_type=Path), default=report.DOCS, help="Folder to write the report into.")
@click.option(
    "--raw", type=click.Path(path_type=Path), help="Also keep every outcome there (a pickle), to look into errors."
)
def main(pages: int, fields: int, sample: int, seed: int, jobs: int, docs: Path, raw: Path | None) -> None:
    """Measure how well and how fast forms are read.

    \b
    Example:
      python -m bench.accuracy --pages 60 --fields 800 --peers 2 --jobs 2
    """
    os.environ |= {"IPPIN_TODAY": "2026-03-02", "IPPIN_ALLOW_TEST_TINS": "1"}
    start = time.perf_counter()
    todo = [*running.page_jobs(pages, seed), *running.strip_jobs(fields, seed)]
    with click.progressbar(length=len(todo), label="reading") as bar:
        results = running.run(todo, jobs, lambda done: bar.update(1))
    results.memory = running.memory(next(running.page_jobs(1, seed)))
    chosen = _office(pages, sample, seed)
    results.together = together.gain([file.data for file in chosen]) if chosen else 0.0
    compared = (peers.compare(chosen), peers.ours(chosen)) if chosen else None
    met = matching.meet(results.people, seed)
    if raw:
        raw.write_bytes(pickle.dumps((results, met, compared)))
    docs.mkdir(exist_ok=True)
    diagram.draw(results, docs / "reliability.png")
    options = f"--pages {pages} --fields {fields} --peers {sample} --seed {seed} --jobs {jobs}"
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    text = report.text(results, met, compared, options, machine, time.perf_counter() - start)
    report.keep(docs / "benchmarks.md", text)
    click.echo(f"wrote {docs / 'benchmarks.md'}")


def _office(pages: int, sample: int, seed: int) -> list[documents.Made]:
    """Tax returns at office level, which the peers read as well."""
    jobs = [
        job
        for job in running.page_jobs(pages, seed)
        if job.level == "office" and job.form == "f1040" and job.count == 1 and not job.turned
    ]
    rng = np.random.default_rng([seed, 8])
    return [running.made(jobs[place]) for place in rng.permutation(len(jobs))[:sample]]


if __name__ == "__main__":
    main()

"""Runs the benchmark in several processes, each piece with its own seed."""

import resource
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from itertools import product
from multiprocessing import get_context

from bench.accuracy import documents, matching, processor, scoring, sources, strips
from intake import pipeline

LEVELS = ("clean", "office", "harsh")
PAGES, STRIPS, FOREIGN = 1, 2, 3


@dataclass(frozen=True)
class Job:
    """One file or one strip to make and read; by its seed it is the same in every run."""

    kind: str
    seed: tuple[int, ...]
    writing: str = ""
    level: str = "office"
    form: str = ""
    revision: str = ""
    count: int = 1
    turned: int = 0


@dataclass
class Results:
    """All results. `seconds` has one entry per document: stage → wall seconds; `processor` is the seconds for all, and
    `sides` the number of pages. `memory` is in MB; `together` is the speed of two processes relative to one, 0 if not
    measured."""

    strips: list[scoring.Outcome] = field(default_factory=list)
    pages: list[scoring.Outcome] = field(default_factory=list)
    files: list[scoring.Sorted] = field(default_factory=list)
    off: list[tuple[str, float]] = field(default_factory=list)
    people: list[matching.Sought] = field(default_factory=list)
    seconds: list[dict[str, float]] = field(default_factory=list)
    memory: float = 0.0
    together: float = 0.0


def writings() -> tuple[str, ...]:
    """Return the available kinds of writing; fonts only if they are installed."""
    return ("typed", "font", "hand") if sources.hand_fonts() else ("typed", "hand")


def page_jobs(count: int, seed: int) -> Iterator[Job]:
    """Yield `count` documents over levels, writings and revisions, some turned or two per file, and foreign ones."""
    kinds = [("f1040", year) for year in documents.RETURNS] + [
        ("f15227", revision) for revision in documents.APPLICATIONS
    ]
    mix = list(product(LEVELS, writings()))
    for number in range(count):
        level, writing = mix[number % len(mix)]
        form, revision = kinds[number // len(mix) % len(kinds)]
        turned = {3: 2, 11: 1, 19: 3}.get(number % 24, 0)
        yield Job("page", (seed, PAGES, number), writing, level, form, revision, 2 if number % 40 == 7 else 1, turned)
    for number in range(count // 6):
        yield Job("foreign", (seed, FOREIGN, number), level=LEVELS[number % 3])


def strip_jobs(count: int, seed: int) -> Iterator[Job]:
    """Yield strips for `count` hand-printed fields (four each), 60 % at office level; a quarter as many in fonts."""
    level = ("office", "office", "office", "clean", "harsh")
    for number in range(count // 4):
        yield Job("strip", (seed, STRIPS, number), "hand", level[number % 5])
    for number in range(count // 16):
        yield Job(
            "strip", (seed, STRIPS, count + number), writings()[number % (len(writings()) - 1)], level[number % 5]
        )


def run(jobs: Iterable[Job], processes: int, tell=lambda done: None) -> Results:
    """Do all jobs; `tell` is called with the number of finished ones."""
    results = Results()
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn"), initializer=pipeline.warm) as pool:
        for done, part in enumerate(pool.map(work, jobs, chunksize=4), start=1):
            for name in ("strips", "pages", "files", "off", "people", "seconds"):
                getattr(results, name).extend(getattr(part, name))
            tell(done)
    return results


def work(job: Job) -> Results:
    """Make and read one piece."""
    if job.kind == "strip":
        return Results(strips=list(strips.read(list(job.seed), job.writing, job.level)))
    file = made(job)
    start, used = time.perf_counter(), processor.seconds()
    reading = pipeline.read(file.data)
    spent = {"wall": time.perf_counter() - start, "processor": processor.seconds() - used, "sides": len(reading.pages)}
    seconds = reading.seconds | spent
    results = Results(files=[scoring.sort(file.name, reading.documents, file.truths)], seconds=[seconds])
    for document, truth in zip(reading.documents, file.truths, strict=False):
        if (document.form, document.revision) == (truth.form, truth.revision):
            results.pages += scoring.outcomes(document, truth)
            results.people.append(matching.sought(document, truth))
            results.off += (
                [(job.level, apart) for apart in scoring.off(document, truth, file.leads)] if not job.turned else []
            )
    return results


def memory(job: Job) -> float:
    """Return the peak memory (MB) of a fresh process that reads that file."""
    file = made(job)
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(_held, file.data).result()


def _held(data: bytes) -> float:
    pipeline.warm()
    pipeline.read(data)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def made(job: Job) -> documents.Made:
    """Make the file of a job."""
    if job.kind == "foreign":
        return documents.foreign(list(job.seed), job.level)
    return documents.make(list(job.seed), job.form, job.revision, job.writing, job.level, job.count, job.turned)

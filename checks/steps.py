"""The steps of `./run check`: each a command that ends with 0 where all is well."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

from checks import choice, sources

PYTHON = (sys.executable, "-P", "-m")
"""How every tool is started: from this environment, the current folder not on its import path."""

WITHOUT_LONG = ("-m", "not long")
"""Leaves the tests marked ``long`` to `./run test`, and to a check of the files that they concern."""


@dataclass(frozen=True)
class Step:
    """What is checked, by which command, run in the project's folder."""

    title: str
    command: tuple[str, ...]


@dataclass(frozen=True)
class Outcome:
    """How a step ended, after how many seconds, and what it printed."""

    title: str
    passed: bool
    seconds: float
    output: str


def choose(paths: list[Path]) -> list[Step]:
    """What is to do for these files and folders, or for everything where none is named; the longest first."""
    python = [path for path in paths if path.is_dir() or path.suffix == ".py"]
    typed = [path for path in python if path.relative_to(sources.ROOT).parts[:1] in {(top,) for top in sources.PRODUCT}]
    tests = choice.tests_of(paths) if paths else choice.quick_tests()
    every = not paths
    wanted = {
        Step("types", (*PYTHON, "basedpyright", "--pythonpath", sys.executable, *map(str, typed))): every or typed,
        Step("tests", _pytest(tests, os.cpu_count() or 1, *(() if paths else WITHOUT_LONG))): tests,
        Step("arrows", _pytest(choice.STRUCTURE, 1)): True,
        Step("lint", (*PYTHON, "ruff", "check", "--quiet", *map(str, python or [sources.ROOT]))): every or python,
        Step("format", (*PYTHON, "ruff", "format", "--check", "--quiet", *map(str, python or [sources.ROOT]))): every
        or python,
    }
    return [step for step, needed in wanted.items() if needed]


def _pytest(files: Sequence[str], processes: int, *more: str) -> tuple[str, ...]:
    share = ("-n", str(processes if len(files) > 2 * processes else 0))
    return (*PYTHON, "pytest", "--no-header", "--tb=short", *more, *share, *files)


def run(todo: list[Step]) -> Iterator[Outcome]:
    """Run the steps, two at a time; each outcome as soon as it is there."""
    with ThreadPoolExecutor(2) as pool:
        for done in as_completed([pool.submit(_run, step) for step in todo]):
            yield done.result()


def _run(step: Step) -> Outcome:
    began = time.monotonic()
    ended = subprocess.run(step.command, cwd=sources.ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return Outcome(step.title, ended.returncode == 0, time.monotonic() - began, ended.stdout.strip())

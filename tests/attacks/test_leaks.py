"""A hunt for leaks: after a day of a running office no taxpayer number and no IP PIN of it lies anywhere in clear."""

import http.cookiejar
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
from redis import Redis
from sqlalchemy import select

from desk.models import IpPin, Scan, Taxpayer
from desk.office.accounts import Actor
from desk.office.opening import Office
from desk.reports import nightly
from desk.system import calendar
from tests import factories as make
from tests import homes, servers
from tests.desk.reports.test_three_days import work_on

PATIENCE = 120  # seconds
SCANS = Path(__file__).parents[2] / "samples" / "scans"
LENA, WRITTEN = "400001103", "290848"
"""Whose return comes in on this day, and the number that stands on it."""
TODAY = date(2026, 3, 2)


@dataclass
class Day:
    """What the day left: the numbers that were in the office, the folders, and what each process shows of itself."""

    secrets: set[str]
    folders: list[Path]
    shown: dict[str, bytes] = field(default_factory=dict)
    limits: dict[str, str] = field(default_factory=dict)


def in_clear(secrets: set[str], data: bytes) -> list[str]:
    """The last two digits of each number that stands in these bytes, together or in groups, also in UTF-16."""
    plain = data.replace(b"\0", b"")
    return sorted(secret[-2:] for secret in secrets if _writings(secret).search(plain))


def _writings(secret: str) -> re.Pattern[bytes]:
    """A number with any one sign between its usual groups; as a part of a longer number or of a hash it is none."""
    groups = (secret[:3], secret[3:5], secret[5:]) if len(secret) == 9 else (secret[:3], secret[3:])
    return re.compile(rb"(?<![0-9a-f])" + rb"[^0-9a-zA-Z]?".join(map(str.encode, groups)) + rb"(?![0-9a-f])")


@pytest.fixture(scope="module")
def day(tmp_path_factory) -> Iterator[Day]:
    """An office that took paper in, read, decided, printed, and mailed; it still runs."""
    place = tmp_path_factory.mktemp("leaks")
    home, watched, short = place / "home", place / "watched", place / "tmp"
    watched.mkdir(), short.mkdir()
    before = calendar.today()
    with homes.opened(home) as desk:
        secrets = _work(desk)
        calendar.fix(TODAY)
        port = servers.free_ports(["web"])["web"]
        own = {"IPPIN_HOME": home, "IPPIN_PORT": port, "IPPIN_WATCH": watched, "TMPDIR": short}
        own |= {"IPPIN_LOG_LEVEL": "DEBUG", "IPPIN_SYSLOG": ""}
        environment = os.environ | {name: str(value) for name, value in own.items()}
        with (place / "log").open("wb") as log:
            command = [sys.executable, "-m", "cli.main", "desk", "-n", "1"]
            process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        try:
            shutil.copy(SCANS / "03-mismatch.tif", watched / f"Lena 400-00-1103 PIN {WRITTEN}.tif")
            number = _read(desk)
            _look(f"http://127.0.0.1:{port}", number)
            Redis(unix_socket_path=(home / "run" / "redis").read_text()).save()
            told = Day(secrets | {LENA, WRITTEN}, [place, *Path("/dev/shm").glob("ippin-*")])
            for number in _family(process.pid):
                _show(told, number)
            yield told
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(PATIENCE)
            calendar.fix(before)


def _work(desk: Office) -> set[str]:
    """A script's days, with a night after them; every number on record afterwards."""
    calendar.fix(date(2026, 1, 5))
    make.account(desk, "sue", "supervisor")
    make.taxpayer(desk, LENA, "Lena", "Osei", street="9 Elm Ave", enrollment="victim")
    work_on(desk, Actor("carla", "clerk"), Actor("mo", "mailroom"), calendar.fix)
    nightly.make(desk, date(2026, 3, 1), "desk")
    with desk.database.reading() as session:
        people, numbers = session.scalars(select(Taxpayer)), session.scalars(select(IpPin))
        return {one.tin for one in people} | {one.pin for one in numbers}


def _read(desk: Office) -> int:
    """Wait until the day's file is read; the id of its document."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with desk.database.reading() as session:
            for scan in session.scalars(select(Scan).where(Scan.file_name.startswith("Lena"))):
                if scan.state == "read":
                    return scan.documents[0].id
        time.sleep(0.2)
    raise AssertionError("the file was not read")


def _look(base: str, number: int) -> None:
    """A supervisor searches, opens, uncovers, types numbers where none may stand, and mistypes."""
    jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
    opener, token = urllib.request.build_opener(jar), ""
    typed = f"{LENA} PIN {WRITTEN}"
    steps = [
        ("/sign-in", None), ("/sign-in", {"name": typed, "password": typed}),
        ("/sign-in", {"name": "sue", "password": make.PASSWORD}), ("/", None), ("/find", {"text": LENA}),
        (f"/documents/{number}", None), (f"/documents/{number}/look/primary_ssn", {}),
        (f"/documents/{number}/pages/1.jpg", None), (f"/documents/{number}/notes", {"text": typed}),
        (f"/documents/{number}/decide", {"action": typed, "reason": typed, "version": "1"}),
        ("/notices/requests/find", {"tin": LENA}), ("/notices/mailed", {"notice": typed, "reason": typed}),
        (f"/key/{number}/primary_ip_pin", {"value": WRITTEN}), ("/batches/start", {"batch": typed}),
    ]  # fmt: skip
    for path, form in steps:
        data = urllib.parse.urlencode(form | {"csrf_token": token}).encode() if form is not None else None
        try:
            with opener.open(urllib.request.Request(base + path, data, {"Referer": base}), timeout=PATIENCE) as answer:
                text = answer.read().decode("utf-8", "replace")
        except urllib.error.HTTPError as refused:
            text = refused.read().decode("utf-8", "replace")
        found = re.search(r'name="csrf(?:_token)?" (?:content|value)="([^"]+)"', text)
        token = found[1] if found else token


def _family(parent: int) -> list[int]:
    """A process and all that came of it."""
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return [parent, *(one for child in children for one in _family(int(child)))]


def _show(told: Day, process: int) -> None:
    """Keep the arguments and the environment of a process, and how much of its memory a fault may write to a file."""
    path = Path(f"/proc/{process}")
    name = (path / "cmdline").read_bytes()
    told.shown[f"{process}: {name[:80]!r}"] = name + b"\n" + (path / "environ").read_bytes()
    (line,) = [one for one in (path / "limits").read_text().splitlines() if one.startswith("Max core file size")]
    told.limits[f"{process}: {name[:80]!r}"] = line


def test_the_hunt_finds_a_number_in_any_writing():
    """Otherwise it would prove nothing."""
    secrets = {LENA, WRITTEN}
    for data in (b"x400001103.", b"400-00-1103", b"a 400 00 1103", "400001103".encode("utf-16-le")):
        assert in_clear(secrets, data) == ["03"], data
    for data in (b"pin=290848", b"290 848", b"\x07290848\xff"):
        assert in_clear(secrets, data) == ["48"], data
    assert in_clear(secrets, b"a290848c 12908481 94000011030") == []


def test_nothing_of_the_day_lies_in_a_file_in_clear(day):
    """The database and its journal, the store, Redis's dump and log, logs, temporary folders, and names of files."""
    files = [file for folder in day.folders for file in folder.rglob("*") if file.is_file()]
    kinds = {"desk.sqlite3", "desk.sqlite3-wal", "dump.rdb", "log"}
    assert kinds <= {file.name for file in files}
    for file in files:
        assert in_clear(day.secrets, str(file).encode()) == [], file
        assert in_clear(day.secrets, file.read_bytes()) == [], file


def test_no_process_shows_a_number_in_its_arguments_or_environment(day):
    """Anybody on the machine may read the arguments of a process."""
    assert len(day.shown) >= 6  # the desk, Redis, the worker and its opener, the clock, the watcher, the web
    for name, shown in day.shown.items():
        assert in_clear(day.secrets, shown) == [], name


def test_no_process_writes_its_memory_to_a_file(day):
    """Keys and numbers stand in it: no core file, whatever the system's settings say."""
    for name, line in day.limits.items():
        assert line.split()[4:6] == ["0", "0"], (name, line)

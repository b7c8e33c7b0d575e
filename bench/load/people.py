"""Simulated people: each signs in and does one thing after another, at a person's pace."""

import http.cookiejar
import json
import random
import re
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable

from bench.load import server

PASSWORD = "four plain words here"
Told = Callable[[str, tuple[float, float]], None]


class Person:
    """One browser: cookies, the CSRF token, and the address of the last page."""

    def __init__(self, base: str, name: str, told: Told, seed: int) -> None:
        self.base, self.name, self.told, self.chance = base, name, told, random.Random(seed)
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(jar)
        self.token = ""

    def sign_in(self) -> None:
        """Sign in with name and password."""
        self.ask("sign-in page", "/sign-in")
        self.ask("sign-in", "/sign-in", {"name": self.name, "password": PASSWORD, "back": ""})

    def ask(self, what: str, path: str, form: dict | None = None, as_json: bool = False) -> str:
        """Make one request; its server time is recorded under ``what``."""
        head = {"Accept": "text/html", "Referer": self.base, "X-CSRFToken": self.token}
        data = urllib.parse.urlencode(form).encode() if form is not None else None
        if as_json:
            head, data = head | {"Content-Type": "application/json"}, json.dumps(form).encode()
        request = urllib.request.Request(self.base + path, data, head)
        try:
            with self.opener.open(request, timeout=60) as answer:
                text, self.at = answer.read().decode("utf-8", "replace"), answer.url
                seconds = answer.headers[server.HEADER]
        except urllib.error.HTTPError as refused:
            text, seconds = "", refused.headers[server.HEADER]
            what = f"{what} ({refused.code})"
        passed, computed = map(float, seconds.split())
        self.told(what, (passed, computed))
        found = re.search(r'name="csrf" content="([^"]+)"', text)
        self.token = found[1] if found else self.token
        return text

    def work(self, acts: list[tuple[int, Callable[["Person"], None]]], until: float, pace: float) -> None:
        """Do one act every ``pace`` seconds, drawn by weight, until the time ``until``."""
        time.sleep(self.chance.random() * pace)
        weights, calls = zip(*acts, strict=True)
        while (began := time.monotonic()) < until:
            self.chance.choices(calls, weights)[0](self)
            time.sleep(max(0.0, pace - (time.monotonic() - began)))


def home(one: Person) -> None:
    """Open the worklist."""
    one.ask("home", "/")


def one_kind(one: Person) -> None:
    """Open the worklist of one kind."""
    one.ask("home, one kind", f"/?kind={one.chance.choice(('return', 'application', 'call', 'exception'))}")


def following(one: Person) -> None:
    """Lease the next document, look at an unread box if the desk asks for it, and decide as recommended.

    If the recommendation is nothing that one person may do, request the release.
    """
    text = one.ask("next document", "/next")
    number = re.search(r"/documents/(\d+)", one.at)
    if number is None:
        return
    path = f"/documents/{number[1]}"
    look = re.search(rf'action="({path}/look/\w+)"', text)
    if look:
        one.ask("look at a box", look[1], {})
        text = one.ask("document", path)
    wanted = re.search(r'id="recommended".*?name="action" value="(\w+)"', text, re.DOTALL)
    version = re.search(r'name="version" value="(\d+)"', text)
    if version and wanted:
        one.ask("decide", f"{path}/decide", {"action": wanted[1], "reason": "", "version": version[1]})
    elif version:
        one.ask("ask for a release", f"{path}/release", {"reason": "checked by telephone", "version": version[1]})


def find(one: Person) -> None:
    """Look a document up by its number."""
    one.ask("find", "/find", {"text": f"D{one.chance.randrange(1, 1000):07}"})


def keying(one: Person) -> None:
    """Open the keying page and its items, and key one answer."""
    one.ask("key", "/key/")
    text = one.ask("key items", "/key/items")
    items = json.loads(text)["items"] if text else []
    if items:
        one.ask("key answer", items[0]["answer"], {"value": "123457", "state": "read"}, as_json=True)


def page(what: str, path: str) -> Callable[[Person], None]:
    """Return an act that opens one page."""

    def look(one: Person) -> None:
        one.ask(what, path)

    return look


_BUCKET = f"/delayed/?bucket={urllib.parse.quote('46–63')}"
_DAY = "/audit/?first=2026-03-02&last=2026-03-02"
ACTS = {
    "clerk": [(3, home), (1, one_kind), (8, following), (1, find), (4, keying)],
    "supervisor": [
        (2, home), (2, following), (3, page("delayed", "/delayed/")), (1, page("delayed, one bucket", _BUCKET)),
        (2, page("notices", "/notices/")), (2, page("batches", "/batches/")), (1, page("audit", "/audit/")),
    ],
    "mailroom": [(1, home), (2, page("notices", "/notices/")), (3, page("batches", "/batches/"))],
    "auditor": [
        (1, home), (2, page("delayed", "/delayed/")), (3, page("audit", "/audit/")),
        (2, page("audit, one person", "/audit/?actor=clerk01")), (1, page("audit, one day", _DAY)),
    ],
}  # fmt: skip

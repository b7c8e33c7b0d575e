"""Pictures of every page for each role, taken from a practice desk with the sample papers.

    ./run screenshots

The demo is started as people start it, each role signs in with the one-time password that it
prints, walks its pages, and the pictures are written to docs/screens/.
"""

import io
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

SCREENS = Path(__file__).resolve().parent / "screens"
PASSWORD = "four plain words here"
SIZE = {"width": 1280, "height": 720}
_PORT = 8791
_FLAGS = ["--no-sandbox", "--disable-gpu"]
_COLORS = 96
WALKS = {
    "mailroom": {"home": "/", "batches": "/batches/", "notices": "/notices/"},
    "clerk": {"home": "/", "document": "/next", "application": "/?kind=call", "key": "/key/", "help": "/help/"},
    "supervisor": {
        "home": "/",
        "release": "/notices/#gathered",
        "requests": "/notices/requests/",
        "delayed": "/delayed/",
        "review": "/?kind=return",
    },
    "auditor": {"home": "/", "delayed": "/delayed/", "audit": "/audit/", "rules": "/audit/rules"},
}
"""What each role looks at; a list of work leads on to the first document in it."""
_LEADS_ON = {"application", "review"}


def main() -> None:
    """Take every picture anew."""
    shutil.rmtree(SCREENS, ignore_errors=True)
    SCREENS.mkdir(parents=True)
    with _demo() as (base, passwords), _browser() as browser:
        _keep(_open(browser, base), "sign-in")
        pages = {role: _sign_in(browser, base, role, passwords[role]) for role in WALKS}
        _gather(pages["mailroom"], base)
        for role, walk in WALKS.items():
            for name, path in walk.items():
                _visit(pages[role], base, name, path)
                _keep(pages[role], f"{role}-{name}")
        dark = _sign_in(browser, base, "clerk", PASSWORD, color_scheme="dark")
        _visit(dark, base, "document", "/next")
        _keep(dark, "clerk-document-dark")
    size = sum(one.stat().st_size for one in SCREENS.iterdir())
    print(f"{len(list(SCREENS.iterdir()))} pictures in {SCREENS}, {size // 1000:,} kB together")


@contextmanager
def _demo() -> Iterator[tuple[str, dict[str, str]]]:
    """A practice desk; its address and the one-time password of each role."""
    command = [sys.executable, "-m", "cli.demo", "--port", str(_PORT), "--home", tempfile.mkdtemp() + "/demo"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        passwords: dict[str, str] = {}
        for line in process.stdout:
            told = re.fullmatch(r"\s+(\w+)\s+((?:\w{4}-){3}\w{4})\s*", line)
            if told:
                passwords[told[1]] = told[2]
            if len(passwords) == len(WALKS):
                break
        yield f"http://127.0.0.1:{_PORT}", passwords
    finally:
        process.terminate()
        process.wait(60)


@contextmanager
def _browser() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=path, args=_FLAGS)
        yield browser
        browser.close()


def _open(browser: Browser, base: str, **look) -> Page:
    page = browser.new_context(viewport=SIZE, base_url=base, **look).new_page()
    page.goto("/sign-in")
    return page


def _sign_in(browser: Browser, base: str, role: str, password: str, **look) -> Page:
    """Somebody of this role, signed in; a one-time password is replaced."""
    page = _open(browser, base, **look)
    page.fill("input[name=name]", role)
    page.fill("input[name=password]", password)
    page.keyboard.press("Enter")
    page.wait_for_load_state("networkidle")
    if page.url.endswith("/password"):
        for name, value in (("old", password), ("new", PASSWORD), ("again", PASSWORD)):
            page.fill(f"input[name={name}]", value)
        page.keyboard.press("Enter")
        page.wait_for_load_state("networkidle")
    return page


def _gather(page: Page, base: str) -> None:
    """The mailroom gathers all but one letter, so that a batch waits for its release."""
    page.goto(f"{base}/notices/")
    boxes = page.locator("[data-choose] tbody input[type=checkbox]")
    if boxes.count() > 1:
        boxes.first.uncheck()
    page.locator("[data-key=g]").click()
    page.wait_for_load_state("networkidle")


def _visit(page: Page, base: str, name: str, path: str) -> None:
    """Go there; from a list of work on to its first document."""
    page.goto(base + path)
    if name in _LEADS_ON and page.locator("[data-row]").count():
        page.locator("[data-row]").first.click()
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(400)


def _keep(page: Page, name: str) -> None:
    """The window as it is, in few colors: small enough to ship."""
    shot = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    few = shot.quantize(_COLORS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    few.save(SCREENS / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()

"""A running web server over a seeded desk, and headless Chromium with people signed in."""

import contextlib
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from waitress.server import create_server

from desk.office import opening
from tests import homes
from tests.review_ui import application, seeded

_FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-gpu-rasterization", "--disable-background-networking")
_UNWANTED = ["--enable-unsafe-swiftshader"]  # it would draw each page as a graphics card does, on the processor
SIZE = {"width": 1280, "height": 720}
PATIENCE = 90_000  # ms: a loaded machine is slow, and what is awaited ends the wait
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The distribution's Chromium, without a window."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("no Chromium: install the package chromium")
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=path, args=list(_FLAGS), ignore_default_args=_UNWANTED)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def template(tmp_path_factory) -> tuple[Path, dict[str, int]]:
    """The home of a desk with a day's paper, made once, and its documents' ids."""
    home = tmp_path_factory.mktemp("template") / "home"
    with homes.opened(home) as desk:
        seeded.accounts(desk)
        return home, seeded.paper(desk)


@pytest.fixture
def lease() -> float:
    """How long a document stays claimed without a heartbeat, in seconds; a module may say otherwise."""
    return 90


@pytest.fixture
def served(template, tmp_path, lease) -> Iterator[tuple[opening.Office, dict[str, int], str]]:
    """A desk with a day's paper of its own, the documents' ids, and its address."""
    home, papers = template
    shutil.copytree(home, tmp_path / "home")
    desk = homes.opened(tmp_path / "home", claim_seconds=lease, lease_seconds=60)
    server = create_server(application.make(desk), host="127.0.0.1", port=0, threads=8)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield desk, papers, f"http://127.0.0.1:{server.effective_port}"
    server.task_dispatcher.shutdown()  # the last answers, such as those to pages that were left
    with contextlib.suppress(OSError):  # a loop that was awake has closed by the time it is woken
        server.trigger.pull_trigger(server.close)
    thread.join(5)
    desk.close()


@pytest.fixture
def person(chromium, served) -> Iterator[Callable[..., Page]]:
    """Sign somebody in, in a browser of their own; a message in its console fails the test."""
    troubles: list[str] = []
    contexts = []

    def sign_in(name: str, **look) -> Page:
        context = chromium.new_context(**{"viewport": SIZE, "base_url": served[2]} | look)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("console", lambda told: troubles.append(told.text) if _matters(told) else None)
        page.goto("/sign-in")
        expect(page.locator("input[autofocus]")).to_be_focused()
        page.keyboard.type(name)
        page.keyboard.press("Tab")
        page.keyboard.type(seeded.PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_selector("nav")
        return page

    yield sign_in
    told = list(troubles)  # what a page says while its browser is closed is no trouble
    for context in contexts:
        context.close()
    assert not told, told


def _matters(told) -> bool:
    """Errors of scripts and of the content policy; not the refusals that a test asks for."""
    asked_for = ("the server responded with a status of", "net::ERR_FAILED")
    return told.type in ("error", "warning") and not any(refusal in told.text for refusal in asked_for)

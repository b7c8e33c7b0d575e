"""A web application over a desk that a module's tests share, and people signed in to it."""

import contextlib
import sqlite3
from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from desk.office.opening import Office
from tests import homes
from tests.review_ui import application, seeded
from tests.review_ui.client import Browser


@pytest.fixture(scope="module")
def shared_desk(tmp_path_factory) -> Iterator[Office]:
    """An open desk with one account per role; a module's tests share it."""
    with homes.opened(tmp_path_factory.mktemp("web") / "home") as opened:
        seeded.accounts(opened)
        yield opened


@pytest.fixture(scope="module")
def papers(shared_desk) -> dict[str, int]:
    """The ids of a day's paper."""
    return seeded.paper(shared_desk)


@pytest.fixture(scope="module")
def app(shared_desk) -> Flask:
    """The application; the CSRF check is off except where a test turns it on."""
    made = application.make(shared_desk)
    made.test_client_class = Browser
    made.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    return made


@pytest.fixture
def web_desk(shared_desk) -> Iterator[Office]:
    """The shared desk; its record is put back after each test, so that no test depends on another."""
    file = shared_desk.settings.root / "desk.sqlite3"
    with contextlib.closing(sqlite3.connect(":memory:")) as kept, contextlib.closing(sqlite3.connect(file)) as record:
        record.backup(kept)
        yield shared_desk
        kept.backup(record)


@pytest.fixture
def signed_in(app, web_desk) -> Callable[[str], Browser]:
    """Give a browser of the person named, signed in."""

    def browser(name: str) -> Browser:
        client = app.test_client()
        answer = client.post("/sign-in", data={"name": name, "password": seeded.PASSWORD})
        assert answer.status_code == 302, answer.text
        return client

    return browser

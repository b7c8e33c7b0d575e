"""A web application over a fresh desk, and people signed in to it."""

from collections.abc import Callable

import pytest
from flask import Flask

from tests import homes
from tests.review_ui import application, seeded
from tests.review_ui.client import Browser


@pytest.fixture(scope="module")
def web_desk(tmp_path_factory):
    """An open desk with one account per role and a day's paper; shared by a module's tests."""
    with homes.opened(tmp_path_factory.mktemp("web")) as opened:
        seeded.accounts(opened)
        yield opened


@pytest.fixture(scope="module")
def papers(web_desk) -> dict[str, int]:
    """The ids of the day's paper."""
    return seeded.paper(web_desk)


@pytest.fixture(scope="module")
def app(web_desk) -> Flask:
    """The application; the CSRF check is off except where a test turns it on."""
    made = application.make(web_desk)
    made.test_client_class = Browser
    made.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    return made


@pytest.fixture
def signed_in(app) -> Callable[[str], Browser]:
    """Give a browser of the person named, signed in."""

    def browser(name: str) -> Browser:
        client = app.test_client()
        answer = client.post("/sign-in", data={"name": name, "password": seeded.PASSWORD})
        assert answer.status_code == 302, answer.text
        return client

    return browser

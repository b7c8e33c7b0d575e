"""Signing in with a one-time code: asked everywhere but on a desk that only its own machine reaches."""

import re

import pyotp
import pytest

from desk.office import accounts
from desk.system import config
from tests import factories as make
from tests.review_ui import application, seeded


@pytest.fixture
def coded(web_desk, clock):
    """The application of a desk that asks for codes, and an account for it; its clock stands."""
    settings = config.load(home=web_desk.settings.home, totp=True)
    app = application.make(type(web_desk)(settings, web_desk.database, web_desk.store, web_desk.wakeups))
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    name = "tess"
    with web_desk.database.reading() as session:
        known = name in [user.name for user in accounts.everyone(session)]
    if known:
        once = accounts.reset(web_desk, name, make.VOUCHERS)
    else:
        once = accounts.add(web_desk, name, "clerk", f"N-{name}", make.VOUCHERS)
    user = accounts.sign_in(web_desk, name, once)
    accounts.change_password(web_desk, user.id, once, seeded.PASSWORD)
    return app, name


def enter(app, name: str, back: str = ""):
    """A browser that gave name and password, and where it was sent."""
    client = app.test_client()
    return client, client.post("/sign-in", data={"name": name, "password": seeded.PASSWORD, "back": back})


def set_up(client, clock) -> pyotp.TOTP:
    """Set an app up from what the page shows."""
    page = client.get("/sign-in/app").text
    key = re.search(r'Key for the sign-in app">([A-Z2-7 ]+)<', page)[1].replace(" ", "")
    app = pyotp.TOTP(key)
    assert client.post("/sign-in/app", data={"code": app.at(clock.now)}).status_code == 302
    clock.advance(60)
    return app


def test_the_first_sign_in_leads_nowhere_but_to_setting_up_the_app(coded, clock):
    """The picture is drawn into the page, nothing is fetched; a wrong code sets nothing up."""
    app, name = coded
    client, answer = enter(app, name)
    assert answer.location == "/" and client.get("/").location == "/sign-in/app"
    page = client.get("/sign-in/app").text
    assert "<svg" in page and "style=" not in page and "<nav" not in page
    assert client.post("/sign-in/app", data={"code": "000000"}).status_code == 422
    set_up(client, clock)
    assert client.get("/").status_code == 200


def test_afterward_each_sign_in_asks_for_a_code(coded, clock):
    """Before the code nothing opens; with it the page that was asked for does; a code used twice does not."""
    app, name = coded
    totp = set_up(enter(app, name)[0], clock)
    client, answer = enter(app, name, "/help/")
    assert answer.location == "/sign-in/code"
    assert "/sign-in" in client.get("/").location
    code = totp.at(clock.now)
    assert client.post("/sign-in/code", data={"code": "12"}).status_code == 401
    assert client.post("/sign-in/code", data={"code": code}).location == "/help/"
    assert client.get("/").status_code == 200
    second, _ = enter(app, name)
    assert second.post("/sign-in/code", data={"code": code}).status_code == 401


def test_the_half_done_sign_in_ends_after_five_minutes(coded, clock):
    """A password typed and left alone is worth nothing later, nor is a code without one."""
    app, name = coded
    totp = set_up(enter(app, name)[0], clock)
    client, _ = enter(app, name)
    clock.advance(301)
    assert client.post("/sign-in/code", data={"code": totp.at(clock.now)}).location == "/sign-in"
    assert app.test_client().post("/sign-in/code", data={"code": totp.at(clock.now)}).location == "/sign-in"


def test_a_loopback_desk_asks_for_none_unless_told_to(app):
    """The practice desk and a desk on its own machine sign in by password alone."""
    client = app.test_client()
    client.post("/sign-in", data={"name": "carla", "password": seeded.PASSWORD})
    assert client.get("/").status_code == 200

"""Closed by default: every route × role × method, sessions, Host, headers, CSRF."""

import pytest
from flask import Flask

from desk import errors
from desk.office import accounts
from desk.system import config
from review_ui.web import access, address
from tests import factories as make
from tests.review_ui import application, seeded

VALUES = {
    "document_id": 1,
    "other_id": 2,
    "number": 1,
    "field": "tin",
    "role": "primary",
    "notice_id": 1,
    "form": "csv",
}
VALUES |= {
    "after": 0,
    "taxpayer_id": 1,
    "year": 2026,
    "version": "x",
    "name": "tokens.css",
    "batch_id": 1,
    "case_id": 1,
    "sample_id": 1,
    "report_id": 1,
    "scan_id": 1,
    "refusal_id": 1,
    "request_id": 1,
    "change_id": 1,
    "visit_id": 1,
}
OPEN = {"sign_in.form", "sign_in.enter", "sign_in_code.form", "sign_in_code.enter", "assets.file", "assets.font"}
WHOEVER = {"sign_in.password", "sign_in.change_password", "sign_in.sign_out", "sign_in.still_here", "sign_in.left"}
WHOEVER |= {"sign_in_code.app", "sign_in_code.prove"}
METHODS = ("GET", "POST", "PUT", "DELETE", "PATCH")


def routes(app: Flask):
    """Every route with an address to ask it by."""
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            adapter = app.create_url_adapter(None) or app.url_map.bind("localhost")
            yield rule, adapter.build(rule.endpoint, {name: VALUES[name] for name in rule.arguments})


def test_every_route_names_the_permission_that_it_needs(app):
    """Each view is marked, with a permission that exists or as open on purpose."""
    for rule in app.url_map.iter_rules():
        needed = getattr(app.view_functions[rule.endpoint], "needs", None)
        if rule.endpoint in OPEN:
            assert needed == access.ANYBODY, rule
        elif rule.endpoint in WHOEVER:
            assert needed == access.SIGNED_IN, rule
        else:
            assert needed in accounts.PERMISSIONS, rule


def test_every_route_is_closed_to_the_signed_out(app):
    """Whatever the address and the method: the sign-in page or a refusal, nothing else."""
    client = app.test_client()
    for rule, path in routes(app):
        if rule.endpoint in OPEN:
            continue
        for method in METHODS:
            answer = client.open(path, method=method)
            told_to_sign_in = answer.status_code == 302 and "/sign-in" in answer.location
            assert answer.status_code == 401 or told_to_sign_in, (method, path, answer.status_code)


@pytest.mark.parametrize("name", ["mo", "carla", "sue", "ada"])
def test_every_route_is_closed_to_roles_without_its_permission(app, signed_in, name):
    """Each route that the role lacks answers 403, by every method that it takes."""
    role, client = seeded.PEOPLE[name], signed_in(name)
    for rule, path in routes(app):
        needed = app.view_functions[rule.endpoint].needs
        if needed in (access.ANYBODY, access.SIGNED_IN) or accounts.may(role, needed):
            continue
        for method in rule.methods - {"HEAD", "OPTIONS"}:
            assert client.open(path, method=method).status_code == 403, (role, method, path)


def test_an_unmarked_route_is_refused_to_everybody(web_desk):
    """Somebody forgets to mark a view: it is closed, not open."""
    app = application.make(web_desk)
    app.config.update(WTF_CSRF_ENABLED=False)
    app.add_url_rule("/forgotten", "forgotten", lambda: "secret")
    client = app.test_client()
    assert client.get("/forgotten").status_code == 302
    client.post("/sign-in", data={"name": "sue", "password": seeded.PASSWORD})
    assert client.get("/forgotten").status_code == 403


def test_an_unknown_address_tells_the_signed_out_nothing(app, signed_in):
    """Signed out, an address that does not exist looks like one that does."""
    assert app.test_client().get("/no/such/page").status_code == 302
    assert signed_in("carla").get("/no/such/page").status_code == 404


def test_a_one_time_password_leads_nowhere_but_to_a_new_one(web_desk, app):
    """Until its owner has chosen a password, an account sees one page."""
    once = accounts.add(web_desk, "newcomer", "clerk", "N1", make.VOUCHERS)
    client = app.test_client()
    client.post("/sign-in", data={"name": "newcomer", "password": once})
    assert client.get("/").location == "/password"
    assert client.get("/documents/1").location == "/password"
    chosen = {"old": once, "new": seeded.PASSWORD, "again": seeded.PASSWORD}
    assert client.post("/password", data=chosen).location == "/"
    assert client.get("/").status_code == 200


def test_a_new_password_typed_differently_twice_changes_nothing(web_desk, app):
    """The page says so and the one-time password still works."""
    once = accounts.add(web_desk, "clumsy", "clerk", "N2", make.VOUCHERS)
    client = app.test_client()
    client.post("/sign-in", data={"name": "clumsy", "password": once})
    answer = client.post("/password", data={"old": once, "new": seeded.PASSWORD, "again": "something else here"})
    assert answer.status_code == 422
    assert "differ" in answer.text
    assert accounts.sign_in(web_desk, "clumsy", once)


def test_a_wrong_password_is_refused_without_saying_what_was_wrong(app):
    """Unknown name and wrong password get the same answer."""
    client = app.test_client()
    answers = [client.post("/sign-in", data={"name": name, "password": "no"}) for name in ("nobody", "ada")]
    assert [answer.status_code for answer in answers] == [401, 401]
    assert answers[0].text.count("not right") == answers[1].text.count("not right") == 1


def test_an_idle_session_ends(signed_in, clock):
    """After the idle minutes the next page is the sign-in; quiet calls do not keep a session alive."""
    client = signed_in("sue")
    clock.advance(minutes=14)
    assert client.get("/batches/progress").status_code == 200
    clock.advance(minutes=1, seconds=5)
    assert "/sign-in" in client.get("/").location
    clock.advance(minutes=-15)
    assert "/sign-in" in client.get("/").location


def test_asking_how_long_a_session_lasts_does_not_prolong_it(signed_in, clock):
    """A page that is left open asks the server before it warns; in two tabs, too, the idle minutes run out."""
    client = signed_in("sue")
    clock.advance(minutes=14)
    assert client.get("/still-here").json["left"] == 60
    clock.advance(minutes=1, seconds=5)
    assert client.get("/still-here", headers={"X-Part": "1"}).status_code == 401


def test_signing_in_again_leads_back(app, signed_in):
    """Whoever was signed out, or signs in in another tab, goes on where they were; a search is begun anew."""
    client = signed_in("carla")
    assert client.get("/sign-in?back=/help/").location == "/help/"
    assert client.get("/find").location == "/"


def test_a_busy_session_ends_too(web_desk, signed_in, clock):
    """However busy somebody is, a session lasts its hours and no longer."""
    client = signed_in("carla")
    for _ in range(10, web_desk.settings.session_hours * 60, 10):
        clock.advance(minutes=10)
        assert client.get("/help/").status_code == 200
    clock.advance(minutes=10, seconds=1)
    assert "/sign-in" in client.get("/help/").location


def test_signing_out_makes_a_copied_cookie_worthless(app, signed_in):
    """The cookie that worked a moment ago does not any more."""
    client = signed_in("dan")
    copied = client.get_cookie("desk").value
    client.post("/sign-out")
    thief = app.test_client()
    thief.set_cookie("desk", copied)
    assert "/sign-in" in thief.get("/").location


def test_signing_in_begins_a_new_session(app):
    """What stood in the session before (another's, or planted) is gone afterward."""
    client = app.test_client()
    with client.session_transaction() as before:
        before["planted"] = "yes"
    client.post("/sign-in", data={"name": "carla", "password": seeded.PASSWORD})
    with client.session_transaction() as after:
        assert "planted" not in after


@pytest.mark.parametrize("back", ["//evil.example", "https://evil.example", "/\\evil.example", "/\t/evil.example"])
def test_signing_in_leads_to_no_other_site(app, back):
    """A prepared address cannot send somebody elsewhere after signing in."""
    answer = app.test_client().post("/sign-in", data={"name": "carla", "password": seeded.PASSWORD, "back": back})
    assert answer.location == "/"


def test_a_form_without_its_token_is_refused(web_desk):
    """Another site's form cannot act for somebody signed in."""
    client = application.make(web_desk).test_client()
    answer = client.post("/sign-in", data={"name": "carla", "password": seeded.PASSWORD})
    assert answer.status_code == 400
    assert "too old" in answer.text


@pytest.mark.parametrize(("host", "status"), [("localhost:8740", 200), ("127.0.0.1", 200), ("evil.example", 400)])
def test_only_known_hosts_are_answered(app, host, status):
    """A name that an attacker points at this machine gets nothing."""
    assert app.test_client().get("/sign-in", headers={"Host": host}).status_code == status


def test_headers_stand_on_every_answer(app, signed_in):
    """Pages, refusals and pictures carry the policy; pages are never kept; no inline script or style is let in."""
    client = signed_in("carla")
    for path in ("/", "/help/", "/audit/", "/nothing-here"):
        headers = client.get(path).headers
        policy = headers["Content-Security-Policy"]
        assert "unsafe" not in policy and "default-src 'none'" in policy and "frame-ancestors 'none'" in policy
        assert headers["Cache-Control"] == "no-store"
        assert headers["X-Content-Type-Options"] == "nosniff"


def test_cookies_are_strict(app, signed_in):
    """The session's cookie is out of reach of scripts and of other sites."""
    answer = app.test_client().post("/sign-in", data={"name": "carla", "password": seeded.PASSWORD})
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Strict" in cookie


def test_behind_https_cookies_are_secure_and_plain_http_is_refused(web_desk):
    """With a public https address the cookie is __Host- and Secure; the same name by http gets nothing."""
    settings = config.load(
        home=web_desk.settings.home, host="10.0.0.5", public_url="https://desk.example", proxy="10.0.0.2"
    )
    app = application.make(type(web_desk)(settings, web_desk.database, web_desk.store, web_desk.wakeups))
    app.config.update(WTF_CSRF_ENABLED=False)
    client = app.test_client()
    assert client.get("/sign-in", base_url="http://desk.example").status_code == 400
    answer = client.post(
        "/sign-in", base_url="https://desk.example", data={"name": "carla", "password": seeded.PASSWORD}
    )
    assert "__Host-desk=" in answer.headers["Set-Cookie"] and "Secure" in answer.headers["Set-Cookie"]
    assert "max-age" in answer.headers["Strict-Transport-Security"]


@pytest.mark.parametrize(
    ("unsafe"),
    [
        {"host": "0.0.0.0"},
        {"host": "10.0.0.5", "public_url": "https://d.example"},
        {"public_url": "http://d.example"},
        {"public_url": "https://d.example", "totp": False},
    ],
)
def test_unsafe_addresses_are_refused_at_the_start(unsafe):
    """No address that other machines reach without https and a named proxy."""
    with pytest.raises(errors.SettingsRefused):
        address.check(config.load(**unsafe))


def test_templates_hold_no_inline_script_or_style(app):
    """The policy would silently break them, so none may exist."""
    for name in app.jinja_env.list_templates():
        source, *_ = app.jinja_env.loader.get_source(app.jinja_env, name)
        assert "style=" not in source and "<style" not in source, name
        assert " onclick" not in source and "<script>" not in source, name

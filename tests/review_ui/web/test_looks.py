"""What people see is recorded: every address that shows somebody's data leaves an event that says who saw it."""

import contextlib
import http.client
import threading
from datetime import date

import pytest
from sqlalchemy import select

from desk import errors
from desk.documents import leases, masking
from desk.models import AuditEvent, MailBatch, Notice, Sample
from desk.office.accounts import Actor
from desk.reports import nightly
from desk.system import config
from review_ui.web import serving
from review_ui.web.looks import Memory
from tests import homes
from tests.review_ui import paperwork, seeded
from tests.review_ui.paperwork import RETURN
from tests.review_ui.web.test_access import VALUES

NOBODY = {
    "assets.file", "assets.font", "audit_trail.rules", "batch_acts.cover", "batch_acts.separators", "batches.progress",
    "document_looks.following", "help_page.index", "home.following", "home.found", "keying.items", "keying.page",
    "notices_requests.found", "sign_in.form", "sign_in.left", "sign_in.password", "sign_in_code.app",
    "sign_in_code.form",
}  # fmt: skip
"""Pages that show nobody's data; to what they lead is recorded there."""
NAMES = ("Delgado", "Maria", "Juniper")


@pytest.fixture(scope="module")
def shared_desk(tmp_path_factory):
    """A desk on which everything is drawn for a second look."""
    settings = {"sample_readings": 1, "sample_decisions": 1}
    with homes.opened(tmp_path_factory.mktemp("looks") / "home", **settings) as opened:
        seeded.accounts(opened)
        seeded.records(opened)
        yield opened


@pytest.fixture(scope="module")
def places(shared_desk, app) -> dict[str, dict]:
    """What stands in the addresses, by endpoint; "" for all others: a flagged return, its letter in a batch, a box."""
    flagged = paperwork.receive_paper(shared_desk, "f1040", "2025", RETURN | {"primary_ip_pin": None})
    waiting = paperwork.receive_paper(shared_desk, "f1040", "2025", RETURN | {"primary_ip_pin": "482918"})
    masking.reveal(shared_desk, flagged, "primary_ip_pin", seeded.CLERK)
    client = app.test_client()
    client.post("/sign-in", data={"name": "carla", "password": seeded.PASSWORD})
    assert client.act(flagged, "decide", action="flag").status_code == 302
    nightly.make(shared_desk, date(2026, 3, 1), "desk")
    with shared_desk.database.reading() as session:
        letter = session.scalars(select(Notice.id)).first()
        drawn = select(Sample.id).where(Sample.field.is_not(None), Sample.document_id == waiting)
        sample = session.scalars(drawn).first()
    mo = app.test_client()
    mo.post("/sign-in", data={"name": "mo", "password": seeded.PASSWORD})
    mo.post("/notices/batches/", data={"notice": letter})
    with shared_desk.database.reading() as session:
        batch = session.scalars(select(MailBatch.id)).one()
    return {
        "": VALUES | {"document_id": flagged, "other_id": waiting, "field": "primary_ssn", "notice_id": letter},
        "pictures.blind": {"document_id": waiting, "field": "primary_ip_pin"},
        "pictures.sampled": {"sample_id": sample},
        "notices.list_batch": {"batch_id": batch, "form": "csv"},
        "reports.table": {"name": "delayed"},
        "reports.download": {"name": "delayed", "form": "csv"},
        "audit_trail.export": {"form": "csv"},
    }


def addresses(app, places: dict[str, dict]) -> dict[str, str]:
    """Every address for GET, by endpoint."""
    with app.test_request_context():
        build, found = app.url_map.bind("localhost"), {}
        for rule in app.url_map.iter_rules():
            values = places[""] | places.get(rule.endpoint, {})
            if "GET" in rule.methods:
                found[rule.endpoint] = build.build(rule.endpoint, {name: values[name] for name in rule.arguments})
        return found


def newest(desk, after: int = 0) -> list[AuditEvent]:
    """The events behind one, oldest first."""
    with desk.database.reading() as session:
        return list(session.scalars(select(AuditEvent).where(AuditEvent.id > after).order_by(AuditEvent.id)))


def last(desk) -> int:
    """The number of the last event."""
    return newest(desk)[-1].id


def looks(desk, after: int, *actions: str) -> list[AuditEvent]:
    """The events of these kinds behind one."""
    return [event for event in newest(desk, after) if event.action in actions]


def test_every_address_that_shows_somebody_leaves_an_event(web_desk, app, places, signed_in):
    """All addresses for GET are asked for: each leaves who, what, session and source, or shows nobody at all."""
    client = signed_in("sue")
    asked = addresses(app, places)
    assert set(asked) >= NOBODY
    for endpoint, path in asked.items():
        app.extensions["looks"] = Memory()
        before = last(web_desk)
        answer = client.get(path, buffered=True)
        if endpoint in NOBODY:
            assert not any(name.encode() in answer.data for name in NAMES), path
            continue
        assert answer.status_code == 200, (path, answer.status_code)
        events = newest(web_desk, before)
        assert events, f"{path} leaves no event"
        assert {(event.actor, event.source) for event in events} == {("sue", "127.0.0.1")}, path
        assert all(event.session for event in events), path


def test_a_look_tells_whose_record_it_was_and_nothing_of_it(web_desk, places, signed_in):
    """The event names the taxpayer by number; no name, number, or word of the paper stands in it."""
    before = last(web_desk)
    signed_in("sue").get(f"/documents/{places['']['document_id']}")
    (look,) = looks(web_desk, before, "document.opened")
    assert (look.subject_id, look.details) == (places[""]["document_id"], {"people": [1]})


def test_the_pictures_of_a_page_are_one_look_a_minute_for_each_session(web_desk, places, signed_in, clock):
    """A page and its boxes, asked for at once, are one event; a minute later or in another session, another one."""
    document, first, second = places[""]["document_id"], signed_in("sue"), signed_in("sue")
    page = [f"/documents/{document}/pages/1.jpg", f"/documents/{document}/snippets/primary_ssn.jpg"]
    before = last(web_desk)
    for client, wait, number in ((first, 0, 1), (first, 59, 1), (second, 0, 2), (first, 2, 3)):
        clock.advance(wait)
        for path in page:
            assert client.get(path).status_code == 200
        seen = looks(web_desk, before, "page.opened")
        assert len(seen) == number and {event.details["page"] for event in seen} == {1}


def test_a_refusal_leaves_an_event(web_desk, places, signed_in):
    """What a role does not include, and what somebody else has open."""
    document, before = places["pictures.blind"]["document_id"], last(web_desk)
    assert signed_in("mo").get(f"/documents/{document}").status_code == 403
    assert leases.take(web_desk, document, Actor("dan", "clerk")) is not None
    assert signed_in("carla").act(document, "decide", action="flag").status_code == 423
    refused = looks(web_desk, before, "access.refused")
    assert [(one.actor, one.subject_id, one.details["status"]) for one in refused] == [
        ("mo", document, 403),
        ("carla", document, 423),
    ]
    assert all(one.session and one.source for one in refused)


def test_a_page_that_cannot_be_recorded_is_not_shown(web_desk, app, places, signed_in, monkeypatch):
    """Where the event cannot be written, the answer is an error, and asking again is a new look."""
    client, path = signed_in("sue"), f"/documents/{places['']['document_id']}"
    app.extensions["looks"] = Memory()
    away = errors.DatabaseAway("the database does not answer")
    with monkeypatch.context() as patch:
        patch.setattr("desk.lifecycle.audit.record", lambda *_, **__: (_ for _ in ()).throw(away))
        assert client.get(path).status_code == 503
    before = last(web_desk)
    assert client.get(path).status_code == 200
    assert looks(web_desk, before, "document.opened")


@pytest.mark.parametrize(
    ("proxy", "source"), [("127.0.0.1", "10.1.2.3"), ("10.0.0.2", "127.0.0.1"), (None, "127.0.0.1")]
)
def test_only_the_named_proxy_tells_whose_request_it_is(web_desk, app, proxy, source):
    """From any other address the header that names a caller is no more than a claim."""
    settings = config.load(home=web_desk.settings.home, proxy=proxy)
    server = serving.server(app, settings, 0)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    before = last(web_desk)
    line = http.client.HTTPConnection("127.0.0.1", server.effective_port, timeout=30)
    head = {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Forwarded-For": "10.1.2.3",
        "X-Forwarded-Proto": "http",
    }
    line.request("POST", "/sign-in", "name=carla&password=no", head)
    assert line.getresponse().status == 401
    line.close()
    server.task_dispatcher.shutdown()
    with contextlib.suppress(OSError):
        server.trigger.pull_trigger(server.close)
    thread.join(5)
    assert [event.source for event in newest(web_desk, before)] == [source]


def test_a_session_with_a_changed_letter_is_nobodys(signed_in):
    """What the session cookie says counts with the desk's own mark alone."""
    client = signed_in("sue")
    good = client.get_cookie("desk").value
    head, _, rest = good.partition(".")
    for forged in (good[:-2] + ("AA" if good[-2:] != "AA" else "BB"), f"{head[:-1]}x.{rest}", head, ""):
        client.set_cookie("desk", forged)
        assert "/sign-in" in client.get("/").location
    client.set_cookie("desk", good)
    assert client.get("/").status_code == 200

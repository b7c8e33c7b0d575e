"""Second looks on screen: among the other boxes unrecognisable, and a decided document without its decision."""

import pytest

from desk import config, decisions, office
from review_ui import create_app
from tests.review_ui import paperwork, seeded
from tests.review_ui.seeded import CLERK


@pytest.fixture
def sampled(tmp_path):
    """A desk that draws everything, a released return, and somebody signed in who did not touch it."""
    opened = office.open_office(config.load(home=tmp_path / "home", sample_readings=1, sample_decisions=1))
    seeded.accounts(opened)
    number = paperwork.receive_paper(opened, "f1040", "2025", paperwork.RETURN | {"primary_ip_pin": None})
    decisions.decide(opened, number, "release", CLERK, reason="Checked by hand.")
    app = create_app(opened)
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    client = app.test_client()
    client.post("/sign-in", data={"name": "dan", "password": seeded.PASSWORD})
    yield client, number
    opened.database.close()


def test_sampled_boxes_look_like_any_other(sampled):
    """The same four things are told of them, the picture opens, and an answer is taken."""
    client, _ = sampled
    told = client.get("/key/items").json
    assert told["items"] and all(set(one) == {"label", "length", "image", "answer"} for one in told["items"])
    one = told["items"][0]
    assert client.get(one["image"]).data.startswith(b"\xff\xd8")
    answer = client.post(one["answer"], json={"value": None, "state": "illegible"})
    assert answer.json["waiting"] == told["waiting"] - 1
    assert client.get(one["image"]).status_code == 403


def test_a_second_look_does_not_know_the_decision(sampled):
    """No word of what was decided, by whom or why; afterwards the page is closed to the same person."""
    client, number = sampled
    assert client.get("/documents/second").location == f"/documents/{number}/second"
    page = client.get(f"/documents/{number}/second").text
    assert "Maria T" in page
    assert not any(word in page for word in ("carla", "Released", "Checked by hand", "Closed", "Recommended"))
    assert client.post(f"/documents/{number}/second", data={"action": ""}).status_code == 422
    assert client.post(f"/documents/{number}/second", data={"action": "release"}).location == "/documents/second"
    assert client.get(f"/documents/{number}/second").status_code == 403
    assert client.get("/documents/second").location == "/"

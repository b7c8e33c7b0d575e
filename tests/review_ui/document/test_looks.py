"""Quality checks on screen: among the other boxes unrecognizable, and a decided document without its decision."""

import pytest

from desk.review import decisions
from tests import factories
from tests.review_ui import application, paperwork, seeded
from tests.review_ui.paperwork import APPLICATION
from tests.review_ui.seeded import CLERK


@pytest.fixture
def sampled(opened):
    """A desk that draws everything, a released return, and somebody signed in who did not touch it."""
    desk = opened(sample_readings=1, sample_decisions=1)
    seeded.accounts(desk)
    number = paperwork.receive_paper(desk, "f1040", "2025", paperwork.RETURN | {"primary_ip_pin": None})
    factories.release_by_two(desk, number, CLERK)
    app = application.make(desk)
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    client = app.test_client()
    client.post("/sign-in", data={"name": "dan", "password": seeded.PASSWORD})
    return client, number, desk


def test_sampled_boxes_look_like_any_other(sampled):
    """The same four things are told of them, the picture opens, and an answer is taken."""
    client, _, _ = sampled
    told = client.get("/key/items").json
    assert told["items"] and all(set(one) == {"label", "length", "image", "answer"} for one in told["items"])
    one = told["items"][0]
    assert client.get(one["image"]).data.startswith(b"\xff\xd8")
    answer = client.post(one["answer"], json={"value": None, "state": "illegible"})
    assert answer.json["waiting"] == told["waiting"] - 1
    assert client.get(one["image"]).status_code == 403


def test_a_second_look_does_not_know_the_decision(sampled):
    """No word of what was decided, by whom or why; afterward the page is closed to the same person."""
    client, number, _ = sampled
    assert client.get("/documents/second").location == f"/documents/{number}/second"
    page = client.get(f"/documents/{number}/second").text
    assert "Maria T" in page
    assert not any(word in page for word in ("carla", "Released", "Checked by hand", "Closed", "Recommended"))
    assert client.post(f"/documents/{number}/second", data={"action": ""}).status_code == 422
    assert client.post(f"/documents/{number}/second", data={"action": "release"}).location == "/documents/second"
    assert client.get(f"/documents/{number}/second").status_code == 403
    assert client.get("/documents/second").location == "/"


def test_uncovering_a_number_leads_back_to_the_second_look(sampled):
    """The look is made from the blind page and ends there, not where the decision stands."""
    client, number, _ = sampled
    page = client.get(f"/documents/{number}/second").text
    assert page.count('name="second"') == page.count('name="version"') > 1
    answer = client.post(f"/documents/{number}/look/primary_ssn", data={"second": "1"})
    assert answer.location == f"/documents/{number}/second"


def test_a_second_look_at_an_application_tells_nothing_of_what_became_of_it(sampled):
    """Neither that its applicant was written to, nor whether that was right; doubtful fields are shown."""
    client, _, desk = sampled
    factories.taxpayer(desk, "400002345", "Daniel", "Okafor", street="77 Harbor Rd", zip="77550")
    doubts = {"street": paperwork.doubtful("77 Harbor Rd")}
    number = paperwork.receive_paper(desk, "f15227", "2025-01", APPLICATION | {"signature": None}, doubts)
    decisions.decide(desk, number, "write", CLERK, reason="it is not signed")
    page = client.get(f"/documents/{number}/second").text
    assert "Fields to review" in page and "77 Harbor Rd" in page
    assert not any(word in page for word in ("Record answer", "We wrote", "Not proven yet", "it is not signed"))

"""The pages of causes of delay and identity theft: what is missing, a frozen refund, a case listed and resolved."""

import pytest

from desk.documents import masking
from tests import factories as make
from tests.review_ui.seeded import CLERK


@pytest.fixture
def sue(signed_in):
    """The supervisor's browser."""
    return signed_in("sue")


def test_what_a_return_lacks_is_asked_for_on_its_page(papers, signed_in):
    """The clerk marks it; the page then says so, and offers what came in, not an identity."""
    client, number = signed_in("carla"), papers["right"]
    assert "Signature of the primary taxpayer" in client.get(f"/documents/{number}").text
    lacks = {"action": "write", "reason": "it is not signed", "codes": "primary_signature"}
    assert client.act(number, "decide", **lacks).status_code == 302
    page = client.get(f"/documents/{number}").text
    assert "Signature missing" in page and "The identity is verified" not in page
    done = {"state": "completed", "role": "primary", "cause": "signature_missing"}
    assert client.act(number, "delay", **done).status_code == 302


def test_a_released_return_whose_refund_is_frozen_says_so(papers, signed_in):
    """Entered with the day of the CP53E, ended with a button."""
    client, number = signed_in("carla"), papers["right"]
    assert client.act(number, "decide", action="release", reason="complete now").status_code == 302
    assert client.act(number, "refund/freeze", day="soon").status_code == 422
    assert client.act(number, "refund/freeze", day="2026-03-01").status_code == 302
    assert "bank data missing" in client.get(f"/documents/{number}").text
    assert client.act(number, "refund/end", how="check").status_code == 302
    assert "bank data missing" not in client.get(f"/documents/{number}").text


def test_an_identity_theft_case_is_listed_and_resolved(web_desk, papers, signed_in, sue):
    """Passed on by a clerk, it stands in the list with its age and in a file; the supervisor resolves it."""
    client, number = signed_in("carla"), papers["missing"]
    masking.reveal(web_desk, number, "primary_ip_pin", CLERK)
    assert client.act(number, "decide", action="flag").status_code == 302
    assert client.act(number, "delay", state="identity_theft", role="primary").status_code == 302
    assert "1 open" in sue.get("/theft/").text
    assert "T00001" in sue.get("/delayed/theft.csv").text
    assert sue.post("/theft/1/resolve", data={"reason": " "}).status_code == 422
    assert sue.post("/theft/1/resolve", data={"reason": "the other filer was found"}).status_code == 302
    assert "Resolved" in sue.get("/theft/").text


def test_an_affidavit_is_set_aside_by_two(web_desk, signed_in, sue):
    """The supervisor's page offers to ask, not to do it; the clerk's offers it then."""
    number = make.arrive(web_desk, make.an_affidavit())
    page = sue.get(f"/documents/{number}").text
    assert "Ask to set it aside" in page and "What happens to it" not in page
    content = {"way": "nothing", "reason": "a copy"}
    assert sue.act(number, "aside", **content).status_code == 403
    assert sue.act(number, "aside", ask="yes", reason="a copy").status_code == 302
    assert sue.act(number, "aside", **content).status_code == 403
    clerk = signed_in("carla")
    assert "What happens to it" in clerk.get(f"/documents/{number}").text
    assert clerk.act(number, "aside", **content).status_code == 302
    assert make.document(web_desk, number).state == "closed"

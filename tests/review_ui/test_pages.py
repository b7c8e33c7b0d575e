"""Every page for every role: it opens, holds no secret, and does what its buttons say."""

import io

import pytest

from desk.inspection import nights
from desk.lifecycle import audit
from desk.reading import keying
from tests.review_ui import seeded

SECRETS = ("482913", "482918", "901274", "400001234", "400002345", "400003456", "400-00-1234")
PLACES = (
    "/",
    "/key/",
    "/batches/",
    "/batches/?open=1",
    "/notices/",
    "/notices/requests/",
    "/numbers-tried/",
    "/delayed/",
    "/audit/",
    "/help/",
)


def pages(papers) -> list[str]:
    return [*PLACES, *(f"/documents/{number}" for number in papers.values())]


@pytest.mark.parametrize("name", ["mo", "carla", "sue", "ada"])
def test_no_page_holds_a_pin_or_a_whole_number(papers, signed_in, name):
    """Whoever looks at whatever page: no PIN of paper or record, no whole taxpayer number, no failure."""
    client = signed_in(name)
    for path in pages(papers):
        answer = client.get(path, follow_redirects=True)
        assert answer.status_code in (200, 403), (path, answer.status_code)
        assert not any(secret in answer.text for secret in SECRETS), path


@pytest.mark.parametrize("name", ["mo", "carla", "sue", "ada"])
def test_the_navigation_offers_only_what_opens(signed_in, name):
    """Every link of the bar leads to a page that this role may see."""
    client = signed_in(name)
    page = client.get("/").text
    bar = page[page.index("<nav") : page.index("</nav>")]
    links = [part.split('"')[0] for part in bar.split('href="')[1:]]
    assert len(links) >= 3
    assert all(client.get(link).status_code == 200 for link in links)


def test_a_filter_shows_one_kind_of_work(papers, signed_in):
    """The figure's link lists what the figure counted."""
    page = signed_in("carla").get("/?kind=exception").text
    assert f"D{papers['unknown']:07d}" in page and f"D{papers['right']:07d}" not in page


def test_next_says_when_nothing_more_waits(signed_in, papers):
    """Of a kind that is worked off, Next leads back to its list and says so."""
    page = signed_in("dan").get("/next?kind=reply", follow_redirects=True)
    assert page.request.path == "/" and "No more items of this kind for you." in page.text


def test_searching_opens_a_single_hit_and_explains_an_empty_one(papers, signed_in):
    """One document opens at once; none says what can be searched for."""
    client = signed_in("carla")
    assert client.post("/find", data={"text": "400-00-5678"}).location == f"/documents/{papers['right']}"
    assert "Nothing found" in client.post("/find", data={"text": "nobody"}).text


def test_the_page_script_gets_the_panel_alone(papers, signed_in):
    """With its mark a call answers with the right-hand side, or with a problem as JSON."""
    client = signed_in("carla")
    part = client.get(f"/documents/{papers['right']}", headers={"X-Part": "1"})
    assert "<html" not in part.text and "Release the return" in part.text
    refused = client.get("/documents/999", headers={"X-Part": "1"})
    assert refused.status_code == 404 and "hint" in refused.json["error"]
    assert client.application.test_client().get("/key/items", headers={"X-Part": "1"}).status_code == 401


def test_correcting_a_field_settles_it(papers, signed_in):
    """The corrected value stands, told with who keyed it."""
    client, number = signed_in("carla"), papers["doubtful"]
    panel = client.act(number, "fields/street", headers={"X-Part": "1"}, value="9 Quarry Ct", state="read")
    assert "Keyed by carla" in panel.text


def test_a_pin_cannot_be_corrected_beside_its_reading(papers, signed_in):
    """PINs are keyed blind; the document page refuses."""
    answer = signed_in("carla").act(papers["wrong"], "fields/primary_ip_pin", value="482913", state="read")
    assert answer.status_code == 403 and "blind" in answer.text


def test_a_rule_that_refuses_is_not_told_as_a_matter_of_the_role(papers, signed_in):
    """The role may key; this box may not be keyed here: the reason is told, not that the role is wrong."""
    client, number = signed_in("carla"), papers["right"]
    refused = client.post(f"/key/{number}/primary_ip_pin", json={"value": "482913", "state": "read"})
    assert refused.status_code == 403 and refused.json["error"]["title"] == "That is not for you to do here"
    assert "does not wait for your key" in refused.json["error"]["hint"]
    assert "Your role does not include this" in client.get("/audit/").text


def test_wrong_input_is_explained(papers, signed_in):
    """A number with eight digits, no outcome, a date that is none: told what is expected, nothing changed."""
    client, number = signed_in("carla"), papers["doubtful"]
    short = client.act(number, "fields/tin", value="40000456", state="read")
    assert short.status_code == 422 and "nine digits" in short.text
    assert client.post(f"/documents/{number}/call", data={"outcome": "maybe"}).status_code in (409, 422)
    dated = signed_in("mo").post("/batches/", data={"received": "soon", "files": (io.BytesIO(b"x"), "a.pdf")})
    assert dated.status_code == 422 and "year-month-day" in dated.text


def test_keying_tells_only_what_a_blind_keyer_may_know(papers, signed_in):
    """An item has a label, a picture and a place to answer; no value, no name, no reason."""
    client = signed_in("dan")
    told = client.get("/key/items").json
    (item,) = [one for one in told["items"] if f"/{papers['wrong']}/" in one["image"]]
    assert set(item) == {"label", "length", "image", "answer"}
    assert told["waiting"] == len(told["items"])


def test_taking_files_in_answers_with_a_receipt_each(web_desk, signed_in):
    """New bytes are stored, the same bytes again are told so, an empty choice is explained."""
    client = signed_in("mo")

    def send(*files):
        content = {"received": "2026-03-02", "batch": "evening", "files": list(files)}
        return client.post("/batches/", data=content, headers={"X-Part": "1"})

    first = send((io.BytesIO(b"%PDF-1.7 evening"), "../one.pdf"))
    assert first.json["receipts"][0]["file"] == "one.pdf"
    assert "stored as scan" in first.json["receipts"][0]["text"]
    assert "same as scan" in send((io.BytesIO(b"%PDF-1.7 evening"), "two.pdf")).json["receipts"][0]["text"]
    assert send().status_code == 422
    assert "evening" in client.get("/batches/list").text


def test_a_future_received_date_is_refused(signed_in):
    """The protected date cannot lie ahead."""
    content = {"received": "2026-03-03", "files": (io.BytesIO(b"%PDF-1.7 tomorrow"), "t.pdf")}
    assert signed_in("mo").post("/batches/", data=content).status_code == 422


def test_the_delayed_report_downloads_as_shown(papers, signed_in):
    """The page counts what the files list; a day ahead and an unknown format are refused."""
    client = signed_in("sue")
    rows = client.get("/delayed/delayed.json").json["rows"]
    assert f"{len(rows)}, as of Mar 2, 2026" in client.get("/delayed/").text
    assert client.get("/delayed/delayed.csv").text.count("\n") == len(rows) + 1
    assert client.get("/delayed/?as_of=2026-03-03").status_code == 422
    assert client.get("/delayed/delayed.exe").status_code == 404
    assert "No return is delayed" in client.get("/delayed/?as_of=2020-01-01").text


def test_a_bucket_shows_only_its_returns(papers, signed_in):
    """A bar of the chart leads to the documents behind it."""
    page = signed_in("sue").get("/delayed/?bucket=46–63").text
    assert f"D{papers['wrong']:07d}" in page and f"D{papers['right']:07d}" not in page


def test_a_stale_page_cannot_decide(papers, signed_in):
    """Who decides on an old view is told that somebody else was faster."""
    client, number = signed_in("carla"), papers["right"]
    answer = client.post(f"/documents/{number}/decide", data={"action": "release", "version": 0})
    assert answer.status_code == 409 and "changed meanwhile" in answer.text


def test_deciding_otherwise_needs_a_reason(papers, signed_in):
    """Against the recommendation without a word: refused; the application waits as before."""
    answer = signed_in("carla").act(papers["application"], "decide", action="reject", codes="R06")
    assert answer.status_code == 422 and "give the reason" in answer.text.lower()


def test_a_decision_can_be_taken_back(web_desk, papers, signed_in):
    """Rejecting without a letter gone yet, then undoing it, leaves the document in review with its history."""
    client, number = signed_in("sue"), papers["doubtful"]
    content = {"action": "reject", "codes": "R06", "reason": "The signature is somebody else's."}
    assert client.act(number, "decide", **content).status_code == 302
    assert "Rejected by sue" in client.get(f"/documents/{number}").text
    client.act(number, "undo", reason="It was the right one.")
    page = client.get(f"/documents/{number}").text
    assert "In review" in page and "Rejected by sue" not in page


def test_an_unknown_paper_can_be_told(papers, signed_in):
    """A clerk says what it is; the fields that the rules need are then there to key."""
    client, number = signed_in("carla"), papers["unknown"]
    client.act(number, "identify", what="tax_return|other||", year="2018")
    page = client.get(f"/documents/{number}").text
    assert "Taxpayer number" in page and "To be keyed" in page


def test_a_clerk_chooses_the_person(web_desk, papers, signed_in):
    """Choosing nobody is recorded with the clerk's name."""
    client, number = signed_in("carla"), papers["stranger"]
    client.act(number, "person/primary", taxpayer="")
    assert "No match, says carla" in client.get(f"/documents/{number}").text


def test_two_blind_keys_settle_a_box_on_the_keying_page(web_desk, papers, signed_in):
    """Trusted reading and one agreeing key: the box no longer waits, and the return can be flagged."""
    number = papers["wrong"]
    told = signed_in("dan").post(f"/key/{number}/primary_ip_pin", json={"value": "482918", "state": "read"})
    assert told.status_code == 200
    with web_desk.database.reading() as session:
        assert not keying.may_key(session, number, "primary_ip_pin", seeded.CLERK)
    assert "Flag the return" in signed_in("carla").get(f"/documents/{number}").text


def test_a_number_without_paper_is_told_otherwise_than_a_mistyped_one(papers, signed_in):
    """All nine digits were given: the page says where unmatched paper stands, and does not ask for them again."""
    client = signed_in("carla")
    assert "No paper is matched to this number" in client.post("/find", data={"text": "400-00-0001"}).text
    assert "all nine digits" in client.post("/find", data={"text": "4000"}).text


def test_home_says_what_the_nightly_check_found(web_desk, signed_in):
    """People who read reports see that the desk does not agree with itself until a check finds nothing."""
    with web_desk.database.transaction() as session:
        audit.record(session, "clock", nights.NIGHTLY, "desk", None, findings=2, codes={"row.changed": 2})
    assert "found 2 things" in signed_in("sue").get("/").text
    assert "does not agree with itself" not in signed_in("mo").get("/").text
    with web_desk.database.transaction() as session:
        audit.record(session, "clock", nights.NIGHTLY, "desk", None, findings=0, codes={})
    assert "does not agree with itself" not in signed_in("sue").get("/").text

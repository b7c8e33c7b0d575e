"""What no page of ours would send: every route answers it in plain words, and nothing about a paper becomes untrue."""

import re
from pathlib import Path

import pytest
from sqlalchemy import select

import review_ui
from desk.models import Document, Person
from tests.review_ui.web.test_access import VALUES

SOURCES = "".join(path.read_text() for path in Path(review_ui.__file__).parent.rglob("*.py"))
NAMES = set(re.findall(r'(?:get|getlist|day|_day|_number|_needed)\("(\w+)"', SOURCES))
ODD = ("", "-1", "99999999999999999999", "x" * 3000, "a\x00b", "<b>&'\"", "2026-13-45", "0001-01-01", "²", "|||||")
NUMBERS = (1, 2**31 + 1, 2**63)


def addresses(app):
    """Every route with each of the numbers in its place, and whether it is asked or told."""
    with app.test_request_context():
        urls = app.url_map.bind("localhost")
        for rule in app.url_map.iter_rules():
            if rule.endpoint.startswith(("sign_in", "assets")) or rule.endpoint == "notices_batches.release":
                continue  # a wrong password there locks the account
            for number in NUMBERS if any(name.endswith("_id") for name in rule.arguments) else (1,):
                values = {name: number if name.endswith("_id") else VALUES[name] for name in rule.arguments}
                method = "GET" if "GET" in rule.methods else "POST"
                yield urls.build(rule.endpoint, values, method=method), method


@pytest.mark.parametrize("told", [[1], {"value": [1], "state": "read"}, {"value": "1"}, {"state": "read", "value": {}}])
def test_the_keying_page_takes_a_value_and_a_state_and_nothing_else(papers, signed_in, told):
    """Other shapes of an answer are refused before anything is written."""
    number = papers["wrong"]
    assert signed_in("dan").post(f"/key/{number}/primary_ip_pin", json=told).status_code == 422


@pytest.mark.parametrize(
    ("what", "year"),
    [
        ("tax_return|../../keys|x|", ""),
        ("tax_return|<b>|2025|2025", ""),
        ("tax_return|f1040|1999|", ""),
        ("pin_application|f1040|2025|2025", ""),
        ("tax_return|f1040|2025|2025", "2019"),
        ("tax_return|other||", "3999"),
        ("letter|other||", ""),
    ],
)
def test_a_paper_can_only_be_said_to_be_what_the_list_offers(web_desk, papers, signed_in, what, year):
    """No form that nobody knows, no kind or year that is not the form's own."""
    number = papers["unknown"]
    answer = signed_in("carla").act(number, "identify", what=what, year=year)
    assert answer.status_code == 422
    with web_desk.database.reading() as session:
        assert session.get(Document, number).kind is None


def test_who_is_meant_stays_after_the_decision(web_desk, papers, signed_in):
    """A page that was left open cannot change the person of a return that is released."""
    client, number = signed_in("carla"), papers["right"]
    assert client.act(number, "decide", action="release").status_code == 302
    assert client.act(number, "person/primary", taxpayer="").status_code == 409
    with web_desk.database.reading() as session:
        person = session.scalar(select(Person).where(Person.document_id == number))
        assert person.taxpayer_id and session.get(Document, number).recommendation == "release"


@pytest.mark.parametrize("path", ["doubt", "withdrawn", "delay", "delay/reopen", "undo", "notes", "decide"])
def test_no_reason_and_no_note_keeps_a_secret_number(papers, signed_in, path):
    """Whatever the text is for: a number as long as a PIN or a taxpayer number is refused before anything happens."""
    told = dict.fromkeys(("reason", "note", "text"), "He says 482913.") | {"code": "X", "state": "verified"}
    answer = signed_in("sue").act(papers["application"], path, action="reject", **told)
    assert answer.status_code == 422 and "six-digit number" in answer.text


def test_a_mistyped_received_date_is_refused(signed_in):
    """It would be kept for good: a year before there were IP PINs is a slip of the hand."""
    answer = signed_in("mo").post("/batches/start", data={"batch": "slip", "received": "0206-03-02"})
    assert answer.status_code == 422 and "look at the year" in answer.text


@pytest.mark.long
@pytest.mark.parametrize("odd", ODD)
def test_no_route_fails_on_what_it_does_not_understand(app, papers, signed_in, odd):
    """Numbers that no record can have, texts that are no day: refused or not found, never a fault of our own."""
    assert len(NAMES) > 30
    client, content = signed_in("sue"), dict.fromkeys(NAMES, odd)
    for path, method in addresses(app):
        sent = {"query_string": content} if method == "GET" else {"data": content}
        assert client.open(path, method=method, **sent).status_code < 500, (method, path)

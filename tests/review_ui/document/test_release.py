"""By page, too, nobody alone releases what the desk does not recommend: asked for, shown, granted by another person."""

import ast

import pytest
from sqlalchemy import select

from checks import sources
from desk.models import Document, Taxpayer

FIGURE = "Releases for a second person"


def state(web_desk, number: int) -> str:
    with web_desk.database.reading() as session:
        return session.get(Document, number).state


@pytest.mark.parametrize("who", ["carla", "sue"])
@pytest.mark.parametrize("paper", ["wrong", "missing", "stranger"])
def test_the_page_and_what_it_sends_release_nothing_alone(web_desk, papers, signed_in, paper, who):
    """The choice is not offered, and sent all the same it is refused with what to do."""
    client, number = signed_in(who), papers[paper]
    page = client.get(f"/documents/{number}").text
    assert '<option value="release">' not in page and "Request release" in page
    answer = client.act(number, "decide", action="release", reason="ok")
    assert answer.status_code == 403 and "ask for the release" in answer.text
    assert client.act(number, "release/answer", answer="grant", reason="ok").status_code == 409
    assert state(web_desk, number) == "in_review"


def test_a_request_waits_in_sight_of_those_who_may_grant_it(web_desk, papers, signed_in):
    """On the page, in the list and on home; a clerk who asked or may not grant is not offered it and cannot do it."""
    number = papers["missing"]
    carla, dan, sue = signed_in("carla"), signed_in("dan"), signed_in("sue")
    assert carla.act(number, "release", reason="").status_code == 422
    assert carla.act(number, "release", reason="She came with the letter.").status_code == 302
    page = carla.get(f"/documents/{number}").text
    assert "Release requested by carla" in page and "Withdraw request" in page
    assert FIGURE not in carla.get("/").text and FIGURE not in dan.get("/").text
    assert "A supervisor decides this request" in dan.get(f"/documents/{number}").text
    for client in (carla, dan):
        assert client.act(number, "release/answer", answer="grant", reason="yes").status_code == 403
    assert FIGURE in sue.get("/").text
    assert "Release requested by carla, a supervisor grants" in sue.get("/?kind=release").text
    assert f"/documents/{number}" in sue.get("/next?kind=release").location
    assert f"/documents/{number}" not in carla.get("/next?kind=release").location
    assert sue.act(number, "release/answer", answer="perhaps", reason="yes").status_code == 422
    assert sue.act(number, "release/answer", answer="grant", reason="The letter is here.").status_code == 302
    assert state(web_desk, number) == "closed"
    assert "Granted by sue: “The letter is here.”" in sue.get(f"/documents/{number}").text


def test_a_request_is_refused_and_taken_back_by_page(web_desk, papers, signed_in):
    """The return waits as before, and its page tells what became of the requests."""
    number, carla, sue = papers["stranger"], signed_in("carla"), signed_in("sue")
    carla.act(number, "release", reason="Known to us.")
    assert sue.act(number, "release/answer", answer="refuse", reason="To whom?").status_code == 302
    carla.act(number, "release", reason="Known to me.")
    assert sue.act(number, "release/withdraw").status_code == 403
    assert carla.act(number, "release/withdraw").status_code == 302
    page = carla.get(f"/documents/{number}").text
    assert "Refused by sue" in page and "Withdrawn by carla" in page
    assert state(web_desk, number) == "in_review"


def test_the_taxpayer_that_a_clerk_chooses_opens_no_release(web_desk, papers, signed_in):
    """Neither the number nor the name on the paper becomes that person's: the page asks for a second person."""
    client, number = signed_in("carla"), papers["stranger"]
    with web_desk.database.reading() as session:
        omar = session.scalar(select(Taxpayer.id).where(Taxpayer.last_name == "Haddad"))
    assert client.act(number, "person/primary", taxpayer=omar).status_code == 302
    page = client.get(f"/documents/{number}").text
    assert "Chosen by carla" in page and "not read as this person" in page
    assert client.act(number, "decide", action="release", reason="it is Omar").status_code == 403
    assert state(web_desk, number) == "in_review"


def test_who_says_that_it_is_no_return_is_not_offered_to_set_it_aside(web_desk, papers, signed_in):
    """And sent all the same it is refused; another clerk is offered it."""
    carla, dan, number = signed_in("carla"), signed_in("dan"), papers["right"]
    assert carla.act(number, "unidentify").status_code == 302
    content = {"way": "nothing", "reason": "a copy"}
    page = carla.get(f"/documents/{number}").text
    assert "another person decides what becomes of it" in page and "Set it aside" not in page
    assert carla.act(number, "aside", **content).status_code == 403
    assert "Set it aside" in dan.get(f"/documents/{number}").text
    assert dan.act(number, "aside", **content).status_code == 302
    assert state(web_desk, number) == "closed"


def test_no_command_and_no_file_releases_a_return():
    """The door is the page: what reads files and what runs in a shell decides about no return."""
    doors = {"desk.review.decisions", "desk.review.releases", "desk.review.misfits", "desk.review.undoing"}
    acting = {
        sources.name(path): node.attr
        for path in [*sources.files("cli"), *sources.files("workers"), *sources.files("intake")]
        for node in sources.nodes(path)
        if isinstance(node, ast.Attribute) and ast.unparse(node) in ("cases.move", "cases.close")
    }
    importing = {
        sources.name(path)
        for path in [*sources.files("cli"), *sources.files("workers"), *sources.files("intake")]
        if doors & {f"{module}.{name}" for module, name in sources.imported(path)}
    }
    assert (importing, acting) == ({"cli.demo.clerk"}, {})

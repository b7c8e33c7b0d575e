"""Two browsers, one document: who has it open, who takes it over, who decides, and whose lease passes on."""

import pytest
from playwright.sync_api import Page, expect

from desk.documents import leases
from desk.models import Decision

pytestmark = pytest.mark.usefixtures("clock")  # no lease ends before the test lets it, however slow the machine


@pytest.fixture
def lease() -> float:
    """Short, so that pages ask about it every second."""
    return 3


def open_document(page: Page, number: int) -> None:
    """Open a document by its address and wait until its page has claimed it, or was told who has."""
    with page.expect_response(lambda answer: answer.url.endswith(f"/{number}/claim")):
        page.goto(f"/documents/{number}")


def taken(page: Page):
    """The sign that somebody else has the document."""
    return page.locator(".alert", has_text="has this open since")


def test_one_wins_and_the_other_is_told_who_and_when(person, served):
    """The second sees the holder, takes over and decides; the first, who decides too, is told who was faster."""
    desk, papers, _ = served
    dan, carla = person("dan"), person("carla")
    open_document(dan, papers["right"])
    carla.goto("/")
    expect(carla.locator("tr", has_text=f"D{papers['right']:07d}")).to_contain_text("dan has it open since")
    open_document(carla, papers["right"])
    expect(taken(carla)).to_contain_text("dan has this open since")
    expect(carla.locator("#recommended")).to_have_count(0)
    dan.route("**/claim", lambda route: route.fulfill(status=503))  # dan's page has not heard of it yet
    carla.keyboard.press("t")
    expect(carla.locator("dialog[open]")).to_be_visible()
    carla.keyboard.press("Enter")
    expect(taken(carla)).to_have_count(0)
    carla.keyboard.press("a")
    expect(carla.locator("#advice")).to_have_text("Released by carla")
    dan.keyboard.press("a")
    expect(dan.locator("#live")).to_contain_text("Carla decided this document at")
    expect(dan.locator("#advice")).to_have_text("Released by carla")
    with desk.database.reading() as session:
        assert session.query(Decision).count() == 1


def test_who_was_taken_over_is_told_at_the_next_heartbeat(person, served):
    """The page of the first says who has the document now, and offers no decision any more."""
    _, papers, _ = served
    dan, carla = person("dan"), person("carla")
    open_document(dan, papers["right"])
    expect(dan.locator("#recommended")).to_be_visible()
    open_document(carla, papers["right"])
    carla.keyboard.press("t")
    carla.keyboard.press("Enter")
    expect(taken(dan)).to_contain_text("carla has this open since")
    expect(dan.locator("#recommended")).to_have_count(0)


def test_the_lease_passes_on_after_its_holders_browser_dies(person, served, lease, clock):
    """The browser goes without a word; whoever waits on the page has the document when the lease has run out."""
    desk, papers, _ = served
    dan, carla = person("dan"), person("carla")
    open_document(dan, papers["right"])
    open_document(carla, papers["right"])
    expect(taken(carla)).to_be_visible()
    dan.context.set_offline(True)
    dan.context.close()
    with desk.database.reading() as session:
        assert leases.holder(session, papers["right"]).by == "dan"
    clock.advance(lease + 1)
    expect(taken(carla)).to_have_count(0)
    expect(carla.locator("#recommended")).to_be_visible()
    with desk.database.reading() as session:
        assert leases.holder(session, papers["right"]).by == "carla"


@pytest.mark.parametrize("lease", [600])
def test_leaving_gives_the_document_back_at_once(person, served):
    """Back on the worklist, the document is free for the next person before any lease could run out."""
    desk, papers, _ = served
    dan = person("dan")
    open_document(dan, papers["right"])
    carla = person("carla")
    row = carla.locator("tr", has_text=f"D{papers['right']:07d}")
    carla.goto("/")
    expect(row).to_contain_text("dan has it open")
    dan.goto("/")
    for _ in range(50):
        carla.reload()
        if "has it open" not in row.inner_text():
            break
    expect(row).not_to_contain_text("has it open")


def test_next_gives_two_clerks_different_documents(person, served):
    """Both press n on the worklist; neither opens what the other has."""
    dan, carla = person("dan"), person("carla")
    dan.keyboard.press("n")
    dan.wait_for_url("**/documents/*")
    carla.keyboard.press("n")
    carla.wait_for_url("**/documents/*")
    assert dan.url != carla.url
    expect(taken(carla)).to_have_count(0)

"""Every page for the eyes, hands and machines of everybody: axe finds nothing, in every look."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from sqlalchemy import select

from desk.models import Decision, Sample
from desk.system import calendar

LOOKS = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "zoomed": {"viewport": {"width": 640, "height": 360}},
    "wide": {"viewport": {"width": 1920, "height": 1080}},
    "forced colours": {"forced_colors": "active"},
}


def violations(page) -> list[str]:
    """What axe finds on the page, one line per rule with the first place."""
    found = Axe().run(page).response["violations"]
    return [f"{page.url} {one['id']}: {one['nodes'][0]['html'][:160]}" for one in found]


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_on_any_page(person, served, look):
    """Clerk's, supervisor's and mailroom's pages, also failures and empty ones, in this look."""
    _, papers, _ = served
    visits = {
        "carla": ["/", "/key/", "/nothing-here", *(f"/documents/{number}" for number in papers.values())],
        "sue": [
            "/",
            "/batches/?open=1",
            "/notices/",
            "/notices/requests/",
            "/delayed/",
            "/audit/",
            "/audit/rules",
            "/help/",
            "/?kind=call",
        ],
        "mo": ["/", "/batches/", "/notices/", "/audit/", "/password"],
    }
    found = []
    for name, paths in visits.items():
        page = person(name, **LOOKS[look])
        for path in paths:
            page.goto(path)
            page.wait_for_load_state("networkidle")
            found += violations(page)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_on_a_document_in_any_of_its_states(person, served, look):
    """Held by somebody else, set aside, decided and about to be undone, looked at again; also the list of keys."""
    desk, papers, _ = served
    dan, carla = person("dan", **LOOKS[look]), person("carla", **LOOKS[look])
    with dan.expect_response(lambda answer: answer.url.endswith("/claim")):
        dan.goto(f"/documents/{papers['right']}")
    carla.goto(f"/documents/{papers['right']}")
    found = violations(carla)
    carla.goto(f"/documents/{papers['unknown']}")
    carla.locator("#aside summary").click()
    found += violations(carla)
    dan.locator("h1").click()
    dan.keyboard.press("?")
    found += violations(dan)
    dan.keyboard.press("Escape")
    dan.keyboard.press("a")
    dan.wait_for_selector("#undo")
    dan.keyboard.press("z")
    found += violations(dan)
    with desk.database.transaction() as session:
        made = session.scalar(select(Decision.id))
        session.add(Sample(document_id=papers["right"], decision_id=made, drawn_on=calendar.today(), answers=[]))
    carla.goto("/documents/second")
    found += violations(carla)
    assert not found, "\n".join(found)


def test_axe_finds_nothing_on_the_sign_in_page(chromium, served):
    """The door, too, also after a wrong password."""
    page = chromium.new_page(base_url=served[2])
    page.goto("/sign-in")
    found = violations(page)
    page.fill("input[name=name]", "x")
    page.fill("input[name=password]", "y")
    page.keyboard.press("Enter")
    page.wait_for_selector("[role=alert]")
    found += violations(page)
    page.close()
    assert not found, "\n".join(found)


@pytest.mark.parametrize("width", [640, 1280, 1920])
def test_no_page_scrolls_sideways(person, served, width):
    """Whatever the width, text wraps; only tables may scroll inside of their frame."""
    _, papers, _ = served
    page = person("sue", viewport={"width": width, "height": 720})
    for path in (
        "/",
        "/batches/",
        "/notices/",
        "/notices/requests/",
        "/delayed/",
        "/audit/",
        "/help/",
        f"/documents/{papers['wrong']}",
    ):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path

"""Every page for the eyes, hands and machines of everybody: axe finds nothing, in every look."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from sqlalchemy import select

from desk.models import Decision, Sample
from desk.system import calendar
from tests.browser.conftest import SIZE

LOOKS = {
    "light": {},
    "dark": {"color_scheme": "dark"},
    "forced colors": {"forced_colors": "active"},
    "zoomed": {"width": 640, "height": 360},
    "wide": {"width": 1920, "height": 1080},
}
_PLAIN = {"color_scheme": "light", "forced_colors": "none"}


def in_each_look(page) -> Iterator[str]:
    """The name of each look, with the open page in it; at the end the page looks as before."""
    for name, look in LOOKS.items():
        page.set_viewport_size({side: look.get(side, size) for side, size in SIZE.items()})
        page.emulate_media(**_PLAIN | {key: value for key, value in look.items() if key in _PLAIN})
        yield name
    page.set_viewport_size(SIZE)
    page.emulate_media(**_PLAIN)


# What depends on colors and on the room there is; all else stays as it is from one look to the next.
_RULES_OF_A_LOOK = dict.fromkeys(("dark", "forced colors"), ["color-contrast", "link-in-text-block"])


def violations(page) -> list[str]:
    """What axe finds on the page in each look, one line per rule with the first place; the page is loaded once."""
    told = []
    page.evaluate(Axe().axe_script)
    for name in in_each_look(page):
        only = {"runOnly": _RULES_OF_A_LOOK[name]} if name in _RULES_OF_A_LOOK else {}
        found = page.evaluate("options => axe.run(document, options)", {"resultTypes": ["violations"]} | only)
        told += [f"{page.url} {name} {one['id']}: {one['nodes'][0]['html'][:160]}" for one in found["violations"]]
    return told


def sideways(page) -> list[str]:
    """The looks in which the page must be scrolled sideways."""
    wide = "document.documentElement.scrollWidth > innerWidth"
    return [name for name in in_each_look(page) if page.evaluate(wide)]


def opened(page, path: str) -> None:
    """Open a page and wait until it stands: its pictures are there, and a document knows whose it is."""
    if path.startswith("/documents/"):
        with page.expect_response(lambda answer: answer.url.endswith("/claim")):
            page.goto(path)
    else:
        page.goto(path)
    page.evaluate("() => Promise.allSettled([...document.images].map((one) => one.loading === 'lazy' || one.decode()))")


VISITS = {
    "carla": ["/", "/key/", "/nothing-here"],
    "sue": [
        "/",
        "/batches/?open=1",
        "/notices/",
        "/notices/requests/",
        "/delayed/",
        "/theft/",
        "/audit/",
        "/audit/rules",
        "/help/",
        "/?kind=call",
    ],
    "mo": ["/", "/batches/", "/notices/", "/audit/", "/password"],
}


@pytest.mark.parametrize("name", VISITS)
def test_axe_finds_nothing_on_any_page(person, served, name):
    """Clerk's, supervisor's and mailroom's pages, also failures and empty ones, in every look."""
    _, papers, _ = served
    documents = [f"/documents/{number}" for number in papers.values()] if name == "carla" else []
    page, found = person(name), []
    for path in VISITS[name] + documents:
        opened(page, path)
        found += violations(page)
    assert not found, "\n".join(found)


def test_axe_finds_nothing_on_a_document_in_any_of_its_states(person, served):
    """Held by somebody else, set aside, decided and about to be undone, looked at again; also the list of keys."""
    desk, papers, _ = served
    dan, carla = person("dan"), person("carla")
    opened(dan, f"/documents/{papers['right']}")
    carla.goto(f"/documents/{papers['right']}")
    found = violations(carla)
    opened(carla, f"/documents/{papers['unknown']}")
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


def test_no_page_scrolls_sideways(person, served):
    """Whatever the width, text wraps; only tables may scroll inside of their frame."""
    _, papers, _ = served
    page = person("sue")
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
        opened(page, path)
        for width in (640, 1280, 1920):
            page.set_viewport_size({"width": width, "height": 720})
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (path, width)

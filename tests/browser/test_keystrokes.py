"""Keystrokes counted: each key pressed is one, from the moment a page is open until the paper is done."""

from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from tests import factories
from tests.review_ui import paperwork


@dataclass
class Hands:
    """A keyboard that counts."""

    page: Page
    keys: int = 0

    def press(self, key: str) -> None:
        """One key."""
        self.page.keyboard.press(key)
        self.keys += 1

    def type(self, text: str) -> None:
        """One key per character."""
        for letter in text:
            self.press(letter)


@pytest.fixture
def doubtful_pin(served) -> int:
    """A return whose PIN box holds the right number, its last digit read with doubt."""
    doubts = {"primary_ip_pin": paperwork.doubtful("482918")}
    return paperwork.receive_paper(served[0], "f1040", "2024", paperwork.RETURN, doubts, name="delgado-2.tif")


def advice(page: Page):
    """The heading of the recommendation or decision."""
    return page.locator("#advice")


def test_a_clean_application_takes_two_keys(person, served):
    """Identity proven, nothing in doubt: one key for the recommendation, one to confirm the IP PIN."""
    desk, papers, _ = served
    factories.prove(desk, papers["application"])
    page = person("carla")
    page.goto(f"/documents/{papers['application']}")
    expect(advice(page)).to_have_text("Approve the IP PIN")
    hands = Hands(page)
    hands.press("a")
    hands.press("Enter")
    expect(advice(page)).to_have_text("Approved by carla")
    assert hands.keys <= 2


def test_a_doubtful_pin_digit_takes_eight_keys_with_the_decision(person, served, doubtful_pin):
    """Six digits, Enter and the recommendation's key; the first of two blind keyers needs seven."""
    first = person("dan")
    first.goto("/key/")
    expect(first.locator("#typed")).to_be_focused()
    expect(first.locator("#snippet")).to_be_visible()
    one = Hands(first)
    one.type("482918")  # the paper of another return, older: keyed on the way
    one.press("Enter")
    expect(first.locator("#waiting")).to_have_text("1 paper for you to key")
    one.keys = 0
    one.type("482913")
    one.press("Enter")
    expect(first.locator("#done")).to_be_visible()
    assert one.keys == 7
    page = person("carla")
    page.goto(f"/documents/{doubtful_pin}")
    expect(page.locator("#blind [data-field]")).to_be_focused()
    hands = Hands(page)
    hands.type("482913")
    hands.press("Enter")
    expect(advice(page)).to_have_text("Release the return")
    hands.press("a")
    expect(advice(page)).to_have_text("Released by carla")
    assert hands.keys <= 8


def test_nothing_is_told_of_a_box_before_it_is_keyed(person, served, doubtful_pin):
    """Beside the document as on the keying page: no reading, no record, no key of others."""
    page = person("carla")
    page.goto(f"/documents/{doubtful_pin}")
    expect(page.locator("#blind [data-field]")).to_have_value("")
    assert not any(secret in page.content() for secret in ("482918", "482913"))
    page.keyboard.type("482917")
    page.keyboard.press("Enter")
    expect(page.locator(".advice")).to_contain_text("Another person must key it too.")
    expect(page.locator("#blind")).to_have_count(0)


def test_no_page_is_loaded_between_snippets(person, served, doubtful_pin):
    """Enter shows the next snippet from what was fetched ahead; no navigation, no waiting for the answer."""
    page = person("carla")
    page.goto("/key/")
    expect(page.locator("#typed")).to_be_focused()
    expect(page.locator("#snippet")).to_be_visible()
    page.evaluate("window.stays = true")
    before = page.locator("#snippet").get_attribute("src")
    page.route(
        "**/key/*/*", lambda route: route.fallback() if route.request.method == "GET" else None
    )  # never answered
    page.wait_for_load_state("networkidle")
    page.keyboard.type("482918")
    page.keyboard.press("Enter")
    expect(page.locator("#typed")).to_have_value("")
    assert page.locator("#snippet").get_attribute("src") != before
    assert page.evaluate("window.stays && document.getElementById('snippet').complete")
    page.unroute_all(behavior="ignoreErrors")


def open_freed(page: Page, number: int) -> None:
    """Open a document that somebody has just left, as soon as it is given back."""
    page.goto(f"/documents/{number}")
    for _ in range(50):
        if not page.locator(".alert", has_text="has this open since").count():
            break
        page.reload()
    expect(page.locator("#blind [data-field]")).to_be_focused()


def test_a_disagreement_is_settled_by_a_third_who_sees_neither_key(person, served, doubtful_pin):
    """Two differ; neither may key again, the third is shown the box alone, and two of three decide."""
    secrets = ("482913", "482918")
    for name, typed in (("dan", "482918"), ("carla", "482913")):
        page = person(name)
        open_freed(page, doubtful_pin)
        page.keyboard.type(typed)
        page.keyboard.press("Enter")
        expect(page.locator(".advice")).to_contain_text("Another person must key it too.")
        page.goto(f"/documents/{doubtful_pin}")
        expect(page.locator("#blind")).to_have_count(0)
        assert not any(secret in page.content() for secret in secrets)
        page.goto("/")
    third = person("sue")
    open_freed(third, doubtful_pin)
    expect(third.locator("#blind [data-field]")).to_have_value("")
    assert not any(secret in third.content() for secret in secrets)
    third.keyboard.type("482913")
    third.keyboard.press("Enter")
    expect(advice(third)).to_have_text("Release the return")
    third.keyboard.press("Escape")
    third.keyboard.press("a")
    expect(advice(third)).to_have_text("Released by sue")


def test_a_box_that_was_not_saved_waits_behind_the_one_in_hand(person, served, doubtful_pin):
    """What is being typed stays; then the first box is on show again, with what was typed into it."""
    page = person("carla")
    page.goto("/key/")
    expect(page.locator("#typed")).to_be_focused()
    first = page.locator("#snippet").get_attribute("src")
    page.route(
        "**/key/*/*", lambda route: route.fulfill(status=503) if route.request.method == "POST" else route.fallback()
    )
    page.keyboard.type("482918")
    page.keyboard.press("Enter")
    expect(page.locator("#live")).to_contain_text("it comes again after this one")
    page.unroute_all(behavior="wait")
    assert page.locator("#snippet").get_attribute("src") != first
    page.keyboard.type("482913")
    expect(page.locator("#typed")).to_have_value("482913")
    page.keyboard.press("Enter")
    expect(page.locator("#snippet")).to_have_attribute("src", first)
    expect(page.locator("#typed")).to_have_value("482918")
    page.keyboard.press("Enter")
    expect(page.locator("#done")).to_be_visible()


def test_a_taxpayer_number_is_counted_before_it_is_sent(person, served):
    """Eight digits are no number: the box stays in hand and the page says what to do."""
    page = person("carla")

    def nine(route) -> None:
        told = route.fetch().json()
        told["items"][0]["length"] = 9
        route.fulfill(json=told)

    page.route("**/key/items", nine)
    page.goto("/key/")
    expect(page.locator("#typed")).to_be_focused()
    page.locator("#typed").fill("400-00-123")
    page.keyboard.press("Enter")
    expect(page.locator("#live")).to_contain_text("If you cannot read them all, press F4.")
    expect(page.locator("#typed")).to_have_value("400-00-123")


def test_a_desk_that_gives_no_boxes_is_asked_again(person, served):
    """Nothing is said to be done while the desk does not answer."""
    page = person("carla")
    page.route("**/key/items", lambda route: route.abort())
    page.goto("/key/")
    expect(page.locator("#lost")).to_be_visible()
    expect(page.locator("#done")).to_be_hidden()
    page.unroute_all(behavior="wait")
    page.locator("#again").press("Enter")
    expect(page.locator("#typed")).to_be_focused()

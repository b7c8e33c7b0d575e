"""Setting up a sign-in app and signing in with its code, by keyboard, in light and dark."""

import cv2
import numpy as np
import pyotp
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.review_ui import seeded


@pytest.fixture
def coded(monkeypatch, request) -> str:
    """The address of a desk that asks for one-time codes."""
    monkeypatch.setenv("IPPIN_TOTP", "1")
    return request.getfixturevalue("served")[2]


def door(chromium, address: str, look: str):
    """A browser at the desk with Carla's name and password given."""
    page = chromium.new_page(base_url=address, color_scheme=look)
    page.goto("/sign-in")
    expect(page.get_by_label("User name")).to_be_focused()  # only then does what is typed go there
    page.keyboard.type("carla")
    page.keyboard.press("Tab")
    page.keyboard.type(seeded.PASSWORD)
    page.keyboard.press("Enter")
    return page


def violations(page) -> list[str]:
    """What axe finds."""
    return [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in Axe().run(page).response["violations"]]


def test_the_app_is_set_up_and_its_code_asked_from_then_on(chromium, coded, clock):
    """A phone reads the picture; type six digits; signed out and in again, the next code opens the desk."""
    page = door(chromium, coded, "light")
    expect(page.locator(".qr svg")).to_be_visible()
    assert not violations(page)
    app = pyotp.TOTP(page.locator(".key").inner_text().replace(" ", ""))
    pixels = np.frombuffer(page.locator(".qr").screenshot(), np.uint8)
    told, *_ = cv2.QRCodeDetector().detectAndDecode(cv2.imdecode(pixels, cv2.IMREAD_GRAYSCALE))
    assert pyotp.parse_uri(told).secret == app.secret
    expect(page.get_by_label("Six digits")).to_be_focused()
    page.keyboard.type(app.at(clock.now))
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("is set up")
    page.get_by_role("button", name="Sign out").click()
    again = door(chromium, coded, "dark")
    expect(again.locator("h1")).to_have_text("One-time code")
    assert not violations(again)
    clock.advance(30)
    expect(again.get_by_label("Code of your sign-in app")).to_be_focused()
    again.keyboard.type(app.at(clock.now))
    again.keyboard.press("Enter")
    expect(again.locator("h1")).to_have_text("Work queue")
    page.close()
    again.close()

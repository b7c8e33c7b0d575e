"""A lost IP PIN and an opting out, by keyboard alone: looked up, recorded, approved by another; axe finds nothing."""

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from desk.enrollment import replacements
from desk.enrollment.replacements import Asked
from desk.models import Enrollment, Notice, Taxpayer
from tests.browser.test_accessible import sideways, violations
from tests.browser.test_roles_days import says, tab_to
from tests.review_ui import seeded

PLACE = "/notices/requests/"
MARIA, GRACE, OMAR = "400-00-1234", "400-00-3456", "400-00-5678"


def look_up(page: Page, tin: str) -> None:
    """Open the tab from the letters, go to its field with a key, and find somebody."""
    page.goto("/notices/")
    tab_to(page, f".tabs a[href='{PLACE}']")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{PLACE}")
    page.keyboard.press("/")
    expect(page.locator("#find")).to_be_focused()
    page.keyboard.type(tin)
    page.keyboard.press("Enter")
    expect(page.locator("#person")).to_be_focused()


def number_of(desk, tin: str) -> int:
    """The id of a person of the day's paper."""
    with desk.database.reading() as session:
        return session.scalar(select(Taxpayer.id).where(Taxpayer.tin_last4 == tin[-4:]))


@pytest.fixture
def waiting(served) -> None:
    """Requests as the rules see them: allowed, for a supervisor, refused."""
    desk = served[0]
    for tin, proven in ((MARIA, True), (GRACE, False), (OMAR, True)):
        replacements.record(desk, Asked(number_of(desk, tin), "letter", proven), seeded.CLERK)


def test_a_lost_pin_by_keyboard(person, served):
    """One clerk looks the caller up and records; another walks to the request and approves; the letter waits."""
    desk, page = served[0], person("carla")
    look_up(page, MARIA)
    assert page.url.endswith("/notices/requests/find")
    tab_to(page, "input[name=channel]")
    page.keyboard.press("Space")
    tab_to(page, "input[name=identity_proven]")
    page.keyboard.press("Space")
    tab_to(page, "form[aria-labelledby=lost] button")
    page.keyboard.press("Enter")
    says(page, "needs a second person")
    expect(page.locator("article")).to_contain_text("somebody other than the one who recorded")
    other = person("dan")
    tab_to(other, f"a.figure[href='{PLACE}']")
    other.keyboard.press("Enter")
    other.wait_for_url(f"**{PLACE}")
    other.keyboard.press("j")
    tab_to(other, "form[action$='/approve'] button")
    other.keyboard.press("Enter")
    says(other, "is approved")
    with desk.database.reading() as session:
        notice = session.scalar(select(Notice))
        assert (notice.kind, notice.state, notice.taxpayer_id) == ("replacement", "draft", number_of(desk, MARIA))


def test_an_opting_out_by_keyboard(person, served):
    """The rule stands beside the field for how they asked; a number in it is told beside the same person."""
    desk, page = served[0], person("carla")
    look_up(page, MARIA)
    for typed, told in (
        ("she said 482 913", "six-digit number"),
        ("signed letter of 2 March", "enrollment ends today"),
    ):
        tab_to(page, "form[action$='/opted-out'] input[name=reason]")
        page.keyboard.type(typed)
        page.keyboard.press("Enter")
        says(page, told)
    with desk.database.reading() as session:
        rows = select(Enrollment.ended_on).where(Enrollment.taxpayer_id == number_of(desk, MARIA))
        assert session.scalar(rows) is not None


def test_a_supervisor_decides_what_no_rule_settles_by_keyboard(person, waiting):
    """The reason is asked beside the button; refusing unfolds and asks for one too."""
    page = person("sue")
    page.goto(PLACE)
    tab_to(page, "form[action$='/2/approve'] input[name=reason]")
    page.keyboard.type("seen at the desk")
    page.keyboard.press("Enter")
    says(page, "Request 2 is approved")
    tab_to(page, "details.refuse summary")
    page.keyboard.press("Enter")
    tab_to(page, "form[action$='/1/refuse'] input[name=reason]")
    page.keyboard.type("found again")
    page.keyboard.press("Enter")
    says(page, "Request 1 is refused")


def test_axe_finds_nothing_on_requests_in_any_state(person, waiting):
    """A person looked up, requests allowed, open and refused, what is wrong beside the person; nothing sideways."""
    found = []
    for name, tin in (("dan", MARIA), ("sue", GRACE)):
        page = person(name)
        look_up(page, tin)
        page.locator("details.refuse summary").first.click()
        found += violations(page)
        assert sideways(page) == []
        page.fill("form[aria-labelledby=lost] input[name=document]", "D9999999")
        page.locator("input[name=channel]").first.check()
        page.locator("form[aria-labelledby=lost] button").click()
        expect(page.locator(".alert.error")).to_be_visible()
        found += violations(page)
    assert not found, "\n".join(found)

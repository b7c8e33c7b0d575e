"""Whole days by keyboard alone: a clerk with what is odd, a supervisor, an auditor. No click, no mouse."""

from datetime import date

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from desk.models import Delay, Document, Notice
from tests import factories
from tests.review_ui import paperwork, seeded
from tests.review_ui.paperwork import APPLICATION

PATIENCE = 150
"""How many Tabs lead to any place of any page, at most."""


def tab_to(page: Page, place: str) -> None:
    """Press Tab until the first place that fits has the focus."""
    expect(page.locator(place).first).to_be_visible()
    for _ in range(PATIENCE):
        page.keyboard.press("Tab")
        if page.evaluate("place => document.activeElement.matches(place)", place):
            return
    raise AssertionError(f"Tab does not lead to {place}")


def arrived(page: Page, place: str, text: str) -> None:
    """The next page is there, its scripts have run, and it takes keys; the page itself is asked."""
    expect(page.locator(place)).to_have_text(text)
    # Not wait_for_function: its second look evaluates text inside the page, which the page's policy forbids.
    expect(page.locator("html")).to_have_js_property("ownerDocument.readyState", "complete")


def says(page: Page, text: str) -> None:
    """The page tells what was done."""
    expect(page.get_by_role("status").first).to_contain_text(text)


@pytest.fixture
def moved(served) -> int:
    """An application whose address differs from the record, its identity proven: a supervisor decides."""
    desk = served[0]
    place = {"city": "Galveston", "state": "TX", "zip": "77550"}
    factories.taxpayer(desk, "400006789", "Ida", "Moss", street="1 Old Rd", **place)
    written = APPLICATION | {"first_name": "Ida", "middle_name": None, "last_name": "Moss", "tin": "400006789"}
    told = written | {"street": "5 New St", "phone": "4095550144"}
    number = paperwork.receive_paper(desk, "f15227", "2025-01", told, received=date(2025, 12, 15), name="moss.tif")
    factories.prove(desk, number)
    return number


def test_a_clerks_day_with_what_is_odd(person, served):
    """A letter is uncovered, said to be an old return and keyed; a call reaches nobody; a return is released."""
    desk, papers, _ = served
    page = person("carla")
    tab_to(page, "a.figure[href*='kind=exception']")
    page.keyboard.press("Enter")
    arrived(page, "#list", "Not recognized or unreadable")
    page.keyboard.press("n")
    page.wait_for_url(f"**/documents/{papers['unknown']}?kind=exception")
    tab_to(page, "form[action*='whole_page'] button")
    page.keyboard.press("Enter")
    expect(page.locator("#live")).to_contain_text("the look is recorded")
    tab_to(page, "select[name=what]")
    page.keyboard.type("Another tax")
    tab_to(page, "input[name=year]")
    page.keyboard.type("2018")
    page.keyboard.press("Enter")
    expect(page.locator("#value-primary_first_name")).to_be_visible()
    tab_to(page, "#value-primary_ssn")
    page.keyboard.type("400005678")
    page.keyboard.press("Enter")
    expect(page.locator("[data-field-row=primary_ssn]")).to_contain_text("Keyed by carla")
    page.goto(f"/documents/{papers['application']}")
    page.keyboard.press("3")
    expect(page.locator("dialog[open] h2")).to_have_text("Record this call as: no answer?")
    page.keyboard.press("Enter")
    expect(page.locator("#call .record")).to_contain_text("no answer")
    page.goto(f"/documents/{papers['right']}")
    page.keyboard.press("a")
    expect(page.locator("#advice")).to_have_text("Released by carla")
    with desk.database.reading() as session:
        assert session.get(Document, papers["unknown"]).tax_year == 2018
        assert session.get(Document, papers["right"]).state == "closed"


def test_a_supervisors_day(person, served, moved):
    """What clerks may not decide, the old returns behind a figure, and a letter that came back."""
    desk, papers, _ = served
    clerk = person("carla")
    clerk.goto(f"/documents/{moved}")
    expect(clerk.locator(".advice")).to_contain_text("A supervisor must decide this one.")
    clerk.goto("/")
    page = person("sue")
    page.keyboard.press("n")
    page.wait_for_url(f"**/documents/{moved}")
    expect(page.locator("#advice")).to_have_text("Approve the IP PIN")
    page.keyboard.press("a")
    expect(page.locator("dialog[open]")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("#advice")).to_have_text("Approved by sue")
    tab_to(page, "nav a[href='/delayed/']")
    page.keyboard.press("Enter")
    tab_to(page, ".grid .cell.age3 a")
    page.keyboard.press("Enter")
    arrived(page, "#rows", "Being keyed, 46–63 days")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/documents/{papers['wrong']}")
    _mail(person("mo"), person("max"))
    with desk.database.reading() as session:
        letter = session.scalar(select(Notice.id).where(Notice.document_id == moved))
    _comes_back(page, letter)


def _mail(gatherer: Page, releaser: Page) -> None:
    """One gathers, another releases under the password, the first prints and mails; whoever decided does none of it."""
    gatherer.goto("/notices/")
    gatherer.keyboard.press("g")
    says(gatherer, "A second person releases it")
    releaser.goto("/notices/")
    releaser.keyboard.press("r")
    releaser.keyboard.type(seeded.PASSWORD)
    releaser.keyboard.press("Enter")
    says(releaser, "is released")
    gatherer.goto("/notices/")
    with gatherer.context.expect_event("response", lambda answer: answer.url.endswith("/print")) as printed:
        gatherer.keyboard.press("p")
    assert printed.value.status == 200
    gatherer.goto("/notices/")
    gatherer.keyboard.press("m")
    expect(gatherer.locator("dialog[open]")).to_be_visible()
    gatherer.keyboard.press("Enter")
    says(gatherer, "recorded as mailed")


def _comes_back(page: Page, letter: int) -> None:
    """The post office brings it back; a better address is looked up and it waits to be mailed again."""
    page.goto("/notices/")
    page.keyboard.press("b")
    page.keyboard.type(f"N{letter:07d}")
    page.keyboard.press("Tab")
    page.keyboard.type("moved, left no address")
    page.keyboard.press("Enter")
    says(page, "recorded as returned")
    tab_to(page, "input[name=source]")
    page.keyboard.type("telephone with the applicant")
    tab_to(page, ".came button:not([formaction])")
    page.keyboard.press("Enter")
    says(page, "ready to print again")


def test_an_auditors_day(person, served):
    """Figures, the returns behind them with every number hidden, a report, the trail, its check, its export."""
    desk, papers, _ = served
    page = person("ada")
    tab_to(page, "a.figure[href*='/delayed/']")
    page.keyboard.press("Enter")
    arrived(page, "h1", "Delayed returns")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/documents/{papers['wrong']}")
    for name in ("Accept", "Save", "(recorded)", "Decide", "Take it over"):
        assert page.get_by_role("button", name=name).count() == 0, name
    page.goto("/delayed/")
    page.keyboard.press("r")
    tab_to(page, "a[aria-label='Delayed returns as CSV']")
    with page.expect_download() as report:
        page.keyboard.press("Enter")
    assert report.value.suggested_filename == "delayed-2026-03-02.csv"
    page.route("**/verify/*", lambda route: route.abort())
    tab_to(page, "nav a[href='/audit/']")
    page.keyboard.press("Enter")
    arrived(page, "h1", "Audit trail")
    page.keyboard.press("v")
    expect(page.locator("#checked")).to_contain_text("The check was interrupted at event 0: start it again.")
    page.unroute_all(behavior="wait")
    page.keyboard.press("v")
    expect(page.locator("#checked")).to_contain_text("The chain is whole")
    tab_to(page, "input[name=document]")
    page.keyboard.type(f"D{papers['wrong']:07d}")
    page.keyboard.press("Enter")
    expect(page.locator("tbody tr").first).to_contain_text(f"D{papers['wrong']:07d}")
    tab_to(page, "a[aria-label='Save these events as XLSX']")
    with page.expect_download() as events:
        page.keyboard.press("Enter")
    assert events.value.suggested_filename == "audit.xlsx"
    tab_to(page, ".tabs a[href='/audit/rules']")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("People, thresholds and rules")


def test_a_reply_that_did_not_come_is_on_the_clerks_list(person, served):
    """The figure on Home leads to the return, whose delay case says what to do; the reminder is drafted by keyboard."""
    desk, papers, _ = served
    page = person("carla")
    page.goto(f"/documents/{papers['missing']}")
    page.keyboard.press("a")
    expect(page.locator(".look .snippet")).to_be_visible()
    page.keyboard.press("a")
    expect(page.locator("dialog[open]")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("#advice")).to_have_text("Flagged by carla")
    with desk.database.transaction() as session:
        case = session.scalar(select(Delay).where(Delay.document_id == papers["missing"]))
        case.state, case.letter_on, case.reply_due = "letter_sent", date(2026, 1, 20), date(2026, 2, 19)
    page.goto("/")
    expect(page.locator("a.figure", has_text="Replies overdue")).to_contain_text("1")
    tab_to(page, "a.figure[href*='kind=reply']")
    page.keyboard.press("Enter")
    arrived(page, "#list", "Replies overdue")
    expect(page.locator("tbody tr")).to_contain_text("The answer was due on Feb 19, 2026.")
    page.keyboard.press("n")
    page.wait_for_url(f"**/documents/{papers['missing']}?kind=reply")
    tab_to(page, "form[action$='/delay/remind'] button")
    page.keyboard.press("Enter")
    says(page, "A letter is on its way already.")

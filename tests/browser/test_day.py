"""A day at the desk, by keyboard alone: decide, key, flag, print, mail, look at the delays."""

import re

from playwright.sync_api import Page, expect

from desk.models import Document
from tests.review_ui import seeded


def advice(page: Page):
    """The heading of the recommendation or decision."""
    return page.locator("#advice")


def open_document(page: Page, number: int) -> None:
    """Find a document by its number, as a clerk would."""
    page.goto("/")
    page.keyboard.press("/")
    page.keyboard.type(f"D{number:07d}")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/documents/{number}")


def confirm(page: Page, key: str = "a") -> None:
    """Press a key and say yes."""
    page.keyboard.press(key)
    expect(page.locator("dialog[open]")).to_be_visible()
    page.keyboard.press("Enter")


def test_a_clerk_approves_an_application_after_the_identity_call(person, served):
    """Call passed; another approves with two keys; the letter is gathered, released by a second, printed, mailed."""
    _, papers, _ = served
    page = person("carla")
    page.keyboard.press("n")
    page.wait_for_url(f"**/documents/{papers['application']}")
    expect(advice(page)).to_have_text("Call the applicant")
    confirm(page, "1")
    expect(advice(page)).to_have_text("Approve the IP PIN")
    expect(page.locator(".advice")).to_contain_text("Another person must approve")
    page.goto("/")
    other = person("dan")
    open_document(other, papers["application"])
    confirm(other)
    expect(advice(other)).to_have_text("Approved by dan")
    mail = person("mo")
    mail.goto("/notices/")
    row = mail.locator("tr", has_text=f"D{papers['application']:07d}")
    expect(row).to_contain_text("••••••")
    mail.keyboard.press("g")
    expect(mail.get_by_role("status").first).to_contain_text("A second person releases it")
    boss = person("sue")
    boss.goto("/notices/")
    boss.keyboard.press("r")
    boss.keyboard.type(seeded.PASSWORD)
    boss.keyboard.press("Enter")
    expect(boss.get_by_role("status").first).to_contain_text("is released")
    mail.goto("/notices/")
    with mail.context.expect_event("response", lambda answer: answer.url.endswith("/print")) as printed:
        mail.keyboard.press("p")
    assert printed.value.status == 200
    mail.goto("/notices/")
    mail.keyboard.press("m")
    expect(mail.locator("dialog[open] h2")).to_have_text("Record 1 letter of B00001 as mailed? This cannot be undone.")
    mail.keyboard.press("Enter")
    expect(mail.get_by_role("status").first).to_contain_text("recorded as mailed")
    open_document(page, papers["application"])
    expect(page.locator(".head")).to_contain_text("Closed")


def test_a_wrong_pin_is_keyed_blind_and_flagged(person, served):
    """The clerk keys the snippet without seeing a value, then two keys flag; the report shows the reason."""
    _, papers, _ = served
    page = person("carla")
    page.goto("/key/")
    expect(page.locator("#typed")).to_be_focused()
    expect(page.locator("#snippet")).to_be_visible()
    page.keyboard.type("482918")
    page.keyboard.press("Enter")
    expect(page.locator("#done")).to_be_visible()
    open_document(page, papers["wrong"])
    expect(advice(page)).to_have_text("Flag the return")
    confirm(page)
    expect(advice(page)).to_have_text("Flagged by carla")
    boss = person("sue")
    boss.goto("/delayed/")
    expect(boss.locator("tr", has_text=f"D{papers['wrong']:07d}")).to_contain_text("Wrong IP PIN")
    boss.goto("/notices/")
    expect(boss.locator("tr", has_text=f"D{papers['wrong']:07d}")).to_contain_text("Verify your identity")


def test_a_missing_pin_is_flagged_after_a_look_at_the_box(person, served):
    """One key uncovers the empty box, then two keys flag."""
    _, papers, _ = served
    page = person("carla")
    open_document(page, papers["missing"])
    expect(advice(page)).to_have_text("Flag the return")
    page.keyboard.press("a")
    expect(page.locator(".look .snippet")).to_be_visible()
    confirm(page)
    expect(advice(page)).to_have_text("Flagged by carla")
    boss = person("sue")
    boss.goto("/delayed/")
    expect(boss.locator("tr", has_text=f"D{papers['missing']:07d}")).to_contain_text("IP PIN missing")


def test_a_release_is_one_key_and_taken_back_by_another(person, served):
    """What needs no letter asks nothing: a releases, z takes it back with a reason, as long as the day lasts."""
    _, papers, _ = served
    page = person("carla")
    open_document(page, papers["right"])
    page.keyboard.press("a")
    expect(advice(page)).to_have_text("Released by carla")
    page.keyboard.press("z")
    page.keyboard.type("The wrong paper.")
    page.keyboard.press("Enter")
    expect(advice(page)).to_have_text("Release the return")


def test_doubtful_fields_are_accepted_one_after_the_other(person, served):
    """The first doubtful field has the focus; Enter accepts it and jumps to the next; its box is marked."""
    desk, papers, _ = served
    page = person("carla")
    open_document(page, papers["doubtful"])
    street = page.locator("#value-street")
    expect(street).to_be_focused()
    expect(page.locator("rect.here")).to_have_attribute("data-box", "street")
    page.keyboard.type("9 Quarry Ct")
    page.keyboard.press("Enter")
    number = page.locator("#value-tin")
    expect(number).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("u")
    expect(page.locator("#value-tin")).to_be_focused()
    expect(page.locator("#value-tin")).to_have_value("400004561")
    page.keyboard.type("400004567")
    page.keyboard.press("Enter")
    expect(advice(page)).to_have_text("Call the applicant")
    with desk.database.reading() as session:
        assert session.get(Document, papers["doubtful"]).recommendation == "call"


def test_deciding_otherwise_takes_a_reason(person, served):
    """The key d leads to the form; with a reason the decision stands, and can be taken back."""
    _, papers, _ = served
    page = person("carla")
    open_document(page, papers["application"])
    page.keyboard.press("d")
    page.keyboard.type("Reject")
    page.keyboard.press("Tab")
    page.keyboard.type("The telephone number belongs to somebody else.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    for _ in range(5):
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.get_by_role("button", name="Decide", exact=True).press("Enter")
    expect(advice(page)).to_have_text("Rejected by carla")
    page.keyboard.press("z")
    page.keyboard.type("It was hers after all.")
    page.keyboard.press("Enter")
    expect(advice(page)).to_have_text("Call the applicant")


def test_an_unknown_paper_is_uncovered_and_identified(person, served):
    """Veiled at first; a recorded look; then what it is."""
    _, papers, _ = served
    page = person("carla")
    open_document(page, papers["unknown"])
    page.get_by_role("button", name="Show the page").click()
    expect(page.get_by_role("button", name="Show the page")).to_have_count(0)
    page.locator("select[name=what]").select_option("tax_return|other||")
    page.locator("input[name=year]").fill("2018")
    page.keyboard.press("Enter")
    expect(page.locator("#value-primary_ssn")).to_be_visible()


def test_files_are_taken_in_with_a_receipt_each(person, served, tmp_path):
    """Two files chosen, one of them twice: receipts say so, and the batch appears."""
    one, two = tmp_path / "one.pdf", tmp_path / "two.pdf"
    one.write_bytes(b"%PDF-1.7 browser")
    two.write_bytes(b"%PDF-1.7 browser")
    page = person("mo")
    page.goto("/batches/")
    page.locator("input[name=batch]").fill("afternoon")
    page.locator("#files").set_input_files([one, two])
    page.get_by_role("button", name="Upload").click()
    expect(page.locator("#receipts li").nth(0)).to_contain_text("stored as scan")
    expect(page.locator("#receipts li").nth(1)).to_contain_text("same as scan")
    expect(page.locator("#list")).to_contain_text("afternoon")


def test_files_can_be_dropped(person, served):
    """A file dropped on the page is taken in like a chosen one."""
    page = person("mo")
    page.goto("/batches/")
    page.evaluate(
        """() => {
          const carried = new DataTransfer();
          carried.items.add(new File(["%PDF-1.7 dropped"], "dropped.pdf", { type: "application/pdf" }));
          const drop = new DragEvent("drop", { dataTransfer: carried, bubbles: true });
          document.getElementById("drop").dispatchEvent(drop);
        }"""
    )
    expect(page.locator("#receipts li").first).to_contain_text("dropped.pdf: stored as scan")


def test_keys_are_told_and_sleep_inside_inputs(person, served):
    """`?` lists the keys of the page; a letter typed into an input is only a letter."""
    page = person("carla")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_contain_text("Open the most urgent document")
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    page.keyboard.type("n?")
    expect(page.locator("#find")).to_have_value("n?")
    assert re.search(r"/$", page.url)


def test_the_paper_turns_zooms_and_shows_its_second_page(person, served):
    """The tools of the page image work by key and by button."""
    _, papers, _ = served
    page = person("carla")
    open_document(page, papers["right"])
    sheet = page.locator(".sheet").first
    width = sheet.bounding_box()["width"]
    page.keyboard.press("+")
    assert sheet.bounding_box()["width"] > width * 1.2
    page.keyboard.press("r")
    expect(sheet).to_have_css("transform", re.compile(r"matrix\((0|6\.1|-?\d\.\d+e-17)"))
    page.locator("[data-field-row=street] th").click()
    expect(sheet).to_have_css("transform", "matrix(1, 0, 0, 1, 0, 0)")
    page.get_by_role("button", name="Page 2").click()
    expect(page.locator("[data-sheet='2']")).to_be_visible()

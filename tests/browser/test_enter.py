"""Enter in a line of text: it does what that line is for, or nothing; it never presses the button that comes first."""

from playwright.sync_api import expect
from sqlalchemy import select

from desk import decisions, mail, masking
from desk.models import Notice
from desk.users import Actor
from tests.factories import GATHERER
from tests.review_ui.seeded import CLERK


def test_a_spoiled_letter_is_not_in_the_mail(person, served):
    """Enter after what happened to the letters ticked as spoiled spoils them; the others wait on the table."""
    desk, papers, _ = served
    masking.reveal(desk, papers["missing"], "primary_ip_pin", CLERK)
    decisions.decide(desk, papers["missing"], "flag", CLERK)
    with desk.database.reading() as session:
        letter = session.scalar(select(Notice.id))
    batch = mail.gather(desk, [letter], GATHERER)
    mail.release(desk, batch, Actor("mo", "mailroom"))
    page = person("mo")
    page.goto("/notices/")
    expect(page.locator("[data-key=m]")).to_have_count(0)
    mail.open_file(desk, batch, Actor("mo", "mailroom"))
    page.reload()
    page.get_by_label(f"N{letter:07d} is spoiled").check()
    expect(page.get_by_label(f"Choose N{letter:07d}")).not_to_be_checked()
    page.get_by_text("Spoiled at the printer").press("Enter")
    page.get_by_label("What happened").fill("torn in the folder")
    page.keyboard.press("Enter")
    expect(page.locator("dialog[open] h2")).to_have_text("Record 1 letter of B00001 as spoiled and shredded?")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("spoiled and may be printed again")
    with desk.database.reading() as session:
        assert session.get(Notice, letter).state == "spoiled"

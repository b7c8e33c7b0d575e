"""Enter in a line of text: it does what that line is for, or nothing; it never presses the button that comes first."""

from playwright.sync_api import expect
from sqlalchemy import select

from desk.documents import masking
from desk.mail import print_batches
from desk.models import Decision, Notice, Sample
from desk.office.accounts import Actor
from desk.review import decisions
from desk.system import calendar
from tests.factories import GATHERER
from tests.review_ui.seeded import CLERK


def test_a_spoiled_letter_is_not_in_the_mail(person, served):
    """Enter after what happened to the letters ticked as spoiled spoils them; the others wait on the table."""
    desk, papers, _ = served
    masking.reveal(desk, papers["missing"], "primary_ip_pin", CLERK)
    decisions.decide(desk, papers["missing"], "flag", CLERK)
    with desk.database.reading() as session:
        letter = session.scalar(select(Notice.id))
    batch = print_batches.gather(desk, [letter], GATHERER)
    print_batches.release(desk, batch, Actor("mo", "mailroom"))
    page = person("mo")
    page.goto("/notices/")
    expect(page.locator("[data-key=m]")).to_have_count(0)
    print_batches.open_file(desk, batch, Actor("mo", "mailroom"))
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


def test_how_many_questions_were_right_is_no_outcome(person, served):
    """Enter after the number records nothing; the outcome has a button each, which asks."""
    _, papers, _ = served
    page = person("carla")
    page.goto(f"/documents/{papers['application']}")
    page.get_by_label("Questions answered right").fill("2")
    page.keyboard.press("Enter")
    expect(page.locator("dialog[open]")).to_have_count(0)
    page.get_by_role("button", name="Failed the questions").press("Enter")
    expect(page.locator("dialog[open] h2")).to_have_text("Record this call as: failed the questions?")
    page.keyboard.press("Enter")
    expect(page.locator("#call .record")).to_contain_text("failed the questions (2 right)")
    expect(page.locator("#call .record li")).to_have_count(1)


def test_a_note_on_a_delay_case_is_no_way_out_of_it(person, served):
    """Enter in the note records nothing; each way asks by its name."""
    desk, papers, _ = served
    masking.reveal(desk, papers["missing"], "primary_ip_pin", CLERK)
    decisions.decide(desk, papers["missing"], "flag", CLERK)
    page = person("carla")
    page.goto(f"/documents/{papers['missing']}")
    page.locator("input[name=note]").fill("came in person")
    page.keyboard.press("Enter")
    expect(page.locator("dialog[open]")).to_have_count(0)
    page.get_by_role("button", name="Identity-theft case").press("Enter")
    expect(page.locator("dialog[open] h2")).to_have_text("Record: Identity-theft case?")
    page.keyboard.press("Enter")
    expect(page.get_by_text("came in person")).to_have_count(1)


def test_why_is_no_answer_to_a_second_look(person, served):
    """Enter after the reason answers nothing; a key asks before it does."""
    desk, papers, _ = served
    decisions.decide(desk, papers["right"], "release", CLERK)
    with desk.database.transaction() as session:
        made = session.scalar(select(Decision.id))
        session.add(Sample(document_id=papers["right"], decision_id=made, drawn_on=calendar.today(), answers=[]))
    page = person("dan")
    page.goto("/documents/second")
    page.get_by_label("Why").fill("plain enough")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    page.keyboard.press("1")
    expect(page.locator("dialog[open] h2")).to_have_text("Answer: Release the return?")
    page.keyboard.press("Enter")
    page.wait_for_url("**/")
    expect(page.get_by_role("status").first).to_contain_text("Your quality check is saved")

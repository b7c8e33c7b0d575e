"""Small things that hands expect: the focus stays where the work is, Esc closes, a filter is kept."""

from datetime import date

import pytest
from playwright.sync_api import Page, expect

from desk.models import Document, Scan
from tests import factories
from tests.review_ui import paperwork


def focused(page: Page) -> str:
    """What has the focus, by its id or its tag."""
    return page.evaluate("document.activeElement.id || document.activeElement.tagName")


def test_a_correction_opens_ready_to_type_and_esc_closes_it(person, served):
    """One is open at a time; Esc leads back to the word that opened it; Enter saves, and Tab goes on from there."""
    _, papers, _ = served
    page = person("carla")
    page.goto(f"/documents/{papers['right']}")
    page.locator("[data-field-row=city] summary").press("Enter")
    expect(page.locator("#value-city")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("[data-field-row=city] summary")).to_be_focused()
    expect(page.locator("#value-city")).to_be_hidden()
    page.keyboard.press("Enter")
    expect(page.locator("#value-city")).to_be_focused()
    page.locator("[data-field-row=street] summary").press("Enter")
    expect(page.locator("#value-street")).to_be_focused()
    expect(page.locator("#value-city")).to_be_hidden()
    page.keyboard.type("418 Juniper Avenue")
    page.keyboard.press("Enter")
    expect(page.locator("[data-field-row=street]")).to_contain_text("Keyed by carla")
    assert focused(page) != "BODY"


def test_the_focus_is_not_lost_when_the_panel_changes(person, served):
    """A note is kept: the next Tab goes on from the recommendation, not from the top of the page."""
    _, papers, _ = served
    page = person("carla")
    page.goto(f"/documents/{papers['right']}")
    page.keyboard.press("m")
    page.keyboard.type("Seen twice.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".history")).to_contain_text("Seen twice.")
    expect(page.locator("#advice")).to_be_focused()
    page.keyboard.press("a")
    expect(page.locator("#advice")).to_have_text("Released by carla")


def test_what_is_half_typed_stays_when_the_panel_changes(person, served):
    """A note begun, a decision half explained: another form was sent, or somebody else changed the document."""
    desk, papers, _ = served
    page = person("carla")
    page.goto(f"/documents/{papers['doubtful']}")
    page.locator("#note summary").press("Enter")
    page.locator("#note textarea").fill("She calls again")
    page.locator("#decide select").select_option("reject")
    page.locator("#value-street").fill("9 Quarry Ct")
    page.keyboard.press("Enter")
    expect(page.locator("[data-field-row=street]")).to_contain_text("Keyed by carla")
    expect(page.locator("#note textarea")).to_be_visible()
    expect(page.locator("#note textarea")).to_have_value("She calls again")
    with desk.database.transaction() as session:
        session.get(Document, papers["doubtful"]).postmark_date = date(2025, 12, 19)
    page.locator("#decide textarea").fill("She took it back.")
    page.get_by_role("button", name="Decide", exact=True).press("Enter")
    expect(page.locator("#live")).to_contain_text("changed meanwhile")
    expect(page.locator("#decide textarea")).to_have_value("She took it back.")
    expect(page.locator("#decide select")).to_have_value("reject")
    expect(page.locator("#note textarea")).to_have_value("She calls again")


def test_next_stays_with_the_kind_that_was_chosen(person, served):
    """From the figure on Home through document after document, also after something was done on the page."""
    _, papers, _ = served
    page = person("carla")
    page.goto("/?kind=return")
    page.keyboard.press("n")
    page.wait_for_url(f"**/documents/{papers['missing']}?kind=return")
    page.keyboard.press("m")
    page.keyboard.type("Later.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".history")).to_contain_text("Later.")
    page.keyboard.press("n")
    page.wait_for_url(f"**/documents/{papers['right']}?kind=return")


def test_a_bar_of_the_chart_leads_to_its_returns(person, served):
    """The chart below the grid is no mere picture: each bar is a link to what it counts."""
    _, papers, _ = served
    page = person("ada")
    page.goto("/delayed/")
    page.locator(".stack rect.age3").click()
    expect(page.locator("#rows")).to_have_text("46–63 days")
    expect(page.locator("[data-row]")).to_have_text([f"D{papers['wrong']:07d}"])


@pytest.mark.parametrize("where", ["h1", "#list"])
def test_a_file_dropped_beside_the_field_leaves_the_page_as_it_is(person, served, where):
    """A browser would open the file in place of the desk; here it is told that nothing was taken in."""
    desk, _, _ = served
    page = person("mo")
    page.goto("/batches/")
    taken = page.evaluate(
        """(where) => {
          const carried = new DataTransfer();
          carried.items.add(new File(["%PDF-1.7 astray"], "astray.pdf", { type: "application/pdf" }));
          const drop = new DragEvent("drop", { dataTransfer: carried, bubbles: true, cancelable: true });
          return !document.querySelector(where).dispatchEvent(drop);
        }""",
        where,
    )
    assert taken
    expect(page.locator("#live")).to_contain_text("Nothing was taken in")
    with desk.database.reading() as session:
        assert not session.query(Scan).filter_by(file_name="astray.pdf").count()


def test_a_file_name_is_text_wherever_it_is_shown(person, served, tmp_path):
    """Markup in the name of a file runs nowhere: in the receipt, in the batch, on the document page."""
    path = tmp_path / "<img src=x onerror=document.title=1>.pdf"
    path.write_bytes(b"%PDF-1.7 named")
    page = person("sue")
    page.goto("/batches/")
    page.locator("#files").set_input_files(path)
    page.get_by_role("button", name="Upload").click()
    expect(page.locator("#receipts")).to_contain_text("<img src=x onerror=document.title=1>.pdf: stored as scan")
    expect(page.locator("#list")).to_contain_text("<img src=x onerror=document.title=1>.pdf")
    assert page.locator("#list img, #receipts img").count() == 0
    assert page.title() == "Batches · IP PIN Paper Desk"


def test_back_after_a_decision_shows_what_is_true_now(person, served):
    """The page that the browser goes back to is asked for anew: it is decided, and offers nothing else."""
    _, papers, _ = served
    page = person("carla")
    page.goto(f"/documents/{papers['right']}")
    page.keyboard.press("a")
    expect(page.locator("#advice")).to_have_text("Released by carla")
    page.goto("/")
    page.go_back()
    expect(page.locator("#advice")).to_have_text("Released by carla")
    expect(page.locator("#recommended")).to_have_count(0)


def test_two_tabs_of_one_person_do_not_decide_twice(person, served):
    """Both tabs are open with the same document; the second is told, and shows the decision."""
    _, papers, _ = served
    page = person("carla")
    page.goto(f"/documents/{papers['right']}")
    other = page.context.new_page()
    other.goto(f"/documents/{papers['right']}")
    page.keyboard.press("a")
    expect(page.locator("#advice")).to_have_text("Released by carla")
    other.keyboard.press("a")
    expect(other.locator("#live")).to_contain_text("Carla decided this document at")
    expect(other.locator("#advice")).to_have_text("Released by carla")


def test_an_uncovered_number_is_covered_again_after_its_minutes(person, served, clock):
    """The recorded look lasts five minutes on the page, too; covering it again is no sign of life."""
    _, papers, _ = served
    page = person("carla")
    page.clock.install()
    page.goto(f"/documents/{papers['doubtful']}")
    page.keyboard.press("Escape")
    page.keyboard.press("u")
    expect(page.locator("#value-tin")).to_have_value("400004561")
    clock.advance(minutes=6)
    with page.expect_response(lambda answer: "/pages/1.jpg" in answer.url):
        page.clock.fast_forward("05:01")
    expect(page.locator("#value-tin")).to_have_value("")
    clock.advance(minutes=9, seconds=5)
    page.goto("/help/")
    expect(page.locator("h1")).to_have_text("Sign in")


_REACHED = "a[href]:not([tabindex='-1']), button, input:not([type=hidden], [tabindex='-1']), select, textarea, summary"


def test_everything_on_every_page_is_reached_by_tab_in_reading_order(person, served):
    """No place is left out, none comes before what stands above it, and Tab leads out of everything again."""
    page = person("sue")
    for path in ("/", "/batches/?open=1", "/notices/", "/delayed/", "/audit/", "/audit/rules", "/help/"):
        page.goto(path)
        assert reached_by_tab(page) == (True, True), path


def reached_by_tab(page) -> tuple[bool, bool]:
    """Whether Tab reaches every place of a page, and in reading order."""
    wanted = page.evaluate(
        """(places) => [...document.querySelectorAll(places)]
            .filter((one) => one.checkVisibility() && !one.disabled && !one.closest("dialog")).length""",
        _REACHED,
    )
    page.evaluate(
        """() => {
            window.reached = [];
            addEventListener("focusin", ({ target }) => reached.includes(target) || reached.push(target));
        }"""
    )
    page.locator(".skip").focus()
    for _ in range(wanted + 40):  # a date has three parts
        page.keyboard.press("Tab")
    seen = page.evaluate("(places) => reached.filter((one) => one.matches(places)).length", _REACHED)
    in_order = page.evaluate(
        """() => reached.every((one, n, all) => !n ||
            all[n - 1].compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING)"""
    )
    return seen == wanted, bool(in_order)


def test_names_of_any_length_stay_in_their_places(person, served):
    """Of people, streets, files and batches: a word without end is broken, and nothing lies over its neighbor."""
    desk, _, _ = served
    long = "W" * 74
    factories.taxpayer(desk, "400007777", "Hubert" * 6, long, street=f"1 {long}")
    written = paperwork.RETURN | {"primary_first_name": "Hubert" * 6, "primary_last_name": long, "street": f"1 {long}"}
    names = {"name": f"{'x' * 110}.tif", "batch": "y" * 60}
    number = paperwork.receive_paper(desk, "f1040", "2025", written | {"primary_ssn": "400007777"}, **names)
    page = person("sue")
    for path, place in (
        (f"/documents/{number}", "#panel"), ("/", ".scroll"), ("/delayed/", "[aria-labelledby=rows] .scroll"),
        ("/batches/?open=2", "[aria-labelledby=files-of] .scroll"), ("/batches/", "[aria-labelledby=batches] .scroll"),
    ):  # fmt: skip
        page.goto(path)
        assert page.locator(place).first.evaluate("(one) => one.scrollWidth <= one.clientWidth"), path

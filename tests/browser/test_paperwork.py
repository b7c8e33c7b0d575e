"""What stands beside deciding: notes, papers that are none of ours, and the list of keys."""

import pytest
from playwright.sync_api import Page, expect


def listed(page: Page) -> set[str]:
    """The keys that `?` shows at this moment; the list is closed again."""
    page.keyboard.press("?")
    shown = page.locator("#keys dt:visible kbd").all_inner_texts()
    page.keyboard.press("Escape")
    return set(shown)


def test_a_note_is_written_and_a_secret_number_is_refused(person, served):
    """m opens the note; a number like a PIN is refused with what to do; words are kept with who and when."""
    _, papers, _ = served
    page = person("carla")
    page.goto(f"/documents/{papers['right']}")
    page.keyboard.press("m")
    page.keyboard.type("He says 482913.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#live")).to_contain_text("six-digit number")
    page.locator("#note textarea").fill("He calls again on Friday.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".history")).to_contain_text("carla: “He calls again on Friday.”")


def test_a_paper_that_is_not_ours_is_set_aside_and_taken_up_again(person, served):
    """The way and the reason stand in its history; taken up again it can be identified."""
    _, papers, _ = served
    page = person("carla")
    page.goto(f"/documents/{papers['unknown']}")
    page.locator("#aside summary").press("Enter")
    page.locator("select[name=way]").select_option("returned")
    page.locator("#aside input[name=reason]").fill("A letter to another office.")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page.locator(".head")).to_contain_text("Closed")
    expect(page.locator(".history")).to_contain_text("returned to the sender: A letter to another office.")
    page.get_by_text("Reopen this paper").press("Enter")
    page.locator("input[name=reason]").fill("It holds a return.")
    page.keyboard.press("Enter")
    expect(page.locator("select[name=what]")).to_be_visible()


@pytest.mark.parametrize(
    ("paper", "there", "not_there"),
    [
        ("right", {"a", "d", "m", "n", "j", "k", "+", "r"}, {"c", "1", "z", "t", "u"}),
        ("application", {"a", "c", "d", "1", "4"}, {"z", "t"}),
        ("unknown", {"n", "m"}, {"a", "d", "c", "1", "z"}),
        ("doubtful", {"a", "Enter", "u"}, {"z"}),
    ],
)
def test_the_list_of_keys_is_what_works_here(person, served, paper, there, not_there):
    """`?` shows the keys that do something on this page as it stands, and no other."""
    _, papers, _ = served
    page = person("carla")
    page.goto(f"/documents/{papers[paper]}")
    page.locator("h1").click()
    shown = listed(page)
    assert there <= shown and not not_there & shown, shown
    marked = page.locator("[data-key]:visible").evaluate_all("all => all.map((one) => one.dataset.key)")
    assert set(marked) <= shown


def test_the_list_of_keys_changes_with_the_page(person, served):
    """Once it is decided, a is gone and z is there."""
    _, papers, _ = served
    page = person("carla")
    page.goto(f"/documents/{papers['right']}")
    assert "z" not in listed(page)
    page.keyboard.press("a")
    expect(page.locator("#advice")).to_have_text("Released by carla")
    shown = listed(page)
    assert "z" in shown and not {"a", "d"} & shown


def test_everything_on_the_document_page_is_reached_by_tab(person, served):
    """Each link, button and input that is on show takes the focus once, in the order of the page."""
    _, papers, _ = served
    page = person("carla")
    page.goto(f"/documents/{papers['doubtful']}")
    wanted = page.evaluate(
        """() => [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")]
            .filter((one) => one.checkVisibility() && !one.disabled && !one.closest("dialog")).length"""
    )
    page.evaluate("document.activeElement.blur(); window.getSelection().removeAllRanges(); window.reached = []")
    page.locator(".skip").focus()
    for _ in range(wanted + 20):
        page.evaluate("reached.includes(document.activeElement) || reached.push(document.activeElement)")
        page.keyboard.press("Tab")
    seen = page.evaluate(
        """() => reached.filter((one) =>
            one.matches("a[href], button, input:not([type=hidden]), select, textarea, summary")).length"""
    )
    in_order = page.evaluate(
        """() => reached.filter((one) => one !== document.body).every((one, n, all) => !n ||
            all[n - 1].compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING)"""
    )
    assert seen == wanted and in_order

"""What every page does: it warns before it signs out, sends nothing twice, and tells the keys that work."""

from playwright.sync_api import Page, expect

from desk.models import MailBatch
from tests.browser.test_paperwork import listed


def left_alone(page: Page, path: str) -> None:
    """Open a page whose own clock is moved by hand."""
    page.clock.install()
    page.goto(path)


def test_a_page_left_alone_warns_and_any_answer_stays(person, clock):
    """A minute before the end it asks; Esc, too, is somebody who is there."""
    page = person("sue")
    left_alone(page, "/help/")
    clock.advance(minutes=14)
    page.clock.fast_forward("14:01")
    expect(page.locator("#idle")).to_be_visible()
    with page.expect_response(lambda answer: answer.url.endswith("/still-here")):
        page.keyboard.press("Escape")
    clock.advance(minutes=14)
    page.goto("/notices/")
    expect(page.locator("h1")).to_have_text("Notices and mail")


def test_a_page_left_alone_ends_at_the_sign_in_and_comes_back(person, clock):
    """Nothing of the page stays to be read; signing in leads back to it."""
    page = person("sue")
    left_alone(page, "/audit/?actor=sue")
    clock.advance(minutes=14)
    page.clock.fast_forward("14:01")
    expect(page.locator("#idle")).to_be_visible()
    clock.advance(minutes=1.1)
    page.clock.fast_forward("01:05")
    expect(page.locator("h1")).to_have_text("Sign in")
    assert page.url.endswith("/sign-in?back=%2Faudit%2F%3Factor%3Dsue")
    expect(page.locator("main")).to_contain_text("signed out because nothing happened")


def test_work_in_another_tab_keeps_this_one_quiet(person, clock):
    """The other tab was used a minute ago: no warning here, and the asking prolongs nothing."""
    page = person("sue")
    left_alone(page, "/help/")
    other = page.context.new_page()
    clock.advance(minutes=13)
    other.goto("/help/")
    clock.advance(minutes=1)
    with page.expect_response(lambda answer: answer.url.endswith("/still-here")) as asked:
        page.clock.fast_forward("14:01")
    assert 13 * 60 < asked.value.json()["left"] <= 14 * 60
    expect(page.locator("#idle")).to_be_hidden()
    clock.advance(minutes=14.1)
    other.goto("/help/")
    expect(other.locator("h1")).to_have_text("Sign in")


def test_a_double_click_sends_once(person, served):
    """The second of two quick clicks finds the form on its way: one print batch, and no refusal to read."""
    desk, papers, _ = served
    clerk = person("carla")
    clerk.goto(f"/documents/{papers['missing']}")
    clerk.keyboard.press("a")
    expect(clerk.locator(".look .snippet")).to_be_visible()
    clerk.keyboard.press("a")
    clerk.keyboard.press("Enter")
    expect(clerk.locator("#advice")).to_have_text("Flagged by carla")
    page = person("mo")
    page.goto("/notices/")
    page.locator("[data-key=g]").dblclick()
    expect(page.get_by_role("status").first).to_contain_text("A second person releases it")
    with desk.database.reading() as session:
        assert session.query(MailBatch).count() == 1


def test_the_lists_of_keys_tell_no_key_that_leads_nowhere(person, served):
    """Without a batch to release there is no r, without a delayed return no j; the keying page names its own."""
    mail, reader, clerk = person("mo"), person("ada"), person("carla")
    mail.goto("/notices/")
    assert "b" in listed(mail) and not {"r", "g", "p", "m"} & listed(mail)
    reader.goto("/delayed/?as_of=2020-01-01")
    assert "r" in listed(reader) and not {"j", "Enter"} & listed(reader)
    clerk.goto("/key/")
    expect(clerk.locator("#typed")).to_be_focused()
    clerk.keyboard.press("Escape")
    assert {"Enter", "F2", "F4", "?"} <= listed(clerk)
    expect(clerk.locator("#typed")).to_be_focused()


def test_the_keys_of_the_keying_page_work_wherever_the_focus_is(person, served):
    """Somebody clicked beside the input: F2 still says that the box is empty."""
    desk, papers, _ = served
    page = person("carla")
    page.goto("/key/")
    expect(page.locator("#typed")).to_be_focused()
    expect(page.locator("#snippet")).to_be_visible()
    page.locator("h1").click()
    with page.expect_response(lambda answer: answer.request.method == "POST") as sent:
        page.keyboard.press("F2")
    assert sent.value.request.post_data_json["state"] == "blank"


def test_a_desk_that_does_not_answer_is_said_and_what_was_typed_stays(person, served):
    """The line is cut: both pages say so, keep what was typed, and go on when it is back."""
    _, papers, _ = served
    page = person("carla")
    page.goto("/key/")
    expect(page.locator("#typed")).to_be_focused()
    expect(page.locator("#snippet")).to_be_visible()
    page.route("**/key/*/*", lambda route: route.abort() if route.request.method == "POST" else route.fallback())
    page.keyboard.type("482918")
    page.keyboard.press("Enter")
    expect(page.locator("#live")).to_contain_text("did not answer")
    expect(page.locator("#typed")).to_have_value("482918")
    page.unroute_all(behavior="wait")
    page.keyboard.press("Enter")
    expect(page.locator("#done")).to_be_visible()
    page.goto(f"/documents/{papers['right']}")
    page.route("**/decide", lambda route: route.abort())
    page.keyboard.press("a")
    expect(page.locator("#live")).to_contain_text("did not answer")
    page.unroute_all(behavior="wait")
    page.keyboard.press("a")
    expect(page.locator("#advice")).to_have_text("Released by carla")


def test_caps_lock_does_not_switch_the_keys_off(person, served):
    """A capital without Shift is the key that was meant; with Shift it is none."""
    page = person("carla")
    press = "(shiftKey) => document.dispatchEvent(new KeyboardEvent('keydown', { key: 'N', shiftKey }))"
    page.evaluate(press, True)
    page.evaluate("desk.keys.n = () => { window.meant = true; }")
    page.evaluate(press, False)
    assert page.evaluate("window.meant")
    assert page.url.endswith("/")

"""A day of the mailroom operator: open a batch, print its sheets, scan, scan again, count, close; by keyboard alone."""

from dataclasses import replace

from playwright.sync_api import expect
from sqlalchemy import select

from desk.mailroom import receive
from desk.models import Batch, Document, Scan
from desk.reading import lease, writing
from desk.reading.found import FileReading, PageImage
from tests.browser.test_accessible import sideways, violations
from tests.factories import a_return

PAGES = (("cover", []), ("document", []), ("document", ["blurred"]), ("blank", ["blank"]))


def read(desk, number: int, upto: int | None = None, token: str | None = None) -> str:
    """Read a scan up to a page, or to its end."""
    token = token or lease.take(desk, number)
    shown = [[n, use, codes] for n, (use, codes) in enumerate(PAGES[:upto], 1)]
    lease.tell(desk, number, token, len(PAGES), shown)
    if upto is None:
        pages = [PageImage(n, (9, 9), 0, codes, use) for n, use, codes in shown]
        assert writing.write(desk, number, token, FileReading(pages, [replace(a_return(), pages=[2, 3])]))
    return token


def newest(desk) -> int:
    """The last scan."""
    with desk.database.reading() as session:
        return session.scalar(select(Scan.id).order_by(Scan.id.desc()).limit(1))


def choose(page, where: str, path) -> None:
    """Choose a file where the focus can be; the system's own file dialog has no keys to press here."""
    page.locator(where).focus()
    expect(page.locator(where)).to_be_focused()
    page.locator(where).set_input_files(path)


def test_a_day_in_the_mailroom(person, served, tmp_path):
    """From the cover sheet to the closed batch; what is blurred is said while the file is still being read."""
    desk, _, _ = served
    for name in ("stack", "again"):
        (tmp_path / f"{name}.pdf").write_bytes(b"%PDF-1.7 " + name.encode())
    page = person("mo")
    page.goto("/batches/")
    page.locator("input[name=batch]").focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("morning post")
    page.get_by_text("Cover and separator sheets").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("2")
    page.keyboard.press("Tab")
    with page.context.expect_page() as sheet:
        page.keyboard.press("Enter")
    sheet.value.close()
    page.bring_to_front()
    expect(page.locator("#list")).to_contain_text("morning post")
    page.keyboard.press("Escape")
    choose(page, "#files", tmp_path / "stack.pdf")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#receipts li").first).to_contain_text("stored as scan")
    expect(page.locator("#opened")).to_have_text("morning post")
    number = newest(desk)
    page.locator("#expected").fill("3")
    page.locator("#batches").click()
    token = read(desk, number, upto=3)
    expect(page.locator("#live")).to_contain_text("Scan page 3 again: blurred.")
    expect(page.locator(f"[data-scan='{number}'] [data-told]")).to_have_text("3 of 4")
    expect(page.locator("#expected")).to_have_value("3")
    page.locator("#expected").fill("2")
    read(desk, number, token=token)
    expect(page.locator(".to-do")).to_contain_text("Scan page 3 again: blurred.")
    choose(page, ".again input[type=file]", tmp_path / "again.pdf")
    expect(page.locator("#live")).to_contain_text("replaces")
    read(desk, newest(desk))
    expect(page.locator(".closing .alert")).to_contain_text("Every page is accounted for")
    page.keyboard.press("Escape")
    page.keyboard.press("c")
    expect(page.locator("dialog[open] h2")).to_contain_text("It takes no more files. 1 thing is still to do.")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("The batch is closed")
    with desk.database.reading() as session:
        batch = session.scalar(select(Batch).where(Batch.name == "morning post"))
        old = session.scalar(select(Document).where(Document.scan_id == number))
        assert (batch.closed_by, batch.expected_pages, old.replaced_by_id) == ("mo", 2, newest(desk))


def test_axe_finds_nothing_in_a_batch_with_everything_in_it(person, served):
    """Unbalanced, with refused, unreadable, doubtful and half-read files, in every look."""
    desk, _, _ = served
    for n in range(3):
        receive.receive(desk, b"%%PDF-1.7 %d" % n, f"{n}.pdf", batch="all", actor="mo")
        if n == 0:
            writing.fail(desk, newest(desk), lease.take(desk, newest(desk)), "damaged", "The file is damaged.")
        else:
            read(desk, newest(desk), upto=3 if n == 2 else None)
    with desk.database.reading() as session:
        number = session.scalar(select(Batch.id).where(Batch.name == "all"))
    page = person("mo")
    page.goto(f"/batches/?open={number}")
    expect(page.locator(".to-do")).to_be_visible()
    assert [*violations(page), *sideways(page)] == []

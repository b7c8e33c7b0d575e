"""Letters on screen: gathered by one, released by another with the password again, printed, mailed, returned."""

import io

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from desk.documents import masking
from desk.models import AuditEvent, MailBatch, Notice
from desk.office import accounts
from tests import factories as make
from tests.review_ui import paperwork
from tests.review_ui.paperwork import RETURN
from tests.review_ui.seeded import CLERK, PASSWORD


@pytest.fixture
def letter(web_desk, papers, signed_in) -> int:
    """A fresh letter, drafted by Carla's flag."""
    number = paperwork.receive_paper(web_desk, "f1040", "2025", RETURN | {"primary_ip_pin": None})
    masking.reveal(web_desk, number, "primary_ip_pin", CLERK)
    assert signed_in("carla").act(number, "decide", action="flag").status_code == 302
    with web_desk.database.reading() as session:
        return session.scalar(select(Notice.id).where(Notice.document_id == number))


def state_of(desk, letter: int) -> str:
    """Where a letter stands."""
    with desk.database.reading() as session:
        return session.get(Notice, letter).state


def gather(desk, client, letter: int) -> int:
    """A batch of one letter; its id."""
    assert client.post("/notices/batches/", data={"notice": letter}).status_code == 302
    with desk.database.reading() as session:
        return session.scalar(select(MailBatch.id).order_by(MailBatch.id.desc()).limit(1))


def release(client, batch: int, password: str = PASSWORD) -> str:
    """Release a batch; what the page then says."""
    told = client.post(f"/notices/batches/{batch}/release", data={"password": password}, follow_redirects=True)
    assert told.status_code == 200
    return told.text


def test_the_gatherer_is_not_offered_the_release_and_is_refused_it(web_desk, letter, signed_in):
    """The page says who may; the desk refuses even a right password."""
    mo = signed_in("mo")
    batch = gather(web_desk, mo, letter)
    page = mo.get("/notices/").text
    assert "somebody other than the person who prepared" in page
    assert f"/notices/batches/{batch}/release" not in page
    assert mo.post(f"/notices/batches/{batch}/release", data={"password": PASSWORD}).status_code == 403
    assert f"/notices/batches/{batch}/release" in signed_in("max").get("/notices/").text
    mo.post(f"/notices/batches/{batch}/dissolve")
    assert state_of(web_desk, letter) == "draft"


def test_releasing_asks_the_password_again_and_records_it(web_desk, letter, signed_in):
    """A wrong password releases nothing; the right one is an event of its own before the release."""
    batch = gather(web_desk, signed_in("mo"), letter)
    boss = signed_in("sue")
    assert "not right" in release(boss, batch, "a borrowed chair")
    assert state_of(web_desk, letter) == "gathered"
    assert "is released" in release(boss, batch)
    with web_desk.database.reading() as session:
        rows = select(AuditEvent.action).where(AuditEvent.actor == "sue").order_by(AuditEvent.id)
        actions = list(session.scalars(rows))
    assert actions.index("user.confirmed") < actions.index("print_batch.released")


def test_three_wrong_passwords_at_the_release_lock_the_account(web_desk, letter, signed_in):
    """Who sits down at somebody else's screen cannot try for long."""
    batch = gather(web_desk, signed_in("mo"), letter)
    thief = signed_in("max")
    for _ in range(3):
        release(thief, batch, "guess")
    assert "not right" in release(thief, batch)
    assert state_of(web_desk, letter) == "gathered"
    once = accounts.reset(web_desk, "max", make.VOUCHERS)
    max_ = accounts.sign_in(web_desk, "max", once)
    accounts.change_password(web_desk, max_.id, once, PASSWORD)
    assert "is released" in release(signed_in("max"), batch)


def test_a_letter_is_printed_spoiled_printed_again_mailed_and_returned(web_desk, letter, signed_in):
    """Each step is a button; the manifest counts; the supervisor sends the letter again."""
    mo, boss, batches = signed_in("mo"), signed_in("sue"), []
    for what, reason in (("spoiled", "the printer tore it"), ("mailed", "")):
        batches.append(gather(web_desk, mo, letter))
        release(boss, batches[-1])
        printed = mo.post(f"/notices/batches/{batches[-1]}/print")
        assert printed.data.startswith(b"%PDF") and printed.headers["Cache-Control"] == "no-store"
        assert mo.post("/notices/mailed", data={"notice": letter, "reason": "torn"}).status_code == 422
        mo.post("/notices/mailed", data={"notice": letter, "what": what, "reason": reason})
    assert state_of(web_desk, letter) == "mailed"
    assert "spoiled" in mo.get(f"/notices/batches/{batches[0]}/manifest.csv").text
    wrong = mo.post("/notices/returned", data={"letter": "no number", "why": "moved"})
    assert wrong.status_code == 422 and "barcode" in wrong.text
    mo.post("/notices/returned", data={"letter": f"n{letter:07d}", "why": "no such number"})
    assert mo.post(f"/notices/{letter}/again", data={"source": "phone book"}).status_code == 403
    assert boss.post(f"/notices/{letter}/again", data={"source": "phone book"}).status_code == 302
    assert state_of(web_desk, letter) == "draft"
    batch = gather(web_desk, mo, letter)
    assert boss.post(f"/notices/batches/{batch}/release", data={"password": PASSWORD}).status_code == 403
    assert "is released" in release(signed_in("max"), batch)
    assert mo.post("/notices/mailed", data={"notice": letter}).status_code == 409
    assert f'id="spoiled-{batch}"' not in mo.get("/notices/").text
    mo.post(f"/notices/batches/{batch}/print")
    assert f'id="spoiled-{batch}"' in mo.get("/notices/").text
    mo.post("/notices/mailed", data={"notice": letter})
    assert state_of(web_desk, letter) == "mailed"


def test_opening_a_print_file_again_needs_a_reason(web_desk, letter, signed_in):
    """A batch on the table can be printed once more, and the trail says why."""
    mo = signed_in("mo")
    batch = gather(web_desk, mo, letter)
    release(signed_in("sue"), batch)
    assert mo.post(f"/notices/batches/{batch}/print").status_code == 200
    assert mo.post(f"/notices/batches/{batch}/print").status_code == 422
    assert mo.post(f"/notices/batches/{batch}/print", data={"reason": "paper jam"}).data.startswith(b"%PDF")
    assert "taken out 2 times" in mo.get("/notices/").text


def test_the_manifest_is_a_workbook_with_its_control_totals(web_desk, letter, signed_in):
    """What the print room counts against, as XLSX and CSV, before and after the release."""
    mo = signed_in("mo")
    batch = gather(web_desk, mo, letter)
    release(signed_in("sue"), batch)
    book = load_workbook(io.BytesIO(mo.get(f"/notices/batches/{batch}/manifest.xlsx").data))
    words = [str(cell.value) for sheet in book for row in sheet for cell in row if cell.value is not None]
    assert f"N{letter:07d}" in words
    assert any("letters = mailed, spoiled or returned + waiting" in word for word in words)
    assert mo.get(f"/notices/batches/{batch}/manifest.csv").text.count(f"N{letter:07d}") == 1


def test_a_letter_can_be_taken_out_before_the_release(web_desk, letter, signed_in):
    """It waits to be printed again, and the emptied batch is gone."""
    mo = signed_in("mo")
    batch = gather(web_desk, mo, letter)
    mo.post(f"/notices/batches/{batch}/out/{letter}")
    assert state_of(web_desk, letter) == "draft"
    assert f"B{batch:05d}</h3>" not in mo.get("/notices/").text


def test_a_clerk_sees_letters_but_prints_none(letter, signed_in):
    """The masked letter opens, never to be stored; gathering is not offered and refused."""
    clerk = signed_in("carla")
    preview = clerk.get(f"/notices/{letter}.pdf")
    assert preview.data.startswith(b"%PDF") and preview.headers["Cache-Control"] == "no-store"
    assert "Prepare print batch" not in clerk.get("/notices/").text
    assert clerk.post("/notices/batches/", data={"notice": letter}).status_code == 403


def test_a_confirmed_application_is_closed(web_desk, papers, signed_in):
    """Approved, printed, mailed: the document is done."""
    clerk, number = signed_in("carla"), papers["application"]
    clerk.act(number, "call", outcome="passed", questions=4)
    assert "Another person must approve" in clerk.get(f"/documents/{number}").text
    assert clerk.act(number, "decide", action="approve").status_code == 403
    clerk.post(f"/documents/{number}/leave")
    assert signed_in("dan").act(number, "decide", action="approve").status_code == 302
    with web_desk.database.reading() as session:
        cp01a = session.scalar(select(Notice.id).where(Notice.document_id == number))
    batch = gather(web_desk, signed_in("mo"), cp01a)
    release(signed_in("sue"), batch)
    signed_in("mo").post(f"/notices/batches/{batch}/print")
    told = signed_in("mo").post("/notices/mailed", data={"notice": cp01a}, follow_redirects=True)
    assert "1 letter is recorded as mailed" in told.text
    assert "Closed" in clerk.get(f"/documents/{number}").text


def test_only_one_kind_can_be_gathered(letter, signed_in):
    """The page narrows to one kind of letter; an unknown kind shows all."""
    mo = signed_in("mo")
    assert f"N{letter:07d}" in mo.get("/notices/?kind=verification").text
    assert f"N{letter:07d}" not in mo.get("/notices/?kind=missing").text
    assert f"N{letter:07d}" in mo.get("/notices/?kind=nonsense").text

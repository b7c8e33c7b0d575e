"""The mailroom's page: sheets, progress, what to scan again, the balance, the end of a batch."""

import io
import re
import tempfile
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from desk.mailroom import batches, receive
from desk.models import Batch, Document, Scan
from desk.reading import lease, writing
from desk.reading.found import FileFinding, FileReading, Finding, PageImage
from desk.system import calendar
from tests.factories import a_return

DAY = date(2026, 3, 2)
_files = iter(range(10_000))


def arrive(desk, batch: str) -> int:
    """Take a file in; its scan."""
    data = b"%%PDF-1.7 batches %d" % next(_files)
    return receive.receive(desk, data, f"{batch}.pdf", batch=batch, actor="mo", received=DAY).scan_id


def read(desk, scan_id: int, quality=((), (), ()), findings=(), stack=()) -> None:
    """Read a scan of two written pages and a blank back; ``findings`` are codes of the document."""
    token = lease.take(desk, scan_id)
    lease.tell(desk, scan_id, token, 3, [])
    uses = ("document", "document", "blank")
    pages = [PageImage(n, (9, 9), 0, list(q), u) for n, (q, u) in enumerate(zip(quality, uses, strict=True), 1)]
    told = [Finding(code, None, "m") for code in findings]
    document = replace(a_return(), findings=told)
    assert writing.write(desk, scan_id, token, FileReading(pages, [document], findings=list(stack)))


def batch_of(desk, scan_id: int) -> int:
    """The batch of a scan."""
    with desk.database.reading() as session:
        return session.get(Scan, scan_id).batch_id


@pytest.fixture
def mo(signed_in):
    """The mailroom operator's browser."""
    return signed_in("mo")


def test_a_batch_is_opened_with_its_cover_sheet(web_desk, mo):
    """The name, date and count are kept; the answer is the sheet to print."""
    answer = mo.post("/batches/start", data={"batch": "early", "received": "2026-03-01", "expected": "7"})
    assert mo.get(answer.location).data.startswith(b"%PDF")
    with web_desk.database.reading() as session:
        batch = session.scalar(select(Batch).where(Batch.name == "early"))
        assert (batch.received_date, batch.expected_pages, batch.operator) == (date(2026, 3, 1), 7, "mo")
    assert mo.get("/batches/separators.pdf?number=3").data.startswith(b"%PDF")
    assert mo.get("/batches/separators.pdf?number=999").status_code == 422
    assert mo.post("/batches/start", data={"batch": "early", "received": "2026-03-02"}).status_code == 422


def test_an_upload_never_lies_in_a_file_unsealed(mo, monkeypatch):
    """Large as it may be, it is sealed out of memory."""
    head = b'--x\r\nContent-Disposition: form-data; name="%b"\r\n\r\n'
    batch, file = head % b"batch" + b"large\r\n", head % b'files"; filename="large.pdf'
    body = batch + file + b"%PDF-1.7" + bytes(2_000_000) + b"\r\n--x--\r\n"
    monkeypatch.setattr(tempfile, "tempdir", "/nowhere")
    sent = {"input_stream": io.BytesIO(body), "content_type": "multipart/form-data; boundary=x"}
    assert "stored as scan" in mo.post("/batches/", headers={"X-Part": "1"}, **sent).text


def test_progress_tells_pages_and_faults_while_a_file_is_read(web_desk, mo):
    """Page by page, with what is wrong in words; the stamp stays until the list itself changes."""
    scan = arrive(web_desk, "live")
    number, token = batch_of(web_desk, scan), lease.take(web_desk, scan)
    stamp = mo.get(f"/batches/progress?open={number}").json["stamp"]
    lease.tell(
        web_desk, scan, token, 8, [[1, "document", []], [2, "document", ["blurred", "dark"]], [3, "blank", ["blank"]]]
    )
    told = mo.get(f"/batches/progress?open={number}").json
    assert told["scans"] == [{"id": scan, "done": 3, "total": 8, "words": ["Scan page 2 again: blurred and too dark."]}]
    assert (told["stamp"], told["busy"] > 0) == (stamp, True)
    assert "Scan page 2 again" in mo.get(f"/batches/list?open={number}").text
    assert 'data-stamp="' + stamp in mo.get(f"/batches/?open={number}").text


def test_what_is_to_be_done_about_paper_is_said_in_words(web_desk, mo):
    """Faults by page, missing pages with blanks beside them, the stack's findings; of separators only where used."""
    scan = arrive(web_desk, "doubts")
    stack = [
        FileFinding("SEPARATOR_MISSED", 3, "None here."),
        FileFinding("COVER_DATE", 1, "Another day."),
    ]
    read(web_desk, scan, quality=((), ("cut_off",), ("blank",)), findings=["PAGE_MISSING"], stack=stack)
    text = mo.get(f"/batches/?open={batch_of(web_desk, scan)}").text
    for said in (
        "Scan page 2 again: cut off.",
        "a page of this form is missing",
        "Page 3 was dropped as blank",
        "Page 1: Another day.",
    ):
        assert said in text
    assert "None here." not in text


def test_a_document_is_replaced_by_its_rescan(web_desk, mo):
    """The new file is read and stands in for the old document if it agrees; what is to do is said of it no more."""
    scan = arrive(web_desk, "again")
    read(web_desk, scan, quality=(("blurred",), (), ()))
    with web_desk.database.reading() as session:
        number = session.scalar(select(Document.id).where(Document.scan_id == scan))
    data = {"file": (io.BytesIO(b"%PDF-1.7 better"), "better.pdf")}
    told = mo.post(f"/batches/documents/{number}/again", data=data, headers={"X-Part": "1"})
    assert f"compared with D{number:07d}" in told.json["text"]
    text = mo.get(f"/batches/?open={batch_of(web_desk, scan)}").text
    assert "Scan page 1 again" not in text and "is compared with it" in text
    data = {"file": (io.BytesIO(b"%PDF-1.7 best"), "best.pdf")}
    assert mo.post(f"/batches/documents/{number}/again", data=data).status_code == 409
    assert mo.post(f"/batches/documents/{number}/again").status_code == 422


def test_a_batch_is_closed_once_it_balances(web_desk, mo):
    """An unreadable file keeps it open until its pages are counted; closed, it offers nothing to change."""
    bad, good = arrive(web_desk, "end"), arrive(web_desk, "end")
    number = batch_of(web_desk, bad)
    writing.fail(web_desk, bad, lease.take(web_desk, bad), "damaged", "The file is damaged.")
    read(web_desk, good)
    assert mo.post(f"/batches/{number}/close").status_code == 409
    assert "does not balance" in mo.get(f"/batches/?open={number}").text
    assert mo.post(f"/batches/scans/{bad}/count", data={"pages": "two"}).status_code == 422
    assert mo.post(f"/batches/scans/{bad}/count", data={"pages": ""}).status_code == 422
    mo.post(f"/batches/scans/{bad}/read-again")
    assert f"reread-{bad}" not in mo.get(f"/batches/?open={number}").text
    writing.fail(web_desk, bad, lease.take(web_desk, bad), "damaged", "The file is damaged.")
    assert f"reread-{bad}" in mo.get(f"/batches/?open={number}").text
    mo.post(f"/batches/scans/{bad}/count", data={"pages": "2"})
    mo.post(f"/batches/{number}/count", data={"pages": "5"})
    assert "5 pages were counted by hand, but there are 4" in mo.get(f"/batches/?open={number}").text
    mo.post(f"/batches/{number}/count", data={"pages": "4"})
    text = mo.post(f"/batches/{number}/close", follow_redirects=True).text
    assert "Closed by mo" in text and f"/batches/{number}/close" not in text
    assert mo.post("/batches/", data={"batch": "end", "files": (io.BytesIO(b"x"), "a.pdf")}).status_code == 409


def test_what_is_not_there_is_said(mo):
    """Unknown batches, scans and files."""
    for path in ("/batches/?open=9999", "/batches/9999/cover.pdf"):
        assert mo.get(path).status_code == 404
    for path in ("/batches/scans/9999/count", "/batches/refused/9999/count"):
        assert mo.post(path, data={"pages": "1"}).status_code == 404


def test_a_second_batch_of_a_day_has_a_name_of_its_own(web_desk, mo):
    """The suggested name is never that of a closed batch, on the page and where the field was left empty."""
    number = batches.start(web_desk, "2026-03-02 mo", DAY, "mo").id
    assert 'value="2026-03-02 mo"' in mo.get("/batches/").text
    end(web_desk, number)
    assert 'value="2026-03-02 mo (2)"' in mo.get("/batches/").text
    data = {"received": "2026-03-02", "files": (io.BytesIO(b"%PDF-1.7 second"), "second.pdf")}
    assert mo.post("/batches/", data=data).status_code == 302
    with web_desk.database.reading() as session:
        assert session.scalar(select(Batch.id).where(Batch.name == "2026-03-02 mo (2)"))


def test_every_batch_is_reached(web_desk, mo):
    """Open ones stand first however old they are; the others follow, page by page."""
    numbers = [batches.start(web_desk, f"old {n}", DAY, "mo").id for n in range(30)]
    for number in numbers[1:]:
        end(web_desk, number)
    page = mo.get("/batches/").text
    assert ">old 0<" in page and ">old 29<" in page and ">old 1<" not in page
    earlier = re.search(r'href="(/batches/[^"]*before=\d+)"', page)[1]
    assert ">old 1<" in mo.get(earlier).text


def end(desk, number: int) -> None:
    """Close a batch without any paper in it."""
    with desk.database.transaction() as session:
        session.get(Batch, number).closed_at = calendar.now()

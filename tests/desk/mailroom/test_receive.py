"""Taking paper in: nothing lost, nothing doubled, clear words for what is refused."""

from datetime import date

import pytest
from sqlalchemy import func, select

from desk import errors
from desk.mailroom import receive
from desk.models import Document, DocumentEvent, Scan
from desk.system import media

PDF = b"%PDF-1.7 one page"


def take(desk, data=PDF, **more):
    """Receive one file."""
    return receive.receive(desk, data, "a.pdf", **({"batch": "b", "actor": "mo"} | more))


def test_a_file_becomes_a_scan_with_a_document_in_one_state(desk):
    """From the first moment the page can be found, in exactly one state."""
    receipt = take(desk)
    with desk.database.reading() as session:
        document = session.scalar(select(Document).where(Document.scan_id == receipt.scan_id))
        assert document.state == "received"
        assert list(session.scalars(select(DocumentEvent.state))) == ["received"]
        assert desk.store.get(session.get(Scan, receipt.scan_id).blob) == PDF


def test_the_same_bytes_are_the_same_scan(desk):
    """A second delivery is answered with the first one's number."""
    first, again = take(desk), take(desk, batch="other")
    assert (again.scan_id, again.duplicate) == (first.scan_id, True)
    with desk.database.reading() as session:
        assert session.scalar(select(func.count(Scan.id))) == 1


@pytest.mark.parametrize(
    "dates",
    [{"received": date(2026, 3, 3)}, {"received": date(2026, 3, 1), "postmark": date(2026, 3, 2)}],
)
def test_impossible_dates_are_refused(desk, dates):
    """Paper cannot come in tomorrow, nor be posted after it came."""
    with pytest.raises(errors.InvalidInput):
        take(desk, **dates)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.4", "application/pdf"),
        (b"II*\0rest", "image/tiff"),
        (b"MM\0*rest", "image/tiff"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"PK\x03\x04", media.UNKNOWN),
        (b"", media.UNKNOWN),
    ],
)
def test_the_type_is_told_by_content(data, kind):
    """Names lie; the first bytes do not."""
    assert media.sniff(data) == kind


def test_what_is_no_scan_is_kept_all_the_same(desk):
    """The original is kept; a person sees the reason later."""
    receipt = take(desk, b"PK\x03\x04 a spreadsheet")
    with desk.database.reading() as session:
        assert desk.store.get(session.get(Scan, receipt.scan_id).blob).startswith(b"PK")


def test_names_with_paths_and_control_characters_are_cleaned():
    """A file's name is for people and never a path."""
    assert receive.clean_name("../../etc/pass\nwd\x00") == "pass_wd_"
    assert receive.clean_name("C:\\scans\\a.pdf") == "a.pdf"

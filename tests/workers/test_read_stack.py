"""A stack of paper read to its end: sheets and blank backs counted, documents parted, the batch closed."""

import numpy as np
from sqlalchemy import select

from desk import errors
from desk.mailroom import again, balance, batches, receive, sheets
from desk.mailroom.balance import Count
from desk.models import Batch, Document, Page, Scan
from desk.reading import lease, writing
from desk.system import calendar
from tests.intake.stack.test_barcodes import drawn
from tests.intake.test_pipeline import sheets as a_return
from tests.intake.test_pipeline import tiff
from workers import jobs


def test_a_stack_with_its_sheets_balances_and_is_closed(desk, mailroom, monkeypatch):
    """Cover of another batch, two returns with a separator and blank backs: each page ends where it belongs."""
    day = calendar.today()
    other = batches.start(desk, "another", day, "mo")
    blank, separator = np.full((3300, 2550), 250, np.uint8), drawn(sheets.separators(1))
    first, second = a_return()
    stack = [drawn(sheets.cover(other)), first, blank, second, blank, separator, first, second]
    receive.receive(desk, tiff(*stack), "stack.tif", batch="monday", actor="mo")
    told, tell = [], lease.tell
    monkeypatch.setattr(lease, "tell", lambda *these: told.append((these[3], len(these[4]))) or tell(*these))
    assert jobs.read_with(desk, 1)
    assert told == [(8, page) for page in range(1, 9)]
    with desk.database.reading() as session:
        batch = session.scalar(select(Batch).where(Batch.name == "monday"))
        assert balance.count(session, batch).pages == Count(came=8, stored=4, blanks=2, sheets=2)
        pages = session.execute(select(Page.use, Page.document_id).order_by(Page.number)).all()
        one, two = session.scalars(select(Document.id).order_by(Document.id)).all()
        assert [tuple(page) for page in pages] == [
            ("cover", None), ("document", one), ("blank", None), ("document", one), ("blank", None),
            ("separator", None), ("document", two), ("document", two),
        ]  # fmt: skip
        assert [finding["code"] for finding in session.get(Scan, 1).findings] == ["COVER_BATCH"]
    batches.close(desk, batch.id, mailroom)


def test_a_full_disk_is_not_the_file_s_fault(desk):
    """Where pages cannot be stored the scan waits for its turn again, as often as it takes, and is then read."""
    receive.receive(desk, tiff(*a_return()), "a.tif", batch="monday", actor="mo")
    taken = desk.settings.root / "store" / "page"
    taken.write_bytes(b"")  # no folder for pages can be made
    for _ in range(desk.settings.read_attempts + 2):
        assert not jobs.read_with(desk, 1)
        with desk.database.transaction() as session:
            scan = session.get(Scan, 1)
            assert (scan.state, scan.attempts) == ("reading", 0)
            assert scan.lease_until > calendar.ticks()
            scan.lease_until = 0
    taken.unlink()
    assert jobs.read_with(desk, 1)


def test_a_reading_that_cannot_be_written_is_not_the_file_s_fault(desk, monkeypatch):
    """Where the database is away at the end of a reading, no attempt is counted either."""
    receive.receive(desk, tiff(np.full((1100, 850), 250, np.uint8)), "a.tif", batch="monday", actor="mo")

    def away(*_):
        raise errors.DatabaseAway("away")

    with monkeypatch.context() as patched:
        patched.setattr(writing, "write", away)
        assert not jobs.read_with(desk, 1)
    with desk.database.transaction() as session:
        scan = session.get(Scan, 1)
        assert (scan.state, scan.attempts) == ("reading", 0)
        scan.lease_until = 0
    assert jobs.read_with(desk, 1)


def test_a_file_whose_blob_is_missing_says_so_and_is_read_again(desk, mailroom):
    """It ends with its reason instead of being tried for ever, and is read once the store is put right."""
    data = tiff(np.full((1100, 850), 250, np.uint8))
    receive.receive(desk, data, "a.tif", batch="monday", actor="mo")
    with desk.database.reading() as session:
        blob = session.get(Scan, 1).blob
    desk.store.delete(blob)
    assert jobs.read_with(desk, 1)
    with desk.database.reading() as session:
        assert (session.get(Scan, 1).state, session.get(Scan, 1).error_code) == ("exception", "not_found")
        assert session.get(Document, 1).state == "exception"
    desk.store.put(blob, data)
    again.read_again(desk, 1, mailroom)
    assert jobs.read_with(desk, 1)
    with desk.database.reading() as session:
        assert (session.get(Scan, 1).state, session.get(Scan, 1).error_code) == ("read", None)


def test_a_file_refused_half_way_leaves_no_pages(desk):
    """Pages that were stored before it showed that the file cannot be read are destroyed."""
    page = np.full((2200, 1700), 250, np.uint8)
    receive.receive(desk, tiff(page, np.full((9000, 9000), 250, np.uint8)), "a.tif", batch="monday", actor="mo")
    stored, put = [], desk.store.put
    desk.store.put = lambda key, plain: stored.append(key) or put(key, plain)
    assert jobs.read_with(desk, 1)
    with desk.database.reading() as session:
        assert (session.get(Scan, 1).state, session.get(Scan, 1).error_code) == ("exception", "too_large")
    assert len(stored) == 1 and not desk.store.exists(stored[0])

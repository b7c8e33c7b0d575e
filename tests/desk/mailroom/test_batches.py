"""A batch's life: counted, balanced, closed; and what its cover sheet may contradict."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import func, select

from desk import errors
from desk.lifecycle import audit
from desk.mailroom import again, balance, batches, receive
from desk.mailroom.balance import Count
from desk.mailroom.sheet_codes import COVER, Sheet
from desk.models import AuditEvent, Batch, Document, Page, Refusal, Scan
from desk.reading import lease, writing
from desk.reading.found import FileReading, PageImage
from tests.factories import a_return

DAY = date(2026, 3, 2)
ONE = replace(a_return(), pages=[2, 4])
USES = ("cover", "document", "blank", "document", "blank")


def arrive(desk, data=b"%PDF-1.7 a", batch="monday") -> int:
    """Take a file in; its scan."""
    return receive.receive(desk, data, "a.pdf", batch=batch, actor="mo", received=DAY).scan_id


def read(desk, scan_id: int, uses=USES, documents=(ONE,), count: int | None = None, covers=None) -> None:
    """Read a scan with pages of these uses."""
    token = lease.take(desk, scan_id)
    lease.tell(desk, scan_id, token, count or len(uses), [[1, uses[0], []]])
    pages = [PageImage(n, (9, 9), 0, [], use) for n, use in enumerate(uses, 1)]
    assert writing.write(desk, scan_id, token, FileReading(pages, list(documents), covers=covers or {}))


def stands(desk, batch_id: int = 1) -> balance.Balance:
    """How a batch stands."""
    with desk.database.reading() as session:
        return balance.count(session, session.get(Batch, batch_id))


def test_sheets_and_blank_backs_are_counted_and_belong_to_no_document(desk):
    """Pages in = stored + blanks + sheets; the document has its written pages only."""
    read(desk, arrive(desk))
    assert stands(desk).pages == Count(came=5, stored=2, blanks=2, sheets=1)
    with desk.database.reading() as session:
        numbers = session.scalars(select(Page.number).where(Page.document_id.is_not(None)))
        assert sorted(numbers) == [2, 4]


def test_a_batch_that_balances_is_closed_and_takes_nothing_more(desk, mailroom):
    """The closing is on the record with its figures; another file needs another batch."""
    read(desk, arrive(desk))
    batches.close(desk, 1, mailroom)
    with desk.database.reading() as session:
        event = session.scalar(select(AuditEvent).where(AuditEvent.action == "batch.closed"))
        assert (event.actor, event.details["came"], event.details["stored"]) == ("mo", 5, 2)
        assert session.get(Batch, 1).closed_by == "mo"
        assert audit.verify(session).broken_at is None
    with pytest.raises(errors.WrongState):
        arrive(desk, b"%PDF-1.7 b")
    with pytest.raises(errors.WrongState):
        batches.expect(desk, 1, 3, mailroom)
    with pytest.raises(errors.WrongState):
        batches.close(desk, 1, mailroom)


def test_nothing_is_closed_while_it_is_read(desk, mailroom):
    """Neither a file that waits nor one in a reader's hands."""
    scan = arrive(desk)
    for _ in range(2):
        with pytest.raises(errors.WrongState, match="still being read"):
            batches.close(desk, 1, mailroom)
        lease.take(desk, scan)


def test_a_page_that_the_reader_lost_keeps_the_batch_open(desk, mailroom):
    """The file said six pages and five were kept."""
    read(desk, arrive(desk), count=6)
    assert stands(desk).pages.difference == 1
    with pytest.raises(errors.WrongState, match="1 page is not accounted for in a.pdf"):
        batches.close(desk, 1, mailroom)


def test_an_unreadable_file_waits_for_a_count_of_its_paper(desk, mailroom):
    """Nobody knows its pages until somebody counts them; then they are rejected."""
    scan = arrive(desk)
    writing.fail(desk, scan, lease.take(desk, scan), "damaged", "The file is damaged.")
    with pytest.raises(errors.WrongState, match="cannot be read"):
        batches.close(desk, 1, mailroom)
    batches.settle_scan(desk, scan, 3, mailroom)
    assert stands(desk).pages == Count(came=3, rejected=3)
    batches.close(desk, 1, mailroom)


def test_an_unreadable_file_is_read_again_where_nothing_else_was_done(desk, mailroom):
    """In line once more with all its attempts; not when it is readable, nor from a closed batch."""
    scan = arrive(desk)
    for _ in range(2):
        writing.fail(desk, scan, lease.take(desk, scan), "reader_stopped", "The reader stopped.")
        again.read_again(desk, scan, mailroom)
        with desk.database.reading() as session:
            row = session.get(Scan, scan)
            states = row.state, row.documents[0].state
            assert (states, row.attempts, row.error_code) == (("received", "received"), 0, None)
    with pytest.raises(errors.WrongState, match="only a file that cannot be read"):
        again.read_again(desk, scan, mailroom)
    writing.fail(desk, scan, lease.take(desk, scan), "damaged", "The file is damaged.")
    batches.settle_scan(desk, scan, 3, mailroom)
    batches.close(desk, 1, mailroom)
    with pytest.raises(errors.WrongState, match="closed"):
        again.read_again(desk, scan, mailroom)
    with pytest.raises(errors.NotFound):
        again.read_again(desk, 99, mailroom)


def test_a_readable_file_is_not_counted_by_hand(desk, mailroom):
    """The reader's own count stands."""
    scan = arrive(desk)
    read(desk, scan)
    with pytest.raises(errors.WrongState):
        batches.settle_scan(desk, scan, 3, mailroom)


def test_a_refused_file_is_remembered_until_somebody_says_what_it_was(opened, mailroom):
    """It stands in the batch once however often it is tried, and counts as rejected when its pages are known."""
    desk = opened(max_file_bytes=100)
    for _ in range(2):
        with pytest.raises(errors.InvalidInput, match="larger"):
            arrive(desk, b"%PDF-1.7" + b" " * 100)
    with desk.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Refusal)) == 1
    with pytest.raises(errors.WrongState, match="not taken in"):
        batches.close(desk, 1, mailroom)
    batches.settle_refusal(desk, 1, 7, mailroom)
    assert stands(desk).pages == Count(came=7, rejected=7)
    batches.close(desk, 1, mailroom)


def test_a_count_by_hand_must_be_met(desk, mailroom):
    """Written pages only: blank backs and sheets are not in it; it may be corrected while the batch is open."""
    batches.start(desk, "monday", DAY, "mo", expected=3)
    read(desk, arrive(desk))
    with pytest.raises(errors.WrongState, match="3 pages were counted by hand, but there are 2"):
        batches.close(desk, 1, mailroom)
    batches.expect(desk, 1, 2, mailroom)
    batches.close(desk, 1, mailroom)


@pytest.mark.parametrize("pages", [-1, 100_001])
def test_counts_out_of_bounds_are_refused(desk, mailroom, pages):
    """A slip of the keyboard is no count."""
    batches.start(desk, "monday", DAY, "mo")
    with pytest.raises(errors.InvalidInput):
        batches.expect(desk, 1, pages, mailroom)


def test_a_batch_keeps_its_received_date(desk):
    """A cover sheet for another day needs another batch; one for tomorrow is refused."""
    batches.start(desk, "monday", DAY, "mo")
    with pytest.raises(errors.InvalidInput, match="2026-03-02"):
        batches.start(desk, "monday", date(2026, 3, 1), "mo")
    with pytest.raises(errors.InvalidInput, match="future"):
        batches.start(desk, "tomorrow", date(2026, 3, 3), "mo")
    with pytest.raises(errors.InvalidInput):
        batches.start(desk, " \n ", DAY, "mo")


@pytest.mark.parametrize(
    ("sheet", "codes"),
    [
        (Sheet(COVER, 1, DAY), []),
        (Sheet(COVER, 2, DAY), ["COVER_BATCH"]),
        (Sheet(COVER, 1, date(2026, 2, 27)), ["COVER_DATE"]),
        (Sheet(COVER, 99, date(2026, 2, 27)), ["COVER_BATCH", "COVER_DATE"]),
    ],
)
def test_a_cover_that_contradicts_is_a_finding_and_changes_nothing(desk, sheet, codes):
    """The clerk and the mailroom are told; batch and received date stay as they were."""
    batches.start(desk, "monday", DAY, "mo")
    batches.start(desk, "tuesday", DAY, "mo")
    read(desk, arrive(desk), covers={1: sheet})
    with desk.database.reading() as session:
        scan, document = session.get(Scan, 1), session.get(Document, 1)
        assert [one["code"] for one in scan.findings] == [one["code"] for one in document.reader_findings] == codes
        assert (scan.batch_id, scan.received_date, document.received_date) == (1, DAY, DAY)


def test_a_file_of_sheets_only_leaves_no_work(desk, mailroom):
    """Its document is closed with a word, and the batch balances."""
    read(desk, arrive(desk), uses=("cover", "blank"), documents=())
    with desk.database.reading() as session:
        assert session.get(Document, 1).state == "closed"
    assert stands(desk).pages == Count(came=2, blanks=1, sheets=1)
    batches.close(desk, 1, mailroom)

"""Paper scanned again: the new scan replaces the document, whose history stays."""

import dataclasses
from datetime import date

import pytest
from sqlalchemy import select

from desk import errors
from desk.mailroom import again as rescans
from desk.mailroom import balance, batches
from desk.models import Batch, Document, DocumentEvent, Scan
from desk.reports import delayed, intake
from desk.review import decisions
from desk.screens import worklist
from desk.system import calendar
from tests import factories as make
from tests.factories import a_return, an_application, arrive

OLD = date(2026, 2, 20)
NEW = b"%PDF-1.7 scanned again"


def again(desk, document_id, actor, data=NEW):
    """Scan a document's paper again."""
    return rescans.rescan(desk, document_id, data, "again.pdf", actor)


def test_the_old_document_is_closed_with_its_history(desk, mailroom):
    """It says by which scan it was replaced, leaves the worklist, and the new scan keeps the received date."""
    old = arrive(desk, a_return(), received=OLD)
    receipt = again(desk, old, mailroom)
    with desk.database.reading() as session:
        document, scan = session.get(Document, old), session.get(Scan, receipt.scan_id)
        assert (document.state, document.replaced_by_id, document.form) == ("closed", scan.id, "f1040")
        assert (scan.received_date, scan.documents[0].received_date) == (OLD, OLD)
        notes = session.scalars(select(DocumentEvent.note).where(DocumentEvent.document_id == old))
        assert list(notes)[-1] == f"replaced by scan {scan.id}"
        assert old not in [row.document_id for row in worklist.waiting(session)]


def test_replaced_pages_are_counted_once(desk, mailroom):
    """Pages of the old scan are replaced, not stored twice; the batch balances."""
    old = arrive(desk, a_return(), received=OLD)
    again(desk, old, mailroom)
    with desk.database.reading() as session:
        found = balance.of(session, session.get(Batch, 1)).pages
    assert (found.came, found.stored, found.replaced, found.difference) == (2, 0, 2, 0)


def test_reports_count_replaced_paper_as_set_aside(desk, mailroom):
    """Neither delayed nor rejected, on this day; both reports balance."""
    old = arrive(desk, a_return(), received=OLD)
    again(desk, old, mailroom)
    with desk.database.reading() as session:
        made = intake.make(session, calendar.today())
        late = delayed.make(session, calendar.today())
    assert all(control.balanced for control in (*made.controls, *late.controls))
    assert [row[made.columns.index(next(c for c in made.columns if c.key == "set_aside"))] for row in made.rows] == [1]
    assert old not in [row[0] for row in late.rows]


def test_the_same_file_is_no_rescan(desk, mailroom):
    """Nothing changes; the operator is told."""
    old = arrive(desk, a_return(), received=OLD)
    data = desk.store.get(make_blob(desk))
    with pytest.raises(errors.InvalidInput, match="same file"):
        again(desk, old, mailroom, data)
    assert make.document(desk, old).state == "in_review"


def make_blob(desk) -> str:
    """The first scan's blob."""
    with desk.database.reading() as session:
        return session.get(Scan, 1).blob


def test_a_rescan_that_was_taken_in_before_is_attached(desk, mailroom):
    """Dropped as a new file first, it stands in for the document all the same; of another day it does not."""
    old, other = arrive(desk, a_return(), received=OLD), arrive(desk, a_return(), received=OLD)
    late = arrive(desk, a_return(), received=date(2026, 3, 1))
    with desk.database.reading() as session:
        scans = {number: session.get(Document, number).scan for number in (other, late)}
    with pytest.raises(errors.InvalidInput, match="received on 2026-03-01"):
        again(desk, old, mailroom, desk.store.get(scans[late].blob))
    assert again(desk, old, mailroom, desk.store.get(scans[other].blob)).duplicate
    assert make.document(desk, old).replaced_by_id == scans[other].id


def test_two_papers_do_not_stand_in_for_each_other(desk, mailroom):
    """One of them always stays open, however many scans lie between; nor does a closed paper stand in for any."""
    first, second, third = (arrive(desk, a_return(), received=OLD) for _ in range(3))
    with desk.database.reading() as session:
        data = {number: desk.store.get(session.get(Document, number).scan.blob) for number in (first, second, third)}
    again(desk, first, mailroom, data[second])
    with pytest.raises(errors.InvalidInput, match="scanned again"):
        again(desk, second, mailroom, data[first])
    again(desk, second, mailroom, data[third])
    with pytest.raises(errors.InvalidInput, match="scanned again"):
        again(desk, third, mailroom, data[first])
    assert make.document(desk, third).state == "in_review"


def test_a_scan_whose_paper_moved_on_does_not_come_back(desk, mailroom):
    """A scan with another open paper may not stand in for one that stands in for its first."""
    behind = dataclasses.replace(a_return(), pages=[3, 4])
    old, both = arrive(desk, a_return(), received=OLD), arrive(desk, a_return(), behind, received=OLD)
    with desk.database.reading() as session:
        data = {number: desk.store.get(session.get(Document, number).scan.blob) for number in (old, both)}
    again(desk, both, mailroom, data[old])
    with pytest.raises(errors.InvalidInput, match="scanned again"):
        again(desk, old, mailroom, data[both])


def test_decided_paper_is_not_replaced(desk, mailroom, clerk):
    """A decision must be taken back first; and nothing is replaced twice."""
    make.taxpayer(desk)
    old = arrive(desk, a_return(), received=OLD)
    decisions.decide(desk, old, "release", clerk)
    with pytest.raises(errors.WrongState, match="decided"):
        again(desk, old, mailroom)
    other = arrive(desk, an_application(), received=OLD)
    again(desk, other, mailroom)
    with pytest.raises(errors.WrongState, match="already"):
        again(desk, other, mailroom, NEW + b"!")


def test_a_rescan_of_a_closed_batch_goes_into_its_next(desk, mailroom):
    """The closed batch stays as it was closed."""
    old = arrive(desk, a_return(), received=OLD)
    batches.close(desk, 1, mailroom)
    receipt = again(desk, old, mailroom)
    with desk.database.reading() as session:
        assert session.get(Scan, receipt.scan_id).batch.name == f"b{OLD} (2)"

"""Paper scanned again: the new scan replaces the document, whose history stays, if it is the same paper."""

import dataclasses
from datetime import date

import numpy as np
import pytest
from sqlalchemy import select

from desk import errors
from desk.mailroom import balance, batches
from desk.models import Batch, Document, DocumentEvent, Scan
from desk.reading import keying, lease, rescans, same_paper, writing
from desk.reading.found import DocumentReading
from desk.reports import delayed, intake
from desk.review import decisions, releases
from desk.screens import worklist
from desk.system import bits, calendar
from tests import factories as make
from tests.factories import a_return, an_application, arrive

OLD = date(2026, 2, 20)
NEW = b"%PDF-1.7 scanned again"
OTHERS = {
    "number": a_return(primary_ssn=make.read("400005678")),
    "name": a_return(primary_last_name=make.read("Jones")),
    "form": make.an_amended_return(tax_year=make.read("2025")),
    "kind": an_application(),
    "year": a_return("2024"),
    "pages": dataclasses.replace(a_return(), pages=[1], form_pages=[1]),
    "spouse": a_return(filing_status=make.read("joint"), spouse_ssn=make.read("400005678")),
    "box": a_return(primary_ip_pin=make.read("123456")),
    "no number": a_return(primary_ssn=make.read(None, "illegible", 0.0)),
}
"""Papers that are not that of :func:`a_return`, by what differs."""


def again(desk, document_id, actor, data=NEW):
    """Scan a document's paper again."""
    return rescans.rescan(desk, document_id, data, "again.pdf", actor)


def replaced(desk, document_id, actor, new=None) -> int:
    """Scan a document's paper again and read the new scan; its number."""
    receipt = again(desk, document_id, actor)
    make.read_scan(desk, receipt.scan_id, new or a_return())
    return receipt.scan_id


def of_scan(desk, scan_id: int) -> Document:
    """The first document of a scan."""
    with desk.database.reading() as session:
        return session.get(Scan, scan_id).documents[0]


def asked(desk, document_id: int) -> list[str]:
    """What a person is asked about rescans of this paper."""
    return [one["message"] for one in make.advice(desk, document_id).findings if one["code"] == "RESCAN"]


def test_nothing_is_replaced_before_the_new_scan_is_read(desk, mailroom, clerk):
    """Until then the old document stays, is not decided, and is not scanned once more."""
    make.taxpayer(desk)
    old = arrive(desk, a_return(), received=OLD)
    receipt = again(desk, old, mailroom)
    assert (make.document(desk, old).state, make.document(desk, old).replaced_by_id) == ("in_review", None)
    with pytest.raises(errors.WrongState, match="being scanned again"):
        decisions.decide(desk, old, "release", clerk)
    with pytest.raises(errors.WrongState, match="already"):
        again(desk, old, mailroom, NEW + b"!")
    make.read_scan(desk, receipt.scan_id, a_return())
    assert make.document(desk, old).replaced_by_id == receipt.scan_id
    assert make.document(desk, of_scan(desk, receipt.scan_id).id).recommendation == "release"


@pytest.mark.parametrize("differs", OTHERS)
def test_another_paper_replaces_nothing(desk, mailroom, clerk, differs):
    """Both stay, both ask a person, and neither is decided before that person has said which it is."""
    make.taxpayer(desk)
    old = arrive(desk, a_return(), received=OLD)
    new = of_scan(desk, replaced(desk, old, mailroom, OTHERS[differs])).id
    for number in (old, new):
        assert (make.document(desk, number).state, make.document(desk, number).replaced_by_id) == ("in_review", None)
        assert len(asked(desk, number)) == 1
    assert make.document(desk, old).recommendation == "review"
    with pytest.raises(errors.WrongState, match="say first"):
        decisions.decide(desk, old, "release", clerk, reason="no matter")
    if OTHERS[differs].form != "f15227":
        with pytest.raises(errors.WrongState, match="say first"):
            releases.ask(desk, new, clerk, "no matter either")
    same_paper.part(desk, new, old, "another sheet lay on top", clerk)
    assert (asked(desk, old), asked(desk, new)) == ([], [])
    assert make.document(desk, old).rescan_id is None


def test_a_paper_that_looks_otherwise_replaces_nothing(desk, mailroom):
    """The same person's other return of the year agrees in every field that is compared, and is another paper."""
    one, other = np.zeros((1100, 850), bool), np.zeros((1100, 850), bool)
    one[100:106, 100:140] = other[100:106, 100:140] = one[300:306, 100:140] = other[320:326, 120:135] = True
    old = arrive(desk, a_return(), received=OLD, looks=[bits.pack(one)])
    receipt = again(desk, old, mailroom)
    make.read_scan(desk, receipt.scan_id, a_return(), looks=[bits.pack(other)])
    assert ["does not look the same" in text for text in asked(desk, old)] == [True]


def test_a_person_says_that_it_is_the_same_paper(desk, mailroom, clerk):
    """With the reason on record; the new scan goes on alone."""
    make.taxpayer(desk)
    old = arrive(desk, a_return(primary_ssn=make.read(None, "illegible", 0.0)), received=OLD)
    new = of_scan(desk, replaced(desk, old, mailroom)).id
    same_paper.join(desk, old, new, "compared side by side", clerk)
    assert (make.document(desk, old).state, make.document(desk, new).recommendation) == ("closed", "release")
    with desk.database.reading() as session:
        notes = list(session.scalars(select(DocumentEvent.note).where(DocumentEvent.document_id == old)))
    assert notes[-1].endswith("compared side by side")


def test_only_papers_side_by_side_are_joined(desk, mailroom, clerk):
    """Nobody makes a return vanish by calling it somebody else's paper, nor without a reason."""
    one, other = arrive(desk, a_return()), arrive(desk, OTHERS["number"])
    with pytest.raises(errors.NotAllowed):
        same_paper.join(desk, one, other, "away with it", clerk)
    with pytest.raises(errors.NotAllowed):
        same_paper.part(desk, one, other, "another", clerk)
    copy = arrive(desk, a_return())
    with pytest.raises(errors.InvalidInput):
        same_paper.join(desk, copy, one, " ", clerk)


def test_a_new_scan_that_cannot_be_read_replaces_nothing(desk, mailroom):
    """The paper may be scanned once more."""
    old = arrive(desk, a_return(), received=OLD)
    receipt = again(desk, old, mailroom)
    writing.fail(desk, receipt.scan_id, lease.take(desk, receipt.scan_id), "damaged", "The file is damaged.")
    assert make.document(desk, old).rescan_id is None
    again(desk, old, mailroom, NEW + b"!")


def test_the_mailroom_settles_a_file_that_cannot_be_read(desk, mailroom):
    """There is nothing to compare: whoever has the paper in hand says so; of a readable paper a clerk does."""
    first = arrive(desk, a_return(), received=OLD)
    bad = again(desk, first, mailroom).scan_id
    writing.fail(desk, bad, lease.take(desk, bad), "damaged", "The file is damaged.")
    lost = of_scan(desk, bad).id
    new = rescans.rescan(desk, lost, NEW + b"!", "again.pdf", mailroom).scan_id
    make.read_scan(desk, new, OTHERS["number"])
    assert make.document(desk, lost).replaced_by_id is None
    same_paper.join_unreadable(desk, lost, "it lay on the glass", mailroom)
    assert make.document(desk, lost).replaced_by_id == new
    other = again(desk, first, mailroom, NEW + b"?").scan_id
    make.read_scan(desk, other, OTHERS["name"])
    with pytest.raises(errors.NotAllowed, match="clerk"):
        same_paper.join_unreadable(desk, first, "I think so", mailroom)


def test_a_doubtful_reading_agrees_with_what_it_may_say(desk, mailroom):
    """Paper is scanned again because it was hard to read: what the reader thought possible there agrees."""
    doubt = make.read("400001284", "suspect", 0.6, [("400001284", 0.6), ("400001234", 0.3)])
    old = arrive(desk, a_return(primary_ssn=doubt), received=OLD)
    assert make.document(desk, old).replaced_by_id is None
    assert replaced(desk, old, mailroom) == make.document(desk, old).replaced_by_id


def test_risks_go_with_the_paper(desk, mailroom, clerk):
    """A risk that was found on the first scan still wants a supervisor on the second, and on the third."""
    make.taxpayer(desk)
    old = arrive(desk, an_application(street=make.read("77 Elsewhere Rd")), received=OLD)
    keying.key(desk, old, "street", "12 Oak St", "read", "correction", clerk)
    second = of_scan(desk, replaced(desk, old, mailroom, an_application())).id
    receipt = again(desk, second, mailroom, NEW + b"!")
    make.read_scan(desk, receipt.scan_id, an_application())
    third = of_scan(desk, receipt.scan_id).id
    assert [make.document(desk, number).state for number in (old, second, third)] == ["closed", "closed", "in_review"]
    advice = make.advice(desk, third)
    assert advice.supervisor and "ADDRESS_DIFFERS" in {one["code"] for one in advice.findings}


def test_a_document_in_no_known_form_is_not_replaced_unseen(desk, mailroom):
    """Nobody can compare it."""
    old = arrive(desk, DocumentReading([1], [None], None, None), received=OLD)
    replaced(desk, old, mailroom)
    assert make.document(desk, old).replaced_by_id is None and len(asked(desk, old)) == 1


def test_the_old_document_is_closed_with_its_history(desk, mailroom):
    """It says by which scan it was replaced, leaves the worklist, and the new scan keeps the received date."""
    old = arrive(desk, a_return(), received=OLD)
    number = replaced(desk, old, mailroom)
    with desk.database.reading() as session:
        document, scan = session.get(Document, old), session.get(Scan, number)
        assert (document.state, document.replaced_by_id, document.form) == ("closed", scan.id, "f1040")
        assert (scan.received_date, scan.documents[0].received_date) == (OLD, OLD)
        notes = session.scalars(select(DocumentEvent.note).where(DocumentEvent.document_id == old))
        assert list(notes)[-1] == f"replaced by scan {scan.id}"
        assert old not in [row.document_id for row in worklist.waiting(session)]


def test_replaced_pages_are_counted_once(desk, mailroom):
    """Pages of the old scan are replaced, not stored twice; the batch balances."""
    old = arrive(desk, a_return(), received=OLD)
    replaced(desk, old, mailroom)
    with desk.database.reading() as session:
        found = balance.count(session, session.get(Batch, 1)).pages
    assert (found.came, found.stored, found.replaced, found.difference) == (4, 2, 2, 0)


def test_reports_count_replaced_paper_as_set_aside(desk, mailroom):
    """Neither delayed nor rejected, on this day; both reports balance."""
    old = arrive(desk, a_return(), received=OLD)
    replaced(desk, old, mailroom)
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
    replaced(desk, other, mailroom, an_application())
    with pytest.raises(errors.WrongState, match="already"):
        again(desk, other, mailroom, NEW + b"!")


def test_a_rescan_of_a_closed_batch_goes_into_its_next(desk, mailroom):
    """The closed batch stays as it was closed."""
    old = arrive(desk, a_return(), received=OLD)
    batches.close(desk, 1, mailroom)
    receipt = again(desk, old, mailroom)
    with desk.database.reading() as session:
        assert session.get(Scan, receipt.scan_id).batch.name == f"b{OLD} (2)"

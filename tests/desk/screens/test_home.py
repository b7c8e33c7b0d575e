"""Figures and batches: what the pages count is what is there."""

from dataclasses import replace
from datetime import date

from desk.models import Scan
from desk.office.accounts import Actor
from desk.screens import batches, home, worklist
from tests.factories import a_return, arrive, pin, read, taxpayer


def figures(desk, role: str) -> dict[str, int]:
    with desk.database.reading() as session:
        return {one.name: one.number for one in home.figures(session, Actor("x", role))}


def test_each_role_sees_the_figures_of_its_own_work(desk):
    """The mailroom sees paper and letters, the auditor delays, the clerk documents."""
    arrive(desk, a_return())
    assert set(figures(desk, "mailroom")) == {
        "Print batches to release", "Letters to print", "Printed, not yet mailed", "Returned letters",
        "Scans being read", "Documents received today",
    }  # fmt: skip
    assert "Fields to key" in figures(desk, "clerk")
    assert "Delayed returns" not in figures(desk, "clerk")
    assert figures(desk, "auditor")["Delayed returns"] == 1
    assert "Fields to key" not in figures(desk, "auditor")
    assert {"Returns to key blind", "Replies overdue"} <= set(figures(desk, "auditor"))


def test_the_figures_of_waiting_work_add_up_to_everything(desk):
    """Whoever only reads sees each kind, also those that others key, and how long the oldest has waited."""
    taxpayer(desk, enrollment="f15227")
    arrive(desk, a_return(primary_ip_pin=read("482918")), received=date(2026, 3, 1))
    arrive(desk, a_return(), received=date(2026, 2, 20))
    with desk.database.reading() as session:
        shown = [one for one in home.figures(session, Actor("x", "auditor")) if one.place == "worklist"]
        assert sum(one.number for one in shown) == worklist.total(session) == 2
    assert "oldest: 10 days" in {one.hint for one in shown}


def test_a_long_delay_presses(desk):
    """A return older than forty-five days is counted apart."""
    arrive(desk, a_return(), received=date(2026, 1, 1))
    assert figures(desk, "supervisor")["Delayed over 45 days"] == 1


def test_boxes_that_others_must_key_are_not_mine(desk, clerk):
    """The figure is of boxes that this person may key."""
    person = taxpayer(desk, enrollment="f15227")
    pin(desk, person, "482913")
    arrive(desk, a_return(primary_ip_pin=read("482918")))
    assert figures(desk, "clerk")["Fields to key"] == 1


def test_a_batch_counts_its_files_pages_and_documents(desk):
    """What came in under one name is counted once, by where it is."""
    first = arrive(desk, a_return(), received=date(2026, 3, 2))
    arrive(desk, a_return(), replace(a_return(), pages=[3, 4]), received=date(2026, 3, 2))
    with desk.database.reading() as session:
        (row,) = batches.listed(session)
        scans = batches.opened(session, row.id).scans[::-1]
    assert (row.files, row.read, row.reading, row.exceptions) == (2, 2, 0, 0)
    assert (row.documents, row.decided) == (3, 0)
    assert [len(scan.documents) for scan in scans] == [1, 2]
    assert scans[0].documents[0].id == first


def test_a_file_that_waits_is_counted_as_being_read(desk):
    """Figures of a batch add up whatever the state of its files."""
    document = arrive(desk, a_return())
    with desk.database.transaction() as session:
        session.get(Scan, 1).state = "received"
    with desk.database.reading() as session:
        (row,) = batches.listed(session)
    assert document and row.files == row.read + row.reading + row.exceptions == 1 and row.reading == 1

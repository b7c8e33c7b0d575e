"""Document Locator Numbers: composed by the rules, assigned by batch, checked against it, shown and exported."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from desk.documents import locators
from desk.models import Batch, Document, Locator, Scan
from desk.office.accounts import Actor
from desk.program import dln
from desk.program.settings import DEFAULTS
from desk.reports import delayed
from desk.screens import document as screen
from desk.screens import listing
from desk.system import calendar
from tests import factories as make


def make_batch(session) -> int:
    """Another batch."""
    row = Batch(name="other", received_date=calendar.today(), operator="mo", created_at=calendar.now())
    session.add(row)
    session.flush()
    return row.id


def control_holds(desk) -> bool:
    """What the delayed report says of the locator numbers."""
    with desk.database.reading() as session:
        report = delayed.make(session, calendar.today())
    return next(one.balanced for one in report.controls if one.text.startswith("locator numbers"))


@given(some.dates(date(2011, 1, 1), date(2099, 12, 31)), some.integers(0, 999), some.integers(0, 99))
def test_a_number_says_its_parts(day, block, serial):
    """Composed and taken apart again, within ten years.

    domain 6.1: file location code, two digits; domain 6.1: document code, 11 for Form 1040.
    """
    parts = dln.Dln("28", "11", day.year, day.timetuple().tm_yday, block, serial)
    assert len(parts.text) == dln.LENGTH and dln.parse(parts.text, day) == parts
    assert dln.parse(parts.text, day + timedelta(days=3000)) == parts


@pytest.mark.parametrize(
    "text",
    [
        "2821110560025",
        "282111056002545",
        "2821110560025x",
        "٢82111056002",
        "28111105600254",
        "28211000600254",
        "28211367600254",
        "28211366600255",
        "",
    ],
)
def test_what_cannot_be_a_number_is_none(text):
    """Its length, its digits, the tax class, the day of its year (366 only in a leap year).

    domain 6.1: tax class 2, individual income; domain 6.1: Julian day, 001 to 366.
    """
    assert dln.parse(text, date(2026, 3, 2)) is None


def test_a_day_that_has_not_come_is_of_ten_years_ago():
    """The year has one digit: the last day of 2026 is not known in March 2026, day 61 is.

    domain 6.1: year digit, the last of the year of processing.
    """
    assert dln.parse("28211365600006", date(2026, 3, 2)) is None
    assert dln.parse("28211061600006", date(2026, 3, 2)).year == 2026
    assert dln.spoken("28210105600254") == "28-2-10-105-600-25-4"


def test_returns_of_a_batch_follow_one_another_and_other_papers_have_no_number(desk):
    """Serial 00, 01 … of one block; a form without a document code, and an application, get none."""
    first, second = make.arrive(desk, make.a_return()), make.arrive(desk, make.a_return())
    others = make.arrive(desk, make.an_application()), make.arrive(desk, make.an_amended_return())
    today = calendar.today()
    with desk.database.reading() as session:
        parts = [dln.parse(locators.number(session, number), today) for number in (first, second)]
        assert [locators.number(session, number) for number in others] == ["", ""]
        batches = [session.get_one(Locator, number).batch_id for number in (first, second)]
    assert [one.day for one in parts] == [today.timetuple().tm_yday] * 2
    serials = [one.serial for one in parts]
    assert serials == ([0, 1] if batches[0] == batches[1] else [0, 0])
    assert (parts[0].block == parts[1].block) == (batches[0] == batches[1])


def test_a_full_block_is_followed_by_the_next_and_a_number_is_never_changed(desk):
    """At most 100 documents in a block; another look at a paper keeps its number.

    domain 6.1: block, 000 to 999; domain 6.1: serial, 00 to 99.
    """
    first = make.arrive(desk, make.a_return())
    with desk.database.transaction() as session:
        session.execute(update(Locator).values(serial=99))
    second = make.arrive(desk, make.a_return())
    with desk.database.transaction() as session:
        row = session.get_one(Document, second)
        before = locators.number(session, second)
        locators.assign(session, row, DEFAULTS)
        assert locators.number(session, second) == before
        assert session.get_one(Locator, second).block == 1 and session.get_one(Locator, second).serial == 0
        assert session.get_one(Locator, first).block == 0


def test_no_number_stands_twice_in_a_year(desk):
    """The database refuses it; ten years later it may come again.

    domain 6.1: unique within ten years.
    """
    first, second = make.arrive(desk, make.a_return()), make.arrive(desk, make.a_return())
    with desk.database.reading() as session:
        number = locators.number(session, first)
    with pytest.raises(IntegrityError), desk.database.transaction() as session:
        session.get_one(Locator, second).number = number
    with desk.database.transaction() as session:
        row = session.get_one(Locator, second)
        row.number, row.year = number, row.year - 10


@pytest.mark.parametrize("fault", ["form", "batch", "order"])
def test_the_control_total_names_the_number_that_is_wrong(desk, fault):
    """A malformed number, one of another batch, and a gap in a block."""
    paper = make.arrive(desk, make.a_return())
    assert control_holds(desk)
    with desk.database.transaction() as session:
        row = session.get_one(Locator, paper)
        if fault == "form":
            row.number = f"{row.number[:5]}400{row.number[8:]}"
        elif fault == "order":
            row.serial, row.number = 7, f"{row.number[:11]}07{row.number[13:]}"
        else:
            home = session.scalars(select(Scan).where(Scan.id == session.get_one(Document, paper).scan_id)).one()
            other = make_batch(session)
            home.batch_id = other
    assert not control_holds(desk)


def test_the_page_the_list_and_the_delayed_report_show_it(desk):
    """With hyphens on the page, as 14 digits in files."""
    paper = make.arrive(desk, make.a_return())
    with desk.database.reading() as session:
        number = locators.number(session, paper)
        assert screen.open(session, paper, Actor("carla", "clerk")).locator == dln.spoken(number)
        assert [row["dln"] for row in listing.listed(session)] == [number]
        report = delayed.make(session, calendar.today())
        assert [row[[one.key for one in report.columns].index("dln")] for row in report.rows] == [number]

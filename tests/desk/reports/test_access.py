"""The report of unusual access: looks without a work item, many people in a short time, one's own name or address."""

from datetime import date, timedelta

import pytest

from desk import errors
from desk.documents import notes
from desk.matching import looking
from desk.models import Person
from desk.office import accounts
from desk.reading import keying
from desk.recommendation import changes
from desk.reports.work import access
from desk.screens import person as on_record
from desk.screens import worklist
from desk.system import calendar
from tests import factories as make

TODAY = date(2026, 3, 2)


@pytest.fixture
def paper(desk) -> int:
    """A return of Anna Smith, who is taxpayer 1."""
    make.taxpayer(desk, street="12 Elm Street", zip="62701-1234")
    return make.arrive(desk, make.a_return())


def made(desk, as_of: date = TODAY, **period):
    """The report, whose controls must balance."""
    with desk.database.reading() as session:
        report = access.make(session, as_of, **period)
    assert report.balanced
    return report


def told(desk, **period) -> list[tuple]:
    """Person, why, and record of each row."""
    return [row[1:4] for row in made(desk, **period).rows]


def look(desk, actor, paper: int, action: str = looking.OPENED, **details) -> None:
    """Somebody looks at a document."""
    looking.record(desk, actor, action, "document", paper, **details)


def test_what_somebody_only_opened_is_listed(desk, paper, clerk, other_clerk):
    """Two looks are one row with the people seen; whoever worked on the document, before or after, is not listed."""
    look(desk, clerk, paper)
    look(desk, clerk, paper, looking.PAGE, page=1)
    look(desk, other_clerk, paper)
    notes.add(desk, paper, "seen", other_clerk)
    (row,) = made(desk).rows
    assert row[:6] == (TODAY, "carla", "no work item", "D0000001", 1, 2)
    assert row[8] == "command line"


def test_what_the_desk_gave_is_work(desk, paper, clerk, other_clerk):
    """The next document, a box to key, and a second look."""
    assert worklist.take_next(desk, clerk) == paper
    look(desk, clerk, paper)
    look(desk, other_clerk, paper, looking.FIELD, field="tin", given="keying")
    assert told(desk) == []


def test_a_person_looked_up_and_left_is_listed_with_the_taxpayers_number(desk, paper, clerk):
    """Looking somebody up by taxpayer number without recording anything about them."""
    on_record.find(desk, "400-00-1234", clerk)
    assert told(desk) == [("carla", "no work item", "taxpayer 1")]


@pytest.mark.parametrize(
    ("name", "about", "why"),
    [
        ("anna smith", ("", "", ""), "own name"),
        ("carla", ("Smith", "", ""), "own name"),
        ("carla", ("Ruiz", "12 elm st", "62701"), "own address"),
        ("carla", ("SMITH", "12 Elm St.", "62701"), "own name and address"),
        ("anna smith", ("Ruiz", "1 Elm St", "62701"), ""),
        ("ann", ("", "12 Elm St", ""), ""),
    ],
)
def test_ones_own_record_is_listed_work_item_or_not(desk, paper, name, about, why):
    """By the last name and address that the account tells, or by its name where it tells no last name."""
    make.account(desk, name, "clerk")
    looking.describe(desk, name, *about)
    actor = accounts.Actor(name, "clerk")
    worklist.take_next(desk, actor)
    look(desk, actor, paper)
    assert told(desk) == ([(name, why, "D0000001")] if why else [])


def test_many_people_in_a_short_time_are_listed(desk, paper, clerk, monkeypatch):
    """Thirty in ten minutes are not; one more within the ten minutes is, and not if it comes later."""
    now = calendar.now()
    people = [
        make.taxpayer(desk, f"40001{number:04}", last=f"Name{chr(65 + number)}") for number in range(access.MANY + 1)
    ]

    def seen(person: int, minutes: float) -> None:
        monkeypatch.setattr(calendar, "now", lambda: now.replace(hour=9, minute=0) + timedelta(minutes=minutes))
        with desk.database.transaction() as session:
            looking.note(session, clerk, looking.SEARCHED, "document", None, [person], by="document number")

    for place, person in enumerate(people[:-1]):
        seen(person, place / 10)
    seen(people[-1], 13)
    assert told(desk) == []
    seen(people[-1], 5)
    ((who, why, record),) = told(desk)
    assert (who, why, record) == ("carla", "more than 30 people in 10 minutes", "")


def test_a_past_day_never_changes(desk, paper, clerk, on):
    """What is done later, and another taxpayer chosen for the document, change nothing in it."""
    look(desk, clerk, paper)
    before = made(desk)
    on(TODAY + timedelta(days=1))
    notes.add(desk, paper, "seen", clerk)
    with desk.database.transaction() as session:
        session.query(Person).filter_by(document_id=paper).update({"taxpayer_id": None})
    assert made(desk) == before
    assert made(desk, calendar.today()).rows == []


def test_refusals_are_counted_by_person_and_page(desk, paper, clerk):
    """In a table of their own; they are no looks."""
    for _ in range(2):
        look(desk, clerk, paper, looking.REFUSED, status=403, page="document.show")
    report = made(desk)
    assert report.rows == []
    assert report.sections[0].rows == [("carla", "document.show", 2)]


def test_a_look_is_no_change(desk, paper, clerk, other_clerk):
    """Whoever comes late to a changed document is told who changed it, not who looked at it since."""
    keying.key(desk, paper, "refund", "99", "read", "correction", other_clerk)
    look(desk, clerk, paper)
    late = pytest.raises(errors.ChangedMeanwhile, match="dan changed it")
    with late, changes.changing(desk, paper, clerk, version=0):
        pass

"""Visits in person without paper: what was shown, who approves, and what stands in the way of the IP PIN."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from desk import errors
from desk.enrollment import addresses, visits
from desk.enrollment.visits import Came
from desk.lifecycle import theft
from desk.models import AuditEvent, Document, Enrollment, IpPin, Notice, Taxpayer, Visit
from desk.office.accounts import Actor
from desk.pins import ledger
from desk.system import calendar
from tests import factories as make
from workers import daily

TWO = ("passport", "bill_or_statement")
CHILD = ("birth_certificate", "school_or_medical_record")


@pytest.fixture
def person(desk) -> int:
    """Anna Smith, on record, in no program."""
    return make.taxpayer(desk)


def record(desk, person: int, actor: Actor, **more) -> int:
    """A visit of today with enough documents."""
    told = {
        "visited_on": calendar.today(),
        "center": "Peoria",
        "outcome": "proven",
        "shown": TWO,
        "appointment": "2 pm",
    }
    return visits.record(desk, Came(person, **told | more), actor)


def visit(desk, number: int) -> Visit:
    """The visit as it is now."""
    with desk.database.reading() as session:
        return session.get_one(Visit, number)


def change(desk, person: int, **columns) -> None:
    """The record of a person says something else now."""
    with desk.database.transaction() as session:
        for name, value in columns.items():
            setattr(session.get_one(Taxpayer, person), name, value)


def steal(desk, person: int) -> None:
    """An identity-theft case of the person is opened."""
    paper = make.arrive(desk, make.an_affidavit())
    with desk.database.transaction() as session:
        theft.begin(session, session.get_one(Document, paper), "primary", person, "carla")


def test_one_person_records_and_another_approves_and_the_pin_is_mailed(desk, person, clerk, other_clerk, mailroom):
    """Enrolled in person, one number, one CP01A to the address of record; the due date of the rules is kept."""
    number = record(desk, person, clerk)
    with pytest.raises(errors.NotAllowed):
        visits.approve(desk, number, clerk)
    with pytest.raises(errors.NotAllowed):
        visits.approve(desk, number, Actor("mo", "mailroom"))
    visits.approve(desk, number, other_clerk)
    with desk.database.reading() as session:
        assert session.scalars(select(Enrollment.basis).where(Enrollment.taxpayer_id == person)).all() == ["tac"]
        assert ledger.current(session, person, calendar.today().year) is not None
        letter = session.scalars(select(Notice)).one()
        assert [row.id for row in visits.unmailed(session)] == [number]
        assert (letter.kind, letter.approved_by, letter.address) == ("cp01a", other_clerk.name, None)
    assert visit(desk, number).mail_by == calendar.today() + timedelta(days=42)
    make.print_letters(desk, [letter.id], mailroom)
    with pytest.raises(errors.WrongState):
        visits.approve(desk, number, other_clerk)


def test_a_mailed_pin_is_no_longer_due(desk, person, clerk, other_clerk, mailroom):
    """The list of promised PINs empties with the confirmed mailing."""
    visits.approve(desk, record(desk, person, clerk), other_clerk)
    with desk.database.reading() as session:
        letter = session.scalars(select(Notice.id)).one()
    make.print_letters(desk, [letter], mailroom)
    with desk.database.transaction() as session:
        session.get_one(Notice, letter).state = "mailed"
    with desk.database.reading() as session:
        assert visits.unmailed(session) == []


@pytest.mark.parametrize(
    ("change_of", "allowed"),
    [
        ({"shown": ("passport",)}, False),
        ({"shown": ("passport", "passport")}, False),
        ({"shown": ("birth_certificate", "social_security_card")}, False),
        ({"shown": ("work_id", "bill_or_statement")}, False),
        ({"shown": ()}, False),
        ({"outcome": "not_proven"}, False),
        ({"outcome": "not_kept"}, False),
        ({"child_shown": CHILD[:1]}, False),
        ({"child_shown": CHILD}, True),
    ],
)
def test_what_does_not_suffice_is_on_record_and_refused(desk, person, clerk, other_clerk, change_of, allowed):
    """One document, no picture of a government, the same kind twice, a child's one document, or a visit not kept."""
    number = record(desk, person, clerk, **change_of)
    assert visit(desk, number).state == ("review" if allowed else "refused")
    if not allowed:
        with pytest.raises(errors.WrongState):
            visits.approve(desk, number, other_clerk)


def test_a_child_on_record_needs_two_documents_of_its_own(desk, clerk):
    """domain 10a: Under 18. The parent's two alone do not prove who the child is; with the child's two they do."""
    child = make.taxpayer(desk, date_of_birth=calendar.today() - timedelta(days=9 * 365))
    lacking = visit(desk, record(desk, child, clerk))
    assert lacking.state == "refused" and "2 documents of the child" in " ".join(lacking.judgment["reasons"])
    assert visit(desk, record(desk, child, clerk, child_shown=CHILD)).state == "review"


@pytest.mark.parametrize("what", ["died", "stolen", "pin", "enrolled"])
def test_what_stands_in_the_way_of_a_pin_stands_in_the_way_after_a_visit(desk, person, clerk, other_clerk, what):
    """A death, an open theft case, a number, an enrollment: found at the recording and again at the approval."""
    number = record(desk, person, clerk)
    if what == "died":
        change(desk, person, date_of_death=date(2025, 5, 1))
    elif what == "stolen":
        steal(desk, person)
    elif what == "pin":
        make.pin(desk, person, "123456", calendar.today().year)
    else:
        with desk.database.transaction() as session:
            session.add(Enrollment(taxpayer_id=person, basis="victim", since=date(2021, 1, 1)))
    with pytest.raises(errors.WrongState):
        visits.approve(desk, number, other_clerk)
    visits.refuse(desk, number, other_clerk, "see the record")
    assert visit(desk, record(desk, person, clerk)).state == "refused"
    with desk.database.reading() as session:
        assert session.scalars(select(Notice)).all() == []


@pytest.mark.parametrize("what", ["moved", "moving", "applying"])
def test_a_risk_is_taken_by_a_supervisor_with_a_reason(desk, person, clerk, other_clerk, supervisor, what):
    """A changed address, one that waits, or an open application on paper: no clerk approves."""
    if what == "moved":
        make.move(desk, person, "9 Elm St")
    elif what == "moving":
        place = addresses.NewAddress("9 Elm St", "Decatur", "IL", "62521")
        addresses.ask(desk, addresses.Asked(person, place, "written", "signed letter"), other_clerk)
    else:
        fields = {"tin": "400001234", "first_name": "Anna", "last_name": "Smith"}
        make.arrive(desk, make.an_application(**{name: make.read(value) for name, value in fields.items()}))
    number = record(desk, person, clerk)
    with pytest.raises(errors.NotAllowed):
        visits.approve(desk, number, other_clerk)
    with pytest.raises(errors.InvalidInput):
        visits.approve(desk, number, supervisor)
    visits.approve(desk, number, supervisor, "spoke to her at the counter")
    assert visit(desk, number).state == "issued"


@pytest.mark.parametrize("what", [None, "died", "stolen"])
def test_an_approval_waits_for_the_season_and_is_judged_again_on_its_day(desk, on, person, clerk, other_clerk, what):
    """While issuing is closed the PIN waits; a death or a theft case before its day ends it."""
    on(date(2025, 12, 1))
    number = record(desk, person, clerk)
    visits.approve(desk, number, other_clerk)
    waiting = visit(desk, number)
    assert (waiting.state, waiting.ip_pin_id) == ("approved", None)
    if what == "died":
        change(desk, person, date_of_death=date(2025, 12, 2))
    elif what == "stolen":
        steal(desk, person)
    on(waiting.issue_on)
    assert daily.work(desk, "clock")["visited"] == (what is None)
    assert visit(desk, number).state == ("refused" if what else "issued")
    with desk.database.reading() as session:
        assert len(session.scalars(select(IpPin)).all()) == (what is None)


def test_one_visit_of_a_person_waits_at_a_time(desk, person, clerk, other_clerk):
    """Two recorders cannot each approve the other's; who recorded it may take it back."""
    number = record(desk, person, clerk)
    with pytest.raises(errors.WrongState):
        record(desk, person, other_clerk)
    visits.refuse(desk, number, clerk, "typed for the wrong person")
    assert visit(desk, record(desk, person, other_clerk)).state == "review"


@pytest.mark.parametrize(
    "wrong",
    [
        {"outcome": "maybe"},
        {"shown": ("library_card",)},
        {"center": " "},
        {"center": "Peoria 400001234"},
        {"appointment": "400-00-1234"},
        {"appointment": "x" * 81},
        {"visited_on": date(2100, 1, 1)},
    ],
)
def test_what_cannot_be_is_refused_when_it_is_typed(desk, person, clerk, wrong):
    """And nothing is on record; other roles record no visit."""
    with pytest.raises(errors.InvalidInput):
        record(desk, person, clerk, **wrong)
    with pytest.raises(errors.NotAllowed):
        record(desk, person, Actor("mo", "mailroom"))
    with pytest.raises(errors.NotFound):
        record(desk, 99, clerk)


def test_the_three_weeks_of_2021_and_a_year_without_a_rule(desk, on, person, clerk):
    """By the rule of the day of the visit: two pictures and 21 days in 2021; nothing is known of 2022."""
    on(date(2021, 3, 1))
    number = record(desk, person, clerk, shown=("passport", "work_id"))
    assert (visit(desk, number).state, visit(desk, number).mail_by) == ("review", date(2021, 3, 22))
    visits.refuse(desk, number, clerk, "to see the next year")
    on(date(2022, 3, 1))
    assert visit(desk, record(desk, person, clerk, shown=("passport", "work_id"))).state == "refused"


def test_the_events_name_the_visit_and_no_document(desk, person, clerk, other_clerk):
    """Who recorded and who approved stands in the trail."""
    visits.approve(desk, record(desk, person, clerk), other_clerk)
    with desk.database.reading() as session:
        events = [(row.action, row.actor, str(row.details)) for row in session.scalars(select(AuditEvent))]
    assert ("visit.recorded", clerk.name) in {row[:2] for row in events}
    assert ("visit.approved", other_clerk.name) in {row[:2] for row in events}
    assert not any("passport" in row[2] for row in events)

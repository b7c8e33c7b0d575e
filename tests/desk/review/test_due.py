"""PINs that are approved for a later day: issued when it comes, unless something has come in the way."""

from datetime import date

import pytest
from sqlalchemy import select

from desk.lifecycle import applications
from desk.models import Application, Enrollment, IpPin, Notice, Taxpayer
from desk.review import decisions, undoing
from tests import factories as make
from workers import daily

THEN, OPENS = date(2025, 12, 20), date(2026, 1, 15)


def approved(desk, clerk, tin: str = "400001234", last: str = "Smith") -> int:
    """An application that is approved while issuing is closed."""
    make.taxpayer(desk, tin=tin, last=last, street=f"{tin[-2:]} Oak St")
    fields = {"tin": tin, "last_name": last, "phone": f"217555{tin[-4:]}", "street": f"{tin[-2:]} Oak St"}
    form = make.an_application(**{name: make.read(value) for name, value in fields.items()})
    number = make.arrive(desk, form, received=THEN)
    make.prove(desk, number)
    decisions.decide(desk, number, "approve", clerk)
    return number


def stands(desk, number: int) -> tuple[str, str]:
    """The states of a document and of its application."""
    with desk.database.reading() as session:
        return make.document(desk, number).state, applications.of_document(session, make.document(desk, number)).state


def years(desk) -> list[int]:
    """The calendar years of all numbers."""
    with desk.database.reading() as session:
        return list(session.scalars(select(IpPin.calendar_year)))


@pytest.mark.parametrize(("day", "issued"), [(date(2026, 1, 14), 0), (OPENS, 1), (date(2026, 3, 2), 1)])
def test_it_is_issued_on_its_day_and_once(desk, clerk, on, day, issued):
    """Domain 5: nothing leaves before mid-January; a desk that stood still catches up."""
    on(THEN)
    approved(desk, clerk)
    assert years(desk) == []
    on(day)
    assert [daily.work(desk, "clock")["issued"] for _ in range(2)] == [issued, 0]
    assert years(desk) == [2026] * issued


def test_what_no_letter_can_bring_goes_back_to_a_person(desk, clerk, on):
    """The address on record became one that cannot be printed: the clock issues nothing and says why."""
    on(THEN)
    number = approved(desk, clerk)
    with desk.database.transaction() as session:
        session.scalars(select(Taxpayer)).one().city = "Київ"
    on(OPENS)
    assert daily.work(desk, "clock")["issued"] == 0
    assert stands(desk, number) == ("in_review", "identity_verified") and years(desk) == []


def test_by_the_rule_of_2021_the_number_is_that_of_the_next_year(desk, clerk, on):
    """Domain 1.5: approved in March 2021, issued when the tool opens in January 2022; none is required in 2021."""
    on(date(2021, 3, 1))
    make.taxpayer(desk)
    form = make.an_application("2021-01", signature_date=make.read("2021-02-20"))
    number = make.arrive(desk, form, received=date(2021, 3, 1))
    make.prove(desk, number)
    decisions.decide(desk, number, "approve", clerk)
    early = make.arrive(desk, make.a_return("2020"), received=date(2021, 3, 1))
    assert make.outcome(desk, early) == "not_required"
    on(date(2022, 1, 10))
    assert daily.work(desk, "clock")["issued"] == 1
    assert years(desk) == [2022]


@pytest.mark.parametrize("what", ["death", "number"])
def test_what_came_in_the_way_goes_back_to_a_person_and_holds_up_nobody(desk, clerk, on, what):
    """The dead get none and nobody a second one; the others are issued on the same day all the same."""
    on(THEN)
    first, second = approved(desk, clerk), approved(desk, clerk, "400005678", "Stone")
    with desk.database.transaction() as session:
        person = session.get(Taxpayer, session.get(Application, first).taxpayer_id)
        person.date_of_death = date(2026, 1, 2) if what == "death" else None
    if what == "number":
        make.pin(desk, person.id, "123456")
    on(OPENS)
    assert daily.work(desk, "clock")["issued"] == 1
    assert stands(desk, first) == ("in_review", "identity_verified")
    assert (make.advice(desk, first).action, make.advice(desk, first).codes) == (
        "reject",
        ["R11"] if what == "death" else ["R01"],
    )
    assert stands(desk, second) == ("decided", "issued")
    with desk.database.reading() as session:
        assert [one.document_id for one in session.scalars(select(Notice))] == [second]
        assert [one.document_id for one in session.scalars(select(Enrollment))] == [second]


@pytest.mark.parametrize("what", ["death", "year"])
def test_a_letter_that_may_not_leave_any_more_brings_the_application_back(desk, clerk, on, what):
    """Issued, but the CP01A was never printed: canceled (domain 2.3), and a person decides on the application."""
    number = approved(desk, clerk)
    assert stands(desk, number) == ("decided", "issued")
    with desk.database.transaction() as session:
        person = session.get(Taxpayer, session.get(Application, number).taxpayer_id)
        person.date_of_death = date(2026, 3, 1) if what == "death" else None
    on(date(2026, 3, 3) if what == "death" else date(2027, 1, 4))
    assert [daily.work(desk, "clock")["handed_back"] for _ in range(2)] == [1, 0]
    assert stands(desk, number) == ("in_review", "identity_verified")
    with desk.database.reading() as session:
        assert session.scalar(select(IpPin.status)) == ("revoked" if what == "death" else "expired")
        assert session.scalars(select(Enrollment)).all() == []


def test_an_earlier_approvals_letter_brings_nothing_back(desk, clerk):
    """Undone and approved again: the second letter counts."""
    number = approved(desk, clerk)
    undoing.undo(desk, number, clerk, "wrong person")
    decisions.decide(desk, number, "approve", clerk)
    assert daily.work(desk, "clock")["handed_back"] == 0

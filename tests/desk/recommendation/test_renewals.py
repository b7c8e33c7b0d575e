"""Advice that has gone stale: made anew when a record changes, and at the latest at the decision."""

from datetime import date

import pytest

from desk import errors
from desk.enrollment import imports, opting_out, replacements
from desk.enrollment.replacements import Asked
from desk.models import Taxpayer
from desk.pins import ledger
from desk.review import decisions
from tests import factories as make

PIN = "123456"


def csv(tmp_path, head: str, row: str):
    """A file of one row."""
    path = tmp_path / "rows.csv"
    path.write_text(f"{head}\n{row}\n")
    return path


def test_a_return_is_not_released_past_a_number_that_came_meanwhile(desk, clerk):
    """The decision asks the rules again, keeps what they say now, and is refused (domain 4.2)."""
    person = make.taxpayer(desk)
    number = make.arrive(desk, make.a_return())
    assert make.document(desk, number).recommendation == "release"
    make.pin(desk, person, PIN)
    with pytest.raises(errors.ChangedMeanwhile):
        decisions.decide(desk, number, "release", clerk)
    assert (make.document(desk, number).state, make.advice(desk, number).action) == ("in_review", "flag")
    make.release_by_two(desk, number)
    assert make.document(desk, number).state == "closed"


def test_an_application_is_not_approved_past_a_death(desk, clerk):
    """R11: the record shows a death since the call was passed (domain 1.5)."""
    person = make.taxpayer(desk)
    number = make.arrive(desk, make.an_application(), received=date(2025, 12, 29))
    make.prove(desk, number)
    with desk.database.transaction() as session:
        session.get(Taxpayer, person).date_of_death = date(2026, 1, 5)
    with pytest.raises(errors.ChangedMeanwhile):
        decisions.decide(desk, number, "approve", clerk)
    assert make.advice(desk, number).codes == ["R11"]


def test_an_import_makes_the_advice_of_waiting_documents_anew(desk, tmp_path):
    """Whose number came is flagged; a row that changes nothing asks nobody again."""
    make.taxpayer(desk)
    number = make.arrive(desk, make.a_return())
    file = csv(tmp_path, "tin,calendar_year,ip_pin", f"400001234,2026,{PIN}")
    imports.bring_pins(desk, file, "op")
    advised = make.advice(desk, number)
    assert (make.outcome(desk, number), advised.action) == ("missing", "flag")
    imports.bring_pins(desk, file, "op")
    assert make.advice(desk, number).id == advised.id


def test_an_approval_is_told_to_the_persons_waiting_return(desk, clerk):
    """Whoever gets a number must enter it from now on, or a person looks."""
    make.taxpayer(desk)
    number = make.arrive(desk, make.an_application(), received=date(2025, 12, 29))
    waiting = make.arrive(desk, make.a_return())
    make.prove(desk, number)
    decisions.decide(desk, number, "approve", clerk)
    assert make.document(desk, waiting).recommendation != "release"


def test_a_replacement_is_told_to_the_persons_waiting_return(desk, clerk, other_clerk):
    """The old number is not the current one any more."""
    person = make.taxpayer(desk, enrollment="victim")
    make.pin(desk, person, PIN)
    waiting = make.arrive(desk, make.a_return(primary_ip_pin=make.read(PIN)))
    replacements.approve(desk, replacements.record(desk, Asked(person, "phone", True), clerk), other_clerk)
    assert make.document(desk, waiting).recommendation != "release"


def test_an_opt_out_is_told_to_the_persons_waiting_application(desk, clerk):
    """The rules are asked again, whatever they say."""
    person = make.taxpayer(desk, enrollment="f15227")
    number = make.arrive(desk, make.an_application(), received=date(2025, 12, 29))
    assert make.advice(desk, number).codes == ["R01"]
    with desk.database.reading() as session:
        assert not ledger.had(session, person, 2026)
    before = make.advice(desk, number).id
    opting_out.opt_out(desk, person, clerk, "signed letter")
    assert make.advice(desk, number).id > before


def test_a_second_return_is_told_to_the_first(desk):
    """Which of two different returns for one person and year is the right one is for a person to say (domain 4.2)."""
    make.taxpayer(desk)
    first = make.arrive(desk, make.a_return())
    assert make.advice(desk, first).action == "release"
    second = make.arrive(desk, make.a_return())
    assert [make.advice(desk, number).action for number in (first, second)] == ["review", "review"]

"""Blind quality checks: drawn by nobody's choice, answered by somebody else, counted in the report."""

from datetime import date

import pytest
from sqlalchemy import select

from desk import errors
from desk.documents import notes
from desk.models import Sample
from desk.office.accounts import Actor
from desk.reading import keying, sampling
from desk.reports import reading as report
from desk.review import decisions, undoing
from desk.screens import document
from desk.system import crypto
from tests.factories import a_return, arrive, pin, read, release_by_two, taxpayer

THIRD = Actor("erin", "clerk")


@pytest.fixture
def desk(opened):
    """A desk that draws everything."""
    return opened(sample_readings=1, sample_claims=1, sample_decisions=1)


@pytest.fixture
def paper(desk) -> int:
    """A clean return."""
    taxpayer(desk)
    return arrive(desk, a_return(street=read("12 Oak St", "suspect", 0.6)))


def sample(desk, field: str | None) -> Sample:
    with desk.database.reading() as session:
        return session.scalar(select(Sample).where(Sample.field == field if field else Sample.field.is_(None)))


def measured(desk, name: str) -> tuple:
    with desk.database.reading() as session:
        (table,) = report.make(session, date(2026, 3, 2)).sections
    return next(row for row in table.rows if row[0] == name)


def test_only_trusted_readings_are_drawn(desk, paper):
    """Read and empty boxes; nothing in doubt, no marks."""
    with desk.database.reading() as session:
        drawn = set(session.scalars(select(Sample.field)))
    assert {"primary_ssn", "primary_last_name", "primary_ip_pin", "zip"} <= drawn
    assert not {"street", "filing_status", "primary_signature"} & drawn


def test_a_claimed_pin_is_drawn_when_its_return_is_decided(desk, clerk):
    """A doubtful PIN that counted as the number on record is looked at again; one that a person keyed is not."""
    person = taxpayer(desk, enrollment="victim")
    pin(desk, person, "123456")
    claimed = arrive(desk, a_return(primary_ip_pin=read("123456", "suspect", 0.98)))
    decisions.decide(desk, claimed, "release", clerk)
    assert sample(desk, "primary_ip_pin").document_id == claimed
    sampling.answer_reading(desk, sample(desk, "primary_ip_pin").id, "123450", "read", THIRD)
    sampling.answer_reading(desk, sample(desk, "primary_ip_pin").id, "123456", "read", Actor("frank", "clerk"))
    assert measured(desk, "Doubtful IP PINs taken as on record")[1:4] == (1, 1, 0)


def test_what_is_drawn_follows_from_the_key_alone(desk):
    """The same text gives the same number, spread evenly; another desk draws otherwise."""
    ring, other = crypto.ring(), crypto.Keyring.fresh()
    numbers = [ring.fraction(f"sample:reading:{n}:tin") for n in range(2000)]
    assert numbers == [ring.fraction(f"sample:reading:{n}:tin") for n in range(2000)]
    assert numbers != [other.fraction(f"sample:reading:{n}:tin") for n in range(2000)]
    assert 0.07 < sum(number < 0.1 for number in numbers) / 2000 < 0.13


def test_nothing_is_drawn_when_the_share_is_none(opened):
    """A share of 0 switches the sample off."""
    desk = opened(sample_readings=0, sample_decisions=0)
    number = arrive(desk, a_return())
    release_by_two(desk, number, THIRD)
    with desk.database.reading() as session:
        assert session.scalars(select(Sample)).all() == []


def test_an_agreeing_look_settles_a_reading(desk, clerk, paper):
    """Capitals and hyphens make no difference; the document is as it was."""
    sampling.answer_reading(desk, sample(desk, "primary_ssn").id, "400-00-1234", "read", clerk)
    sampling.answer_reading(desk, sample(desk, "primary_last_name").id, "SMITH", "read", clerk)
    sampling.answer_reading(desk, sample(desk, "primary_ip_pin").id, None, "blank", clerk)
    assert [sample(desk, name).right for name in ("primary_ssn", "primary_last_name", "primary_ip_pin")] == [True] * 3
    assert measured(desk, "All trusted readings")[2:5] == (3, 0, 0.0)


def test_a_contradiction_goes_to_a_third_person(desk, clerk, other_clerk, paper):
    """One typing error is no error of the reading; two people against it are, and the document is told."""
    city, zip_code = sample(desk, "city").id, sample(desk, "zip").id
    sampling.answer_reading(desk, city, "Springfeld", "read", clerk)
    sampling.answer_reading(desk, zip_code, "62707", "read", clerk)
    assert sample(desk, "city").right is None
    with pytest.raises(errors.NotAllowed):
        sampling.answer_reading(desk, city, "Springfield", "read", clerk)
    sampling.answer_reading(desk, city, "Springfield", "read", other_clerk)
    sampling.answer_reading(desk, zip_code, "62707", "read", other_clerk)
    assert sample(desk, "city").right is True and sample(desk, "zip").right is False
    _, _, settled, wrong, error, low, high = measured(desk, "All trusted readings")
    assert (settled, wrong, error) == (2, 1, 0.5) and low < 0.02 and high > 0.98
    with desk.database.reading() as session:
        assert [one.text for one in notes.listed(session, paper)] == [
            "A blind quality check found the reading of the ZIP code wrong."
        ]


def test_whoever_worked_on_the_document_does_not_look_again(desk, clerk, other_clerk, paper):
    """Keying or deciding on it rules a person out."""
    keying.key(desk, paper, "street", "12 Oak St", "read", "correction", clerk)
    with desk.database.reading() as session:
        assert sampling.count(session, clerk) == 0 and sampling.waiting(session, clerk) == []
        assert sampling.count(session, other_clerk) > 0
    with pytest.raises(errors.NotAllowed):
        sampling.answer_reading(desk, sample(desk, "zip").id, "62701", "read", clerk)


def test_a_decision_is_looked_at_again_by_somebody_else(desk, clerk, other_clerk, paper):
    """The second person's word is kept beside the decision, changes nothing, and is measured."""
    decisions.decide(desk, paper, "release", clerk, reason="known")
    with desk.database.reading() as session:
        assert sampling.looks(session, clerk) == []
        assert [one.document_id for one in sampling.looks(session, other_clerk)] == [paper]
    with pytest.raises(errors.NotAllowed):
        sampling.answer_decision(desk, paper, "release", "", clerk)
    sampling.answer_decision(desk, paper, "flag", "The box is empty.", other_clerk)
    assert measured(desk, "Decisions")[1:5] == (1, 1, 1, 1.0)
    with desk.database.reading() as session:
        assert document.open(session, paper, clerk).state == "closed"
    with pytest.raises(errors.NotAllowed):
        sampling.answer_decision(desk, paper, "release", "", THIRD)


def test_who_could_not_decide_it_counts_for_nothing(desk, clerk, other_clerk, paper):
    """The look is settled and the document told, but two people did not differ."""
    decisions.decide(desk, paper, "release", clerk, reason="known")
    sampling.answer_decision(desk, paper, sampling.UNDECIDED, "", other_clerk)
    assert measured(desk, "Decisions")[1:4] == (1, 0, 0)
    with desk.database.reading() as session:
        assert sampling.looks(session, THIRD) == []
        assert [one.text for one in notes.listed(session, paper)] == ["A second person could not decide it."]


def test_a_decision_taken_back_is_not_looked_at(desk, clerk, other_clerk, paper):
    """What does not stand need not be measured."""
    decisions.decide(desk, paper, "release", clerk, reason="known")
    undoing.undo(desk, paper, clerk, "another paper")
    with desk.database.reading() as session:
        assert sampling.looks(session, other_clerk) == []


def test_the_report_tells_what_was_not_measured_yet(desk, paper):
    """Drawn and not settled: no error and no interval is claimed."""
    name, drawn, settled, wrong, *rest = measured(desk, "All trusted readings")
    assert drawn > 5 and (settled, wrong) == (0, 0) and rest == [None, None, None]

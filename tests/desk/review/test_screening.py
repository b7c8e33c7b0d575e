"""A suspicious return is screened like a flagged one: a case with its reason, a letter, and an end on record."""

from datetime import date

import pytest
from sqlalchemy import select

from desk import errors
from desk.delays import aging, cases
from desk.delays.verifications import Proof
from desk.documents import labels
from desk.lifecycle import latest
from desk.models import Delay, Notice
from desk.program.identity import Way
from desk.review import decisions, undoing
from desk.screens import document
from tests import factories as make

STRANGER = {"primary_ssn": make.read("400009999"), "primary_last_name": make.read("Quux")}


def screened(desk, number, clerk) -> tuple[str, str, list[int]]:
    """Screen a return; the reason and role of its case, and who was written to."""
    decisions.decide(desk, number, "screen", clerk, reason="may not be theirs")
    with desk.database.reading() as session:
        case = session.scalars(select(Delay).where(Delay.document_id == number)).one()
        letters = session.scalars(select(Notice).where(Notice.document_id == number)).all()
        return case.reason, case.role, [one.taxpayer_id for one in letters]


def offered(desk, number, actor) -> list[str]:
    """What the page offers to decide."""
    with desk.database.reading() as session:
        return list(document.open(session, number, actor).choices)


def test_a_number_without_requirement_is_screened_with_a_letter(desk, clerk):
    """The taxpayer is asked whether the return is theirs."""
    anna = make.taxpayer(desk)
    number = make.arrive(desk, make.a_return(primary_ip_pin=make.read("123456")))
    assert offered(desk, number, clerk) == ["release", "screen", "write"]
    assert screened(desk, number, clerk) == ("unexpected", "primary", [anna])


def test_a_return_for_which_no_pin_was_issued_is_screened(desk, clerk):
    """Our own fault holds nobody's return for good: the taxpayer answers."""
    anna = make.taxpayer(desk, enrollment="victim")
    number = make.arrive(desk, make.a_return())
    assert screened(desk, number, clerk) == ("no_pin_issued", "primary", [anna])


def test_a_return_of_nobody_on_record_is_screened_without_a_letter(desk, clerk):
    """There is no address of record to write to."""
    number = make.arrive(desk, make.a_return(**STRANGER))
    assert offered(desk, number, clerk) == ["release", "screen", "write"]
    assert screened(desk, number, clerk) == ("unmatched", "primary", [])


def test_the_holder_of_a_number_used_under_another_name_is_written_to(desk, clerk):
    """Somebody files with Anna's number: Anna is asked; not while the number itself is in doubt."""
    anna = make.taxpayer(desk)
    other = {"primary_first_name": make.read("Otto"), "primary_last_name": make.read("Quux")}
    sure = make.arrive(desk, make.a_return(**other))
    assert screened(desk, sure, clerk) == ("unmatched", "primary", [anna])
    doubted = make.read("400001234", "suspect", 0.6, [("400001234", 0.6)])
    unsure = make.arrive(desk, make.a_return("2024", **other, primary_ssn=doubted))
    assert screened(desk, unsure, clerk) == ("unmatched", "primary", [])


def test_a_second_return_is_screened(desk, clerk):
    """The later one waits for the taxpayer's answer."""
    anna = make.taxpayer(desk)
    make.arrive(desk, make.a_return())
    number = make.arrive(desk, make.a_return())
    assert screened(desk, number, clerk) == ("duplicate", "primary", [anna])


@pytest.mark.parametrize("end", ["verified", "identity_theft"])
def test_a_screened_return_ends_like_a_flagged_one(desk, clerk, end):
    """Verified it goes on, as identity theft it leaves; until then it is delayed for its reason."""
    make.taxpayer(desk)
    number = make.arrive(desk, make.a_return(primary_ip_pin=make.read("123456")))
    screened(desk, number, clerk)
    with desk.database.reading() as session:
        assert [one.reason for one in aging.delayed(session)] == ["unexpected"]
    cases.move(desk, number, end, clerk, proof=Proof(Way.TELEPHONE, 4))
    state = make.document(desk, number).state
    assert state == {"verified": "decided", "identity_theft": "closed"}[end]


def test_screening_is_taken_back(desk, clerk):
    """Its case ends, its letter is not sent, and the return waits for a decision again."""
    make.taxpayer(desk)
    number = make.arrive(desk, make.a_return(primary_ip_pin=make.read("123456")))
    screened(desk, number, clerk)
    undoing.undo(desk, number, clerk, "the wrong one")
    with desk.database.reading() as session:
        assert session.scalars(select(Delay.state)).one() == "released"
        assert session.scalars(select(Notice.state)).one() == "cancelled"
    assert make.document(desk, number).state == "in_review"


def test_nothing_suspicious_is_not_screened(desk, clerk):
    """What the rules exclude is neither offered nor done."""
    make.taxpayer(desk)
    number = make.arrive(desk, make.a_return())
    assert offered(desk, number, clerk) == ["release", "write"]
    with pytest.raises(errors.NotAllowed, match="suspicious"):
        decisions.decide(desk, number, "screen", clerk, reason="a feeling")


def test_while_a_box_waits_for_keys_nothing_is_told_of_it(desk, clerk):
    """Whoever keys it does not see from what is offered what was found."""
    person = make.taxpayer(desk, enrollment="victim")
    make.pin(desk, person, "123456")
    number = make.arrive(desk, make.a_return(primary_ip_pin=make.read("654321")))
    assert offered(desk, number, clerk) == ["release", "write"]
    empty = make.arrive(desk, make.a_return("2024"))
    assert offered(desk, empty, clerk) == ["release", "flag", "write"]


def test_an_approval_is_not_offered_before_its_call(desk, clerk):
    """It would be refused; a letter or a rejection would not."""
    make.taxpayer(desk)
    number = make.arrive(desk, make.an_application(), received=date(2025, 12, 29))
    assert offered(desk, number, clerk) == ["write", "reject"]
    make.prove(desk, number)
    assert "approve" in offered(desk, number, clerk)


def test_every_reason_has_words():
    """On the delay case and in the list of delayed returns."""
    said = [labels.reason(name) for name in ("duplicate", "unmatched", "unexpected", "no_pin_issued")]
    assert said == ["Second return", "Taxpayer not found", "IP PIN where none is required", "No IP PIN was issued"]


def test_a_tax_year_is_needed_for_the_letter_only(desk, clerk):
    """Without it the letter cannot name the return."""
    make.taxpayer(desk)
    number = make.arrive(desk, make.an_amended_return(tax_year=make.BLANK, primary_ip_pin=make.read("123456")))
    with pytest.raises(errors.NotAllowed, match="tax year"):
        decisions.decide(desk, number, "screen", clerk, reason="may not be hers")
    with desk.database.reading() as session:
        assert latest.decision(session, make.document(desk, number)) is None

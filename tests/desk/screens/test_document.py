"""What the document page may know: masked values, hidden outcomes, doubt first."""

from dataclasses import replace

import pytest

from desk import errors
from desk.documents import masking
from desk.reading import keying
from desk.reading.found import DocumentReading
from desk.review import identification
from desk.screens import document as cases
from tests.factories import BLANK, a_return, arrive, pin, read, taxpayer


def case(desk, document: int, actor):
    with desk.database.reading() as session:
        return cases.open(session, document, actor)


def field(case, name: str):
    return next(one for one in case.fields if one.name == name)


@pytest.fixture
def wrong_pin(desk) -> int:
    """A return whose PIN differs from the record by one digit."""
    person = taxpayer(desk, enrollment="f15227")
    pin(desk, person, "482913")
    return arrive(desk, a_return(primary_ip_pin=read("482918")))


def test_no_secret_stands_in_a_case(desk, wrong_pin, clerk):
    """Neither the number nor the PIN read nor the PIN on record is anywhere in what the page gets."""
    told = repr(case(desk, wrong_pin, clerk))
    assert "400001234" not in told and "482918" not in told and "482913" not in told
    assert "•••-••-1234" in told


def test_an_uncovered_number_is_shown_and_a_pin_still_is_not(desk, wrong_pin, clerk, other_clerk):
    """After a look this person, and nobody else, gets the number; a PIN stays on the paper."""
    masking.reveal(desk, wrong_pin, "primary_ssn", clerk)
    masking.reveal(desk, wrong_pin, "primary_ip_pin", clerk)
    shown = case(desk, wrong_pin, clerk)
    assert field(shown, "primary_ssn").raw == "400001234"
    assert "482918" not in repr(shown)
    assert field(case(desk, wrong_pin, other_clerk), "primary_ssn").raw == ""


def test_what_was_found_is_hidden_until_the_box_is_keyed(desk, wrong_pin, clerk):
    """Whoever keys blind must not know that the machine's reading differs."""
    before = case(desk, wrong_pin, clerk)
    assert before.advice.action == "key" and before.people[0].outcome == ""
    assert "not the IP PIN" not in repr(before)
    keying.key(desk, wrong_pin, "primary_ip_pin", "482918", "read", "blind", clerk)
    after = case(desk, wrong_pin, clerk)
    assert after.advice.action == "flag" and after.people[0].outcome == "mismatch"


def test_doubtful_fields_are_told_apart(desk, clerk):
    """A suspect reading needs a look; keyed, it does not any more, and says by whom."""
    taxpayer(desk)
    document = arrive(desk, a_return(street=read("12 0ak St", "suspect", 0.6), city=read(None, "illegible", 0.0)))
    assert {one.name for one in case(desk, document, clerk).doubtful} >= {"street", "city"}
    keying.key(desk, document, "street", "12 Oak St", "read", "correction", clerk)
    street = field(case(desk, document, clerk), "street")
    assert not street.doubtful and street.keyed_by == "carla" and street.value == "12 Oak St"


def test_values_are_told_in_words(desk, clerk):
    """Marks, choices and amounts read as people say them."""
    document = arrive(desk, a_return(refund=read("1312"), amount_owed=read("-20")))
    shown = case(desk, document, clerk)
    assert field(shown, "filing_status").value == "Single"
    assert field(shown, "refund").value == "$1,312" and field(shown, "amount_owed").value == "−$20"


def test_candidates_come_with_their_reasons(desk, clerk):
    """The matched person is marked as chosen; each comparison has its label and result."""
    taxpayer(desk)
    (person,) = case(desk, arrive(desk, a_return()), clerk).people
    assert person.taxpayer.name == "Anna Smith" and person.taxpayer.tin == "•••-••-1234"
    assert ("TIN", "equal", 26.0) in person.candidates[0].comparisons
    assert person.candidates[0].chosen


def test_a_paper_identified_by_a_person_offers_the_fields_that_the_rules_need(desk, clerk):
    """An old return: number, names, status and PIN boxes to key, all of them in doubt."""
    document = arrive(desk, DocumentReading([1], [None], None, None))
    identification.identify(desk, document, "tax_return", "other", None, 2018, clerk)
    shown = case(desk, document, clerk)
    assert {one.name for one in shown.doubtful} >= {"primary_ssn", "primary_last_name", "filing_status"}


def test_a_document_that_is_not_there_is_told(desk, clerk):
    """A mistyped address is answered with what to do."""
    with pytest.raises(errors.NotFound):
        case(desk, 99, clerk)


def test_a_box_that_only_the_machine_saw_empty_can_be_contradicted(desk, clerk, other_clerk):
    """A clerk who sees something in it says so; then nobody flags before others have keyed it."""
    person = taxpayer(desk, enrollment="f15227")
    pin(desk, person, "482913")
    empty = replace(BLANK, confidence=0.97)
    document = arrive(desk, a_return(primary_ip_pin=empty))
    assert case(desk, document, clerk).advice.action == "flag"
    keying.contradict(desk, document, "primary_ip_pin", "482913", clerk)
    assert case(desk, document, clerk).advice.action == "key"
    with desk.database.reading() as session:
        assert keying.may_key(session, document, "primary_ip_pin", other_clerk)
        assert not keying.may_key(session, document, "primary_ip_pin", clerk)
    with pytest.raises(errors.WrongState):
        keying.contradict(desk, document, "primary_ip_pin", "482913", other_clerk)

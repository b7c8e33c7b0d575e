"""Returns that the desk has no definition for: a person names the form and keys it, and the same rules decide."""

import pytest

from desk import errors
from desk.documents import labels, pages
from desk.reading import keying
from desk.reading.found import DocumentReading
from desk.review import decisions, identification
from desk.screens import mail
from tests import factories as make

PIN = "123456"
TYPED = {
    "primary_first_name": "Anna", "primary_last_name": "Smith", "primary_ssn": "400001234", "filing_status": "single",
}  # fmt: skip


@pytest.fixture
def anna(desk) -> int:
    """A victim with a number of this year."""
    person = make.taxpayer(desk, enrollment="victim")
    make.pin(desk, person, PIN)
    return person


def named(desk, clerk, form: str, year: int | None) -> int:
    """A paper that nobody read, named by a clerk and keyed but for its IP PIN boxes."""
    number = make.arrive(desk, DocumentReading([1, 2], [None, None], None, None, {}))
    identification.identify(desk, number, "tax_return", form, None, year, clerk)
    for field, value in TYPED.items():
        keying.key(desk, number, field, value, "read", "correction", clerk)
    return number


def key_both(desk, number: int, value: str | None, *people) -> str:
    """Each of these people keys the box of the primary taxpayer blind."""
    state = "read" if value else "blank"
    for one in people:
        keying.key_blind(desk, number, "primary_ip_pin", value, state, one)
        action = make.advice(desk, number).action
    return action


@pytest.mark.parametrize(
    ("entry", "outcome", "action"),
    [(PIN, "match", "release"), ("111111", "mismatch", "flag"), (None, "missing", "flag")],
)
def test_its_pin_is_keyed_by_two_and_judged_like_any_other(desk, anna, clerk, other_clerk, entry, outcome, action):
    """Form 1040-SR of 2024 has a box for each spouse (domain 3.5); what stands there decides."""
    number = named(desk, clerk, "1040-SR", 2024)
    assert make.document(desk, number).recommendation == "key"
    assert key_both(desk, number, entry, clerk, other_clerk) == action
    assert make.outcome(desk, number) == outcome
    if action == "flag":
        decisions.decide(desk, number, "flag", clerk)
        with desk.database.reading() as session:
            assert [one.kind for one in mail.ready(session)] == ["verification"]


@pytest.mark.parametrize(("form", "year"), [("other", 2018), ("1040-SR", None)])
@pytest.mark.parametrize("entry", [None, PIN])
def test_where_nobody_knows_the_boxes_they_are_keyed_and_a_person_decides(
    desk, anna, clerk, other_clerk, form, year, entry
):
    """No rule describes the form: never released or flagged by itself, but what was keyed is said."""
    number = named(desk, clerk, form, year)
    assert key_both(desk, number, entry, clerk, other_clerk) == "review"
    assert make.outcome(desk, number) == ("match" if entry else "missing")


def test_without_a_requirement_nobody_need_look_at_its_boxes(desk, clerk):
    """Domain 4.2 row 1: nothing is required, nothing was read, released."""
    make.taxpayer(desk)
    assert make.document(desk, named(desk, clerk, "1040-SR", 2024)).recommendation == "release"


def test_a_form_that_the_rules_do_not_know_is_refused(desk, clerk):
    """Only a name from the list."""
    with pytest.raises(errors.InvalidInput):
        named(desk, clerk, "1041", 2024)


def test_its_name_is_kept_and_told(desk, anna, clerk):
    """The history says which form it was held to be."""
    number = named(desk, clerk, "1040-X", 2023)
    assert make.document(desk, number).form == "1040-X"
    assert make.advice(desk, number).form == "1040-X 2023"
    assert labels.form("1040-X", None) == "Form 1040-X"


def test_who_keys_it_sees_all_its_pages(desk, anna, clerk):
    """Nobody knows where the box stands."""
    number = named(desk, clerk, "1040-SR", 2024)
    with desk.database.reading() as session:
        assert [row.number for row, _ in pages.places(session, number, "primary_ip_pin")] == [1, 2]

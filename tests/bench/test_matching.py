"""The benchmark asks the desk itself whom it takes for the people on a paper."""

import pytest

from bench.accuracy import matching
from bench.accuracy.documents import Truth
from desk.matching.signers import FIELDS
from desk.reading.found import DocumentReading, FieldReading

WRITTEN = {
    "tin": "900001234", "first_name": "ADA", "last_name": "BLACKWOOD", "street": "12 OAK ST", "city": "SALEM",
    "state": "OR", "zip": "97301",
}  # fmt: skip


def sought(**more) -> matching.Sought:
    """An application as it was read; `more` are the readings that are not clean: (value, state, confidence)."""
    clean = {name: (value, "read", 0.9999) for name, value in WRITTEN.items()}
    fields = {
        name: FieldReading(value, state, sure, [(value, sure)], 1, (0, 0, 1, 1), "test")
        for name, (value, state, sure) in (clean | more).items()
    }
    truth = Truth("f15227", "2025-01", "hand", "office", WRITTEN)
    return matching.sought(DocumentReading([1], [1], "f15227", "2025-01", fields), truth)


@pytest.mark.parametrize(
    "tin",
    [
        ("900001234", "read", 0.9999),
        ("900001234", "suspect", 0.8),
        ("900001284", "suspect", 0.8),
        ("900001284", "read", 0.9999),
    ],
)
def test_the_right_one_is_found_and_no_wrong_one_taken(tin):
    """A digit in doubt or misread does not lead to somebody else, for the name and the address stand there too."""
    (met,) = matching.meet([sought(tin=tin)], 1)
    assert met.right and not met.wrong


def test_a_wrong_one_that_the_desk_takes_is_counted():
    """A number that is trusted and somebody else's, whose name was read too."""
    other = WRITTEN | {"tin": "900005678", "first_name": "OTTO"}
    wrong = sought(tin=("900005678", "read", 0.9999), first_name=("OTTO", "read", 0.99))
    also = matching.Sought("hand", "office", {"applicant": other}, sought().read)
    assert [one.wrong for one in matching.meet([wrong, also], 1)] == [True, True]


def test_everybody_with_a_number_and_a_name_is_sought():
    """In the roles that the desk knows."""
    assert list(sought().persons) == ["applicant"] and set(sought().persons) < set(FIELDS)

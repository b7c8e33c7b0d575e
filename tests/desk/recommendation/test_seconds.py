"""A second return for a number, whatever its holder's role on either, is found and told apart from other papers."""

from datetime import date

import numpy as np
import pytest

from desk import errors
from desk.reading import same_paper
from desk.reading.found import DocumentReading
from desk.review import decisions
from desk.screens import worklist
from desk.system import bits
from tests import factories as make

JOINT = {
    "filing_status": make.read("joint"), "spouse_ssn": make.read("400005678"), "spouse_first_name": make.read("Ben"),
    "spouse_last_name": make.read("Smith"), "spouse_signature": make.read("yes"),
}  # fmt: skip
BEN = {"primary_ssn": make.read("400005678"), "primary_first_name": make.read("Ben")}
NOBODY = {"primary_ssn": make.read("400009999"), "primary_last_name": make.read("Quux")}


@pytest.fixture
def couple(desk) -> None:
    """Anna and Ben on record, without IP PINs."""
    make.taxpayer(desk)
    make.taxpayer(desk, tin="400005678", first="Ben")


def found(desk, number: int) -> list[tuple[str, int, list[str]]]:
    """What is said of other returns: code, the other one's id, and whose number stands on both."""
    return [(one["code"], one["other"], one["roles"]) for one in make.advice(desk, number).findings if "other" in one]


def look(*strokes: tuple[int, int]) -> bytes:
    """A page with a few strokes of writing at these places."""
    page = np.zeros((1100, 850), bool)
    for y, x in strokes:
        page[y : y + 4, x : x + 40] = True
    return bits.pack(page)


@pytest.mark.parametrize(
    ("first", "second", "roles"),
    [
        ({}, {}, ["primary"]),
        (JOINT, BEN, ["primary"]),
        (BEN, JOINT, ["spouse"]),
        (JOINT, JOINT, ["primary", "spouse"]),
        (NOBODY, NOBODY, ["primary"]),
    ],
)
def test_a_second_return_is_found_in_any_role(desk, couple, first, second, roles):
    """Both wait for a person; also where nobody on record has the number.

    domain 4.1: duplicate returns; domain 10a: Duplicate returns.
    """
    one, other = (make.arrive(desk, make.a_return(**fields)) for fields in (first, second))
    assert found(desk, other) == [("SECOND_RETURN", one, roles)]
    assert [code for code, number, _ in found(desk, one) if number == other] == ["SECOND_RETURN"]
    assert {make.document(desk, number).recommendation for number in (one, other)} == {"review"}


def test_a_closed_return_counts_too(desk, couple, clerk):
    """The first one has gone on already; the second one is still a second one."""
    one = make.arrive(desk, make.a_return(**JOINT))
    decisions.decide(desk, one, "release", clerk)
    other = make.arrive(desk, make.a_return(**BEN))
    assert found(desk, other) == [("SECOND_RETURN", one, ["primary"])]
    assert make.document(desk, other).recommendation == "review"


@pytest.mark.parametrize(
    ("other", "code", "action"),
    [
        (make.a_return("2024"), None, "release"),
        (make.an_amended_return(tax_year=make.read("2025")), "AMENDED", "release"),
        (make.an_amended_return(tax_year=make.read("2024")), None, "release"),
        (make.a_return(**BEN), None, "release"),
    ],
)
def test_what_is_no_second_return(desk, couple, other, code, action):
    """Another year's, an amended one, and another person's; that one return amends the other is told all the same."""
    make.arrive(desk, make.a_return())
    number = make.arrive(desk, other)
    assert [one[0] for one in found(desk, number)] == ([code] if code else [])
    assert make.document(desk, number).recommendation == action


def test_two_amended_returns_of_a_year_are_compared(desk, couple):
    """An amended return follows an original, not another amended one."""
    one, other = (make.arrive(desk, make.an_amended_return()) for _ in range(2))
    assert found(desk, other) == [("SECOND_RETURN", one, ["primary"])]


def test_the_same_paper_is_told_by_its_look(desk, couple):
    """A second scan of one paper is shown as such, and not dropped; another amount in one place is another paper."""
    paper, other = look((100, 110), (300, 110), (500, 110)), look((100, 110), (300, 110), (520, 160))
    first = make.arrive(desk, make.a_return(), looks=[paper, paper])
    copy = make.arrive(desk, make.a_return(), looks=[paper, paper])
    another = make.arrive(desk, make.a_return(), looks=[paper, other])
    assert found(desk, copy) == [("SAME_PAPER", first, ["primary"]), ("SECOND_RETURN", another, ["primary"])]
    assert {code for code, *_ in found(desk, another)} == {"SECOND_RETURN"}
    assert make.document(desk, copy).recommendation == "review"


def test_a_copy_is_closed_with_a_reason_and_counts_no_more(desk, couple, clerk, other_clerk):
    """The return that stays is no second one then; whoever said so does not release it alone."""
    one = make.arrive(desk, make.a_return(), received=date(2026, 2, 2))
    copy = make.arrive(desk, make.a_return(), received=date(2026, 2, 9))
    same_paper.join(desk, copy, one, "the same sheet, scanned twice", clerk)
    closed = make.document(desk, copy)
    assert (closed.state, closed.successor_id) == ("closed", one)
    assert make.document(desk, one).recommendation == "release"
    with desk.database.reading() as session:
        assert [row.document_id for row in worklist.waiting(session)] == [one]
    with pytest.raises(errors.NotAllowed, match="same paper"):
        decisions.decide(desk, one, "release", clerk)
    decisions.decide(desk, one, "release", other_clerk)


def test_a_form_known_by_its_name_alone_is_a_return_too(desk, couple):
    """A return of a form without a definition on file counts by its tax year."""
    plain = make.a_return().fields
    one = make.arrive(desk, make.a_return("2024"))
    other = make.arrive(desk, DocumentReading([1, 2], [1, 2], "1040", None, plain, tax_year=2024))
    assert found(desk, other) == [("SECOND_RETURN", one, ["primary"])]

"""Pages to documents: what follows what, and when the order leaves a doubt."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.mailroom.sheet_codes import COVER, SEPARATOR, Sheet
from intake.stack import findings
from intake.stack.assemble import Leaf, group


def returns(*pages: int | str | None, revision: str = "2024") -> list[Leaf]:
    """Leaves of 1040s by form page; None is a foreign page, "blank" an empty one, "|" a separator, "^" a cover."""
    made = []
    for number, page in enumerate(pages, start=1):
        if page == "blank":
            made.append(Leaf(number, blank=True))
        elif page in ("|", "^"):
            made.append(Leaf(number, sheet=Sheet({"|": SEPARATOR, "^": COVER}[page])))
        elif page is None:
            made.append(Leaf(number))
        else:
            made.append(Leaf(number, "f1040", revision, page, wanted=(1, 2)))
    return made


def numbers(leaves: list[Leaf]) -> list[list[int]]:
    return [[leaf.number for leaf in one.leaves] for one in group(leaves)]


def codes(leaves: list[Leaf]) -> list[list[str]]:
    return [[finding.code for finding in one.findings] for one in group(leaves)]


def test_two_returns_in_one_file_are_two_documents():
    """Every page 1 begins a document and the page 2 after it belongs to it, without a finding."""
    leaves = returns(1, 2, 1, 2)
    assert numbers(leaves) == [[1, 2], [3, 4]]
    assert codes(leaves) == [[], []]


def test_a_page_one_alone_misses_its_second():
    """A return without page 2 says so."""
    assert codes(returns(1)) == [["PAGE_MISSING"]]


def test_a_lone_page_two_is_a_document_that_misses_its_first():
    """Page 2 names nobody, so it is never given to somebody by guess."""
    assert codes(returns(2)) == [["PAGE_MISSING"]]


def test_one_return_backwards_is_joined_and_said():
    """Page 2 before page 1 and nothing else of that form can only be one return."""
    leaves = returns(2, 1)
    assert numbers(leaves) == [[1, 2]]
    assert codes(leaves) == [["PAGE_ORDER"]]


def test_a_stack_backwards_is_left_to_a_person():
    """2, 1, 2, 1 may be cut in two ways: the pages are said to be in doubt on every document."""
    assert all("PAGE_ORDER" in found for found in codes(returns(2, 1, 2, 1)))


def test_a_second_page_two_puts_both_documents_in_doubt():
    """Which of two page 2s belongs to the page 1 cannot be known."""
    leaves = returns(1, 2, 2)
    assert numbers(leaves) == [[1, 2], [3]]
    assert all("PAGE_ORDER" in found for found in codes(leaves))


def test_a_page_two_after_two_page_ones_is_in_doubt():
    """One of the two page 1s lost its second page, and it may be either."""
    assert all("PAGE_ORDER" in found for found in codes(returns(1, 1, 2)))


def test_pages_of_two_years_are_never_joined():
    """A page 2 of another revision does not complete a page 1."""
    first, second = returns(1, revision="2023")[0], Leaf(2, "f1040", "2024", 2, wanted=(1, 2))
    assert numbers([first, second]) == [[1], [2]]
    assert codes([first, second]) == [["PAGE_MISSING"], ["PAGE_MISSING"]]


def test_foreign_pages_form_one_document_without_a_form():
    """Papers that are none of ours stay together, apart from the return before them."""
    leaves = returns(1, 2, None, None)
    assert numbers(leaves) == [[1, 2], [3, 4]]
    assert group(leaves)[1].form == (None, None)


def test_a_paper_between_the_pages_of_a_return_is_in_doubt():
    """Page 2 after a foreign paper is joined only with a word to the person who decides."""
    leaves = returns(1, None, 2)
    assert numbers(leaves) == [[1, 3], [2]]
    assert codes(leaves)[0] == ["PAGE_ORDER"]


def test_blank_backs_do_not_part_a_return():
    """Blank pages of a two-sided scan belong to no document and need no word."""
    leaves = returns(1, "blank", 2, "blank")
    assert numbers(leaves) == [[1, 3]]
    assert codes(leaves) == [[]]


def test_a_file_of_blank_pages_is_one_document():
    """Every file ends as a document, an empty one too."""
    leaves = returns("blank", "blank")
    assert numbers(leaves) == [[1, 2]]
    assert codes(leaves) == [["BLANK"]]


def test_a_form_needs_only_the_pages_with_fields():
    """An application without its Spanish side is complete."""
    assert group([Leaf(1, "f15227", "2021-01", 1, wanted=(1,))])[0].findings == []


@given(st.lists(st.sampled_from([1, 2, None, "blank", "|", "^"]), max_size=12))
def test_every_written_page_ends_in_exactly_one_document(order):
    """Whatever the order, no page is lost and none is doubled; sheets and blank backs are in no document."""
    leaves = returns(*order)
    written = [leaf.number for leaf in leaves if not leaf.blank and not leaf.sheet]
    nothing_else = [leaf.number for leaf in leaves if leaves and all(one.blank for one in leaves)]
    assert sorted(number for one in numbers(leaves) for number in one) == written + nothing_else


def told(*order) -> list[tuple[str, int]]:
    """Code and page of what is said about a stack."""
    leaves = returns(*order)
    return [(one.code, one.page) for one in findings.findings(leaves, group(leaves))]


def test_separators_part_what_order_alone_would_join():
    """A separator ends a document, whatever follows it; the sheets themselves are in none."""
    leaves = returns("^", 1, 2, "|", None, "|", None)
    assert numbers(leaves) == [[2, 3], [5], [7]]


def test_a_document_never_reaches_over_a_separator():
    """Page 1 and page 2 with a separator between them are two documents, and the separator is doubted."""
    assert numbers(returns(1, "|", 2)) == [[1], [3]]
    assert told(1, "|", 2) == [("SEPARATOR_INSIDE", 2)]


def test_two_first_pages_without_a_separator_are_reported():
    """The second return begins where a separator was missed; attachments need none."""
    assert told(1, 2, "|", 1, 2, 1, 2) == [("SEPARATOR_MISSED", 6)]
    assert told(1, 2, None, "|", 1, 2) == []


@pytest.mark.parametrize("between", [(), ("blank",), ("blank", "blank")])
def test_nothing_between_two_separators_is_reported(between):
    """A document may have been lost there or lain on its face; after the last separator nothing need follow."""
    assert told("^", 1, 2, "|", *between, "|", 1, 2, "|") == [("SEPARATOR_DOUBLE", 5 + len(between))]


def test_a_stack_of_sheets_only_has_no_document():
    """A cover sheet scanned alone is counted and makes no document."""
    assert numbers(returns("^")) == numbers(returns("^", "blank", "|")) == []

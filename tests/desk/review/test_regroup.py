"""Splitting and joining papers: every page in exactly one document, readings with their pages, nothing lost."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from desk import errors
from desk.models import Document, Page, Reading
from desk.reading.found import DocumentReading
from desk.review import regroup
from desk.screens import document as cases
from tests.factories import a_return, arrive, document, read, release_by_two, taxpayer


def pages(desk) -> dict[int, list[int]]:
    """The page numbers of each document that has any."""
    found: dict[int, list[int]] = {}
    with desk.database.reading() as session:
        for page in session.scalars(select(Page).order_by(Page.number)):
            found.setdefault(page.document_id, []).append(page.number)
    return found


def fields(desk, number: int) -> set[str]:
    with desk.database.reading() as session:
        return set(session.scalars(select(Reading.field).where(Reading.document_id == number)))


def test_a_split_moves_pages_and_their_readings(desk, clerk):
    """The second page becomes a paper to be told, with what was read from it; the first keeps the rest."""
    whole = arrive(desk, a_return(primary_ip_pin=replace(read("482913"), page=2)))
    new = regroup.split(desk, whole, 2, clerk)
    assert pages(desk) == {whole: [1], new: [2]}
    assert fields(desk, new) == {"primary_ip_pin"} and "primary_ssn" in fields(desk, whole)
    made = document(desk, new)
    assert (made.state, made.kind, made.recommendation) == ("exception", None, "review")
    assert made.received_date == document(desk, whole).received_date


def test_joining_puts_a_split_paper_together_again(desk, clerk):
    """Pages and readings are back in one document; the emptied one is closed and told why."""
    taxpayer(desk)
    whole = arrive(desk, a_return(primary_ip_pin=replace(read("482913"), page=2)))
    before = fields(desk, whole)
    new = regroup.split(desk, whole, 2, clerk)
    regroup.join(desk, new, whole, clerk)
    assert pages(desk) == {whole: [1, 2]} and fields(desk, whole) == before
    assert document(desk, new).state == "closed"
    with desk.database.reading() as session:
        assert cases.open(session, new, clerk).history[-1].note.startswith("joined to D")


def test_a_joined_return_is_no_duplicate_of_itself(desk, clerk):
    """The emptied paper does not count as a second return of the same person."""
    taxpayer(desk)
    first = arrive(desk, a_return(), DocumentReading([3], [2], "f1040", "2025"))
    regroup.join(desk, first + 1, first, clerk)
    assert document(desk, first).recommendation == "release"


@pytest.mark.parametrize("first_page", [1, 9])
def test_a_split_must_leave_something_on_both_sides(desk, clerk, first_page):
    """All pages or none is no split."""
    with pytest.raises(errors.InvalidInput):
        regroup.split(desk, arrive(desk, a_return()), first_page, clerk)


def test_only_open_papers_of_one_file_are_joined(desk, clerk):
    """Another file's paper, itself, a stale view and a decided paper are refused, and nothing moves."""
    taxpayer(desk)
    one, other = arrive(desk, a_return()), arrive(desk, a_return())
    before = pages(desk)
    for wrong in (other, one):
        with pytest.raises(errors.InvalidInput):
            regroup.join(desk, one, wrong, clerk)
    with pytest.raises(errors.ChangedMeanwhile):
        regroup.split(desk, one, 2, clerk, version=0)
    release_by_two(desk, one)
    with pytest.raises(errors.WrongState):
        regroup.split(desk, one, 2, clerk)
    with pytest.raises(errors.NotFound):
        regroup.split(desk, 99, 2, clerk)
    assert pages(desk) == before


def test_siblings_are_the_open_papers_of_the_same_file(desk, clerk):
    """Only where pages could belong is offered."""
    first = arrive(desk, a_return(), DocumentReading([3], [None], None, None))
    arrive(desk, a_return())
    with desk.database.reading() as session:
        assert [one.id for one in regroup.siblings(session, session.get(Document, first))] == [first + 1]

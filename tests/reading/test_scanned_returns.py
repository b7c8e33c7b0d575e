"""Returns on real blanks, typed and by hand, scanned in an office: all become documents, no trusted number is wrong."""

from collections import Counter

import pytest

from bench.accuracy import documents, scoring
from intake import pipeline

SEED = 1040
RETURNS = 32


def files():
    """32 returns of all years, half in real hand-print, at office level; one lies upside down, one is with another."""
    for number in range(RETURNS - 1):
        year = documents.RETURNS[number % len(documents.RETURNS)]
        writing = "hand" if number % 2 else "typed"
        turned, count = (2 if number == 3 else 0), (2 if number == 7 else 1)
        yield documents.make([SEED, number], "f1040", year, writing, "office", count, turned)


@pytest.fixture(scope="module")
def read(real_paper):
    """Each file with its reading."""
    return [(made, pipeline.read(made.data)) for made in files()]


@pytest.fixture(scope="module")
def outcomes(read, record_testsuite_property):
    """Every field of every return against its truth."""
    found = [
        outcome
        for made, reading in read
        for document, truth in zip(reading.documents, made.truths, strict=False)
        for outcome in scoring.outcomes(document, truth)
    ]
    key = [one for one in found if one.kind in ("tin", "pin")]
    record_testsuite_property("TIN and PIN", str(Counter((one.kind, one.writing, one.state, one.exact) for one in key)))
    return found


def test_every_file_ends_as_documents_of_the_right_form(read):
    """Form, revision and pages are right, upside down and with two returns in one file too."""
    assert [
        one for made, reading in read if not (one := scoring.sort(made.name, reading.documents, made.truths)).right
    ] == []


def test_no_wrong_number_is_trusted(outcomes):
    """No TIN and no PIN stands as read, or as blank, that is not what was written."""
    assert [(one.name, one.writing, one.state) for one in outcomes if one.kind in ("tin", "pin") and one.wrong] == []


@pytest.mark.parametrize(("writing", "share"), [("typed", 0.7), ("hand", 0.25)])
def test_most_numbers_are_trusted(outcomes, writing, share):
    """Clerks key the few in doubt, not all."""
    mine = [one for one in outcomes if one.kind in ("tin", "pin") and one.writing == writing]
    assert sum(one.trusted for one in mine) >= share * len(mine)


@pytest.mark.parametrize(("writing", "share"), [("typed", 0.93), ("hand", 0.8)])
def test_numbers_are_read_right(outcomes, writing, share):
    """Trusted or not, the best guess at a number that was written is nearly always what was written."""
    mine = [one for one in outcomes if one.kind in ("tin", "pin") and one.writing == writing and one.filled]
    assert sum(one.exact for one in mine) >= share * len(mine)

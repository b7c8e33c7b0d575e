"""Plain English on screens: what is stored as a code is told in words."""

import pytest

from desk.documents import labels


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (labels.compared("TIN", "equal"), "Taxpayer number: the same"),
        (labels.compared("TIN", "one digit differs"), "Taxpayer number: one digit differs"),
        (labels.compared("ZIP", "differs"), "ZIP code: different"),
        (labels.reason("stale_year"), "Last year's IP PIN"),
        (labels.reason("stale year"), "Last year's IP PIN"),
        (labels.reason("being keyed"), "Being keyed"),
        (labels.state("exception"), "not recognized or unreadable"),
        (labels.letter("draft"), "waiting to be printed"),
        (labels.form("other", None, "pin_application"), "Another application"),
        (labels.form("other", None, "tax_return"), "Another return"),
    ],
)
def test_codes_are_told_in_words(told, words):
    """Of comparisons, delays, documents, letters and papers without a definition."""
    assert told == words

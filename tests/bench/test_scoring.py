"""What counts as right."""

import pytest

from bench.accuracy import scoring
from bench.accuracy.documents import Truth
from desk.reading.found import DocumentReading, FieldReading


def read(value, state="read"):
    """A reading of a field."""
    return FieldReading(value, state, 0.9, [], 1, (0, 0, 1, 1), "test")


@pytest.mark.parametrize(
    ("kind", "expected", "reading", "exact"),
    [
        ("name", "ANNA  B", read("Anna B"), True),
        ("name", "ANNA", read("ANNE"), False),
        ("tin", "400001234", read("400001234", "suspect"), True),
        ("tin", "400001234", read("400001284"), False),
        ("pin", "", read(None, "blank"), True),
        ("pin", "", read(None, "illegible"), False),
        ("pin", "123456", read(None, "blank"), False),
        ("pin", "123456", None, False),
    ],
)
def test_a_value_is_exact_or_not(kind, expected, reading, exact):
    """Numbers to the digit, names but for their case; an empty field is right only as blank."""
    assert scoring.outcome("field", kind, "hand", "office", expected, reading).exact is exact


def test_an_empty_box_read_as_blank_is_trusted_and_a_written_one_is_wrong():
    """Blank is a claim like any other: on a written field it is a trusted error."""
    assert scoring.outcome("x", "pin", "hand", "office", "123456", read(None, "blank")).wrong
    assert not scoring.outcome("x", "pin", "hand", "office", "", read(None, "blank")).wrong


@pytest.mark.parametrize(
    ("documents", "truths", "right", "wrong_form"),
    [
        ([DocumentReading([1, 2], [1, 2], "f1040", "2023")], 1, True, False),
        ([DocumentReading([1, 2], [1, 2], "f1040", "2024")], 1, False, False),
        ([DocumentReading([1], [1], "f1040", "2023"), DocumentReading([2], [None], None, None)], 1, False, False),
        ([DocumentReading([1], [None], None, None)], 0, True, False),
        ([DocumentReading([1], [1], "f1040", "2023")], 0, False, True),
    ],
)
def test_a_file_is_sorted_right_or_not(documents, truths, right, wrong_form):
    """Form, revision and pages must agree; a foreign paper taken for ours is the worst."""
    found = scoring.sort("file", documents, [Truth("f1040", "2023", "hand", "office", {})] * truths)
    assert (found.right, found.wrong_form) == (right, wrong_form)

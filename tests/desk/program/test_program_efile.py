"""E-file reject codes: every row of domain 4.3."""

from datetime import date

import pytest

from desk.program import efile
from desk.program.returns import Comparison
from desk.program.words import Role

EQUAL, DIFFERS, LAST = Comparison.EQUAL, Comparison.DIFFERS, Comparison.LAST_YEAR
ROWS = [
    # row, role, form, entered, comparison, answer
    ("IND-180-01", Role.PRIMARY, "1040", "123456", DIFFERS, "IND-180-01"),
    ("IND-180-01 last year's", Role.PRIMARY, "1040", "123456", LAST, "IND-180-01"),
    ("IND-181-01 missing", Role.PRIMARY, "1040", None, None, "IND-181-01"),
    ("IND-181-01 not valid", Role.PRIMARY, "1040", "000000", None, "IND-181-01"),
    ("IND-182-01", Role.SPOUSE, "1040", "123456", DIFFERS, "IND-182-01"),
    ("IND-183-01", Role.SPOUSE, "1040", "", None, "IND-183-01"),
    ("IND-996 missing", Role.DEPENDENT, "1040", None, None, "IND-996"),
    ("IND-996 not valid", Role.DEPENDENT, "1040", "123456", DIFFERS, "IND-996"),
    ("F2441-996", Role.DEPENDENT, "2441", None, None, "F2441-996"),
    ("SEIC-996", Role.DEPENDENT, "EIC", None, None, "SEIC-996"),
    ("match primary", Role.PRIMARY, "1040", "012345", EQUAL, "match"),
    ("match spouse", Role.SPOUSE, "1040", "012345", EQUAL, "match"),
    ("match dependent", Role.DEPENDENT, "1040", "012345", EQUAL, "match"),
]


@pytest.mark.parametrize(
    ("row", "role", "form", "entered", "comparison", "answer"), ROWS, ids=[f"4.3 {r[0]}" for r in ROWS]
)
def test_reject_codes(row, role, form, entered, comparison, answer):
    """The code of the row, or match."""
    assert efile.answer(role, True, entered, comparison, form) == answer


def test_nothing_required_is_never_rejected():
    """Somebody without a PIN requirement passes, with or without an entry."""
    assert efile.answer(Role.PRIMARY, False, None) == "match"
    assert efile.answer(Role.PRIMARY, False, "123456") == "match"


def test_a_comparison_left_out_is_an_error():
    """A wellformed entry without its comparison must not pass."""
    with pytest.raises(ValueError, match="comparison"):
        efile.answer(Role.PRIMARY, True, "123456")


DUPLICATES = [
    ("2025, tax year 2024, valid PIN", date(2025, 2, 1), 2024, "match", True),
    ("wrong PIN", date(2025, 2, 1), 2024, "IND-180-01", False),
    ("tax year 2023", date(2025, 2, 1), 2023, "match", False),
    ("before 2025", date(2024, 12, 31), 2024, "match", False),
]


@pytest.mark.parametrize(
    ("row", "filed", "tax_year", "primary", "accepted"), DUPLICATES, ids=[f"4.3 {d[0]}" for d in DUPLICATES]
)
def test_2025_duplicate_dependents(row, filed, tax_year, primary, accepted):
    """From 2025 the primary's valid PIN overrides a duplicate dependent, for tax year 2024 on."""
    assert efile.duplicate_dependent_accepted(filed, tax_year, primary) is accepted

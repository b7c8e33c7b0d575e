"""The e-file check on the record: TIN, PIN, role and filing date give a match or its reject code (domain.md 4.3)."""

from datetime import date

import pytest

from desk.pins import efile
from desk.program.words import Role
from tests import factories as make

TODAY, PRIMARY, SPOUSE, DEPENDENT = date(2026, 3, 2), Role.PRIMARY, Role.SPOUSE, Role.DEPENDENT


@pytest.fixture
def record(desk):
    """Anna has numbers of three years, one of them replaced; Bert is enrolled and has none; Cleo is not enrolled."""
    anna = make.taxpayer(desk, enrollment="victim")
    make.pin(desk, anna, "111111", 2026, "replaced")
    make.pin(desk, anna, "012345", 2026)
    make.pin(desk, anna, "222222", 2025, "expired")
    make.taxpayer(desk, tin="400005678", first="Bert", enrollment="f15227")
    make.taxpayer(desk, tin="400009012", first="Cleo")
    return desk


@pytest.mark.parametrize(
    ("row", "tin", "number", "role", "filed", "answer"),
    [
        ("right", "400001234", "012345", PRIMARY, TODAY, "match"),
        ("right, with a hyphen", "400001234", "012-345", PRIMARY, TODAY, "match"),
        ("right, as spouse", "400001234", "012345", SPOUSE, TODAY, "match"),
        ("right, as dependent", "400001234", "012345", DEPENDENT, TODAY, "match"),
        ("last day of the year", "400001234", "012345", PRIMARY, date(2026, 12, 31), "match"),
        ("dead on 1 January", "400001234", "012345", PRIMARY, date(2027, 1, 1), "IND-180-01"),
        ("not yet alive", "400001234", "012345", PRIMARY, date(2025, 12, 31), "IND-180-01"),
        ("last year's in its year", "400001234", "222222", PRIMARY, date(2025, 12, 31), "match"),
        ("last year's", "400001234", "222222", PRIMARY, TODAY, "IND-180-01"),
        ("replaced", "400001234", "111111", PRIMARY, TODAY, "IND-180-01"),
        ("differs, spouse", "400001234", "999999", SPOUSE, TODAY, "IND-182-01"),
        ("differs, dependent", "400001234", "999999", DEPENDENT, TODAY, "IND-996"),
        ("missing", "400001234", None, PRIMARY, TODAY, "IND-181-01"),
        ("empty", "400001234", "", SPOUSE, TODAY, "IND-183-01"),
        ("missing, dependent", "400001234", None, DEPENDENT, TODAY, "IND-996"),
        ("five digits", "400001234", "12345", PRIMARY, TODAY, "IND-181-01"),
        ("all zeros", "400001234", "000000", PRIMARY, TODAY, "IND-181-01"),
        ("enrolled, none issued", "400005678", "012345", PRIMARY, TODAY, "IND-180-01"),
        ("not enrolled", "400009012", None, PRIMARY, TODAY, "match"),
        ("not on record", "400007777", "012345", PRIMARY, TODAY, "match"),
    ],
)
def test_the_record_answers_with_a_code(record, row, tin, number, role, filed, answer):
    """Every row of the table, by the calendar year of the filing date."""
    assert efile.check(record, tin, number, role, filed) == answer


@pytest.mark.parametrize(("form", "code"), [("2441", "F2441-996"), ("EIC", "SEIC-996")])
def test_a_dependents_number_on_a_schedule_has_its_own_family(record, form, code):
    """Domain 4.3: F2441 and SEIC."""
    assert efile.check(record, "400001234", None, DEPENDENT, TODAY, form) == code

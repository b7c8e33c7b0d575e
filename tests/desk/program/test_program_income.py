"""The income limit by year: every row of domain 1.4."""

from datetime import date

import pytest

from desk.program import income, rules
from desk.program.settings import ProgramSettings

ROWS = [
    # row, received, status, greatest income that passes, least that does not
    ("Jan 2021 individual", date(2021, 1, 1), "single", 72_000, 72_001),
    ("Jan 2021 joint, no separate figure", date(2021, 12, 31), "joint", 72_000, 72_001),
    ("2022 individual", date(2022, 1, 1), "head", 72_999, 73_000),
    ("2022 joint", date(2022, 12, 31), "joint", 145_999, 146_000),
    ("2023 individual", date(2023, 5, 1), "separate", 72_999, 73_000),
    ("2023 joint", date(2023, 5, 1), "joint", 145_999, 146_000),
    ("2024 individual", date(2024, 2, 29), "survivor", 78_999, 79_000),
    ("2024 joint", date(2024, 2, 29), "joint", 157_999, 158_000),
    ("2025 individual", date(2025, 1, 1), "single", 83_999, 84_000),
    ("2025 joint", date(2025, 12, 31), "joint", 167_999, 168_000),
]

UNPUBLISHED = max(rule.ends.year for rule in rules.every("income")) + 1
"""The first year for which the rule book has no income limit."""


@pytest.mark.parametrize(("row", "received", "status", "passes", "fails"), ROWS, ids=[r[0] for r in ROWS])
def test_the_limit_of_the_year_is_applied_to_the_dollar(row, received, status, passes, fails):
    """The last income that passes and the first that does not are those of the row."""
    assert income.check(received, passes, status, 2020).within is True
    assert income.check(received, fails, status, 2020).within is False


def test_1_4_a_year_without_a_row_has_no_figure_so_the_answer_is_open():
    """No limit is invented for a year after the last one in the rule book: the answer is open and says why."""
    found = income.check(date(UNPUBLISHED, 3, 2), 10_000, "single", 2024)
    assert (found.within, found.code) == (None, "NO_LIMIT")
    assert str(UNPUBLISHED) in found.reason


def test_1_4_a_year_without_a_row_can_be_supplied_by_a_setting():
    """A figure that the office sets is applied strictly, as in the years before."""
    settings = ProgramSettings(income_limits={UNPUBLISHED: (85_000, 170_000)})
    asked = [(84_999, "single"), (85_000, "single"), (169_999, "joint")]
    found = [income.check(date(UNPUBLISHED, 3, 2), *one, 2025, settings).within for one in asked]
    assert found == [True, False, True]


@pytest.mark.parametrize("year", [2022, 2024])
def test_1_4_unconfirmed_rows_are_settings(year):
    """Without the office's figure an unconfirmed year has no limit at all."""
    assert income.limit(date(year, 6, 1), ProgramSettings(income_limits={})) is None


@pytest.mark.parametrize("year", [2021, 2023, 2025])
def test_1_4_confirmed_rows_cannot_be_overridden(year):
    """A setting changes nothing where the figure is confirmed."""
    settings = ProgramSettings(income_limits={year: (1, 2)})
    assert income.limit(date(year, 6, 1), settings) == income.limit(date(year, 6, 1))


def test_nothing_is_known_before_the_program_opened():
    """Before January 2021 nobody could opt in, whatever a setting says."""
    settings = ProgramSettings(income_limits={2020: (1, 2)})
    assert income.limit(date(2020, 12, 31), settings) is None


def test_somebody_who_never_filed_has_no_income_to_test():
    """No filed return is a question for a clerk, not a rejection."""
    assert income.check(date(2025, 3, 1), None, None, None).code == "NEVER_FILED"


def test_a_return_without_income_on_record_is_a_question():
    """A filed return whose income is not on record leaves the answer open."""
    assert income.check(date(2025, 3, 1), None, "single", 2023).code == "NO_AGI"


@pytest.mark.parametrize(("agi", "within"), [(83_999, True), (84_000, None), (167_999, None), (168_000, False)])
def test_an_unknown_filing_status_matters_only_between_the_figures(agi, within):
    """Below both limits it passes, over both it does not, between them a person decides."""
    assert income.check(date(2025, 3, 1), agi, None, 2023).within is within

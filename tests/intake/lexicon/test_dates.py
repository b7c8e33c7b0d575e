"""Dates as written become ISO only where they are complete and in the calendar."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from intake.lexicon import dates


@given(some.dates(date(2000, 1, 1), date(2099, 12, 31)), some.sampled_from(["/", "-", ".", " "]))
def test_month_day_year_with_any_separator(day: date, sign: str):
    """Every day of the century is found again from how people write it, with two or four digits of the year."""
    assert dates.iso(f"{day.month}{sign}{day.day}{sign}{day.year}") == day.isoformat()
    assert dates.iso(f"{day.month:02}{sign}{day.day:02}{sign}{day.year % 100:02}") == day.isoformat()


@pytest.mark.parametrize("written", ["02/30/2026", "13/01/2026", "3/2", "March", "1/1/202", ""])
def test_what_is_no_date_stays_as_written(written: str):
    """Impossible and incomplete dates give None."""
    assert dates.iso(written) is None


@pytest.mark.parametrize("written", ["March 2, 2026", "mar 2 2026", "03022026", "030226", "2026-03-02"])
def test_other_ways_to_write_a_date(written: str):
    """Months in words and dates without separators are complete dates too."""
    assert dates.iso(written) == "2026-03-02"

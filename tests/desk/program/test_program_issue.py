"""When and for which year a PIN is issued: domain 1.5, 1.7 and the calendar of 5."""

from datetime import date

import pytest

from desk.program import issue, season
from desk.program.settings import ProgramSettings

ROWS = [
    # row, route, revision, received, today, year, day, mail by
    ("1.5 PIN timing 2021: start of the next calendar year", "f15227", "2021-01",
     date(2021, 3, 1), date(2021, 4, 1), 2022, date(2022, 1, 10), None),
    ("1.5 PIN timing 2021, approved only in the next year", "f15227", "2021-01",
     date(2021, 12, 31), date(2022, 2, 3), 2022, date(2022, 2, 3), None),
    ("1.5 PIN timing 2021, approved two years late", "f15227", "2021-01",
     date(2021, 3, 1), date(2023, 3, 1), 2023, date(2023, 3, 1), None),
    ("1.5 PIN timing 2023: four to six weeks", "f15227", "2021-01",
     date(2023, 5, 1), date(2023, 5, 20), 2023, date(2023, 5, 20), date(2023, 6, 12)),
    ("1.5 PIN timing after 2023", "f15227", "2025-01",
     date(2026, 2, 20), date(2026, 3, 2), 2026, date(2026, 3, 2), date(2026, 4, 3)),
    ("domain 1.7: In person at TAC, 2020-21 within three weeks", "tac", None,
     date(2021, 6, 1), date(2021, 6, 1), 2021, date(2021, 6, 1), date(2021, 6, 22)),
    ("domain 1.7: In person at TAC, 2023 four to six weeks", "tac", None,
     date(2023, 6, 1), date(2023, 6, 1), 2023, date(2023, 6, 1), date(2023, 7, 13)),
    ("5 mid-Nov: approved the day before issuing closes", "f15227", "2025-01",
     date(2025, 11, 1), date(2025, 11, 14), 2025, date(2025, 11, 14), date(2025, 12, 13)),
    ("5 mid-Nov: approved while issuing is closed", "f15227", "2025-01",
     date(2025, 11, 1), date(2025, 11, 15), 2026, date(2026, 1, 15), date(2026, 1, 15)),
    ("5 mid-Jan: tool back on 12 Jan 2021", "tac", None,
     date(2021, 1, 5), date(2021, 1, 6), 2021, date(2021, 1, 12), date(2021, 1, 26)),
    ("5 mid-Jan: tool back on 10 Jan 2022", "tac", None,
     date(2021, 12, 1), date(2021, 12, 1), 2022, date(2022, 1, 10), date(2022, 1, 10)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("row", "route", "revision", "received", "today", "year", "day", "by"), ROWS, ids=[r[0] for r in ROWS]
)
def test_the_plan_of_each_row(row, route, revision, received, today, year, day, by):
    """Year, first day of issue and last day of mailing are those of the rule in force."""
    plan = issue.issue_plan(route, revision, received, today)
    assert (plan.calendar_year, plan.issue_on, plan.mail_by) == (year, day, by)
    assert plan.scheduled == (day > today)
    assert plan.section in ("1.5", "1.7")
    assert not plan.review


NONE = [
    ("1.5 nothing is said of 2022", "f15227", "2021-01", date(2022, 5, 1), date(2022, 5, 2)),
    ("1.7 nothing is said of 2022", "tac", None, date(2022, 5, 1), date(2022, 5, 2)),
    ("1.7 online PINs are not issued here", "online", None, date(2025, 5, 1), date(2025, 5, 2)),
    ("1.7 victims are not issued one by one", "victim", None, date(2025, 5, 1), date(2025, 5, 2)),
    ("3.4 before January 2021", "f15227", None, date(2020, 12, 31), date(2021, 2, 1)),
    ("1.1 a revision before its time", "f15227", "2025-01", date(2024, 12, 31), date(2025, 2, 1)),
    ("1.1 an unknown revision", "f15227", "2030-01", date(2030, 2, 1), date(2030, 2, 1)),
    ("received in the future", "f15227", "2025-01", date(2025, 5, 2), date(2025, 5, 1)),
]


@pytest.mark.parametrize(("row", "route", "revision", "received", "today"), NONE, ids=[r[0] for r in NONE])
def test_where_no_rule_holds_a_person_decides(row, route, revision, received, today):
    """No year and no day are invented; the reason is said."""
    plan = issue.issue_plan(route, revision, received, today)
    assert plan.review
    assert (plan.calendar_year, plan.mail_by) == (None, None)
    assert plan.reason


def test_an_office_may_adopt_a_rule_for_a_year_without_one():
    """A gap can be filled by the rule of another year, by settings only."""
    settings = ProgramSettings(adopted={"issue_f15227.2022": "issue-f15227-2023"})
    plan = issue.issue_plan("f15227", "2021-01", date(2022, 5, 1), date(2022, 5, 2), settings)
    assert (plan.calendar_year, plan.rule) == (2022, "issue-f15227-2023")


CALENDAR = [
    ("5 mid-Nov tool goes down", date(2023, 11, 14), False),
    ("5 mid-Nov tool goes down", date(2023, 11, 15), True),
    ("5 1 Jan within the closure", date(2024, 1, 1), True),
    ("5 mid-Jan tool back", date(2024, 1, 14), True),
    ("5 mid-Jan tool back", date(2024, 1, 15), False),
    ("5 tool back 12 Jan 2021", date(2021, 1, 11), True),
    ("5 tool back 12 Jan 2021", date(2021, 1, 12), False),
    ("5 tool back 10 Jan 2022", date(2022, 1, 9), True),
    ("5 tool back 10 Jan 2022", date(2022, 1, 10), False),
]


@pytest.mark.parametrize(("row", "day", "closed"), CALENDAR)
def test_the_season_closes_and_reopens_on_its_days(row, day, closed):
    """domain 3.3 row 1: issuing rests from mid-November to mid-January, with the known days where known."""
    assert season.closed(day) is closed
    assert (season.next_open(day) == day) is not closed


def test_5_the_days_of_a_season_are_settings_by_year():
    """An office moves one year's closing and reopening without touching the others.

    domain 10a: 2024–25 maintenance from 23 November to early January.
    """
    settings = ProgramSettings(closes={2024: date(2024, 11, 23)}, reopens={2025: date(2025, 1, 7)})
    assert not season.closed(date(2024, 11, 22), settings)
    assert season.next_open(date(2024, 11, 23), settings) == date(2025, 1, 7)
    assert season.closed(date(2025, 11, 15), settings)


def test_5_cp01as_are_mailed_from_mid_december_to_early_january():
    """The mailing window of a calendar year starts in the December before."""
    assert season.mailing_window(2022) == (date(2021, 12, 15), date(2022, 1, 8))


def test_5_cases_count_up_to_mid_november():
    """A victim's case must be resolved by mid-November for the coming run."""
    assert season.case_cutoff(2022) == date(2021, 11, 15)


def test_the_reason_speaks_of_the_closure_only_when_it_delays():
    """A plan moved by the closure says until when; another does not mention it."""
    open_plan = issue.issue_plan("f15227", "2025-01", date(2025, 3, 3), date(2025, 3, 3))
    moved = issue.issue_plan("f15227", "2025-01", date(2025, 11, 20), date(2025, 11, 20))
    assert "closed" not in open_plan.reason
    assert "closed until 2026-01-15" in moved.reason


def test_1_5_an_office_may_hold_pins_back_for_some_days():
    """The wait before a later-rule PIN is issued counts from receipt and is a setting."""
    settings = ProgramSettings(issue_after_days=28)
    plan = issue.issue_plan("f15227", "2025-01", date(2025, 3, 3), date(2025, 3, 10), settings)
    assert (plan.issue_on, plan.scheduled) == (date(2025, 3, 31), True)


def test_5_filing_season_and_due_dates():
    """The opening is known for 2022 only; due dates are settings that may vary by year."""
    settings = ProgramSettings(due={2024: date(2024, 4, 17)}, extended={2024: date(2024, 10, 16)})
    assert (season.filing_opens(2022), season.filing_opens(2023)) == (date(2022, 1, 24), None)
    assert (season.due(2023), season.extended_due(2023)) == (date(2023, 4, 15), date(2023, 10, 15))
    assert (season.due(2024, settings), season.extended_due(2024, settings)) == (
        date(2024, 4, 17),
        date(2024, 10, 16),
    )

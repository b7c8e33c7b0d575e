"""Who is enrolled and who is mailed: domain 1.7, 2.2 and 3.4."""

from datetime import date

import pytest

from desk.program import enrollment
from desk.program.enrollment import Enrollment
from desk.program.settings import ProgramSettings
from desk.program.words import Route

VICTIM, ONLINE, FORM, TAC, PILOT = Route.VICTIM, Route.ONLINE, Route.F15227, Route.TAC, Route.PILOT

OPT_OUT = [
    ("January 2021: no opt-out", FORM, date(2021, 1, 1), False),
    ("2021 to its end", ONLINE, date(2021, 12, 31), False),
    ("planned for 2022, nothing known", ONLINE, date(2022, 1, 1), None),
    ("before mid-2024, nothing known", FORM, date(2024, 6, 30), None),
    ("by mid-2024: guidance", ONLINE, date(2024, 7, 1), True),
    ("by mid-2024: form", FORM, date(2026, 3, 2), True),
    ("victims cannot, 2021", VICTIM, date(2021, 1, 1), False),
    ("victims cannot, 2022", VICTIM, date(2022, 6, 1), False),
    ("victims cannot, 2026", VICTIM, date(2026, 3, 2), False),
]


@pytest.mark.parametrize(("row", "route", "on", "allowed"), OPT_OUT, ids=[f"3.4 {r[0]}" for r in OPT_OUT])
def test_who_may_opt_out(row, route, on, allowed):
    """By date and route; None, with a reason, where nothing is known.

    domain 10a: Volunteers may opt out at any time; domain 1.7: Confirmed identity-theft victim, who cannot.
    """
    got = enrollment.opt_out(route, on)
    assert got.allowed is allowed
    assert got.reason


def test_3_4_one_time_enrollment_ends_with_its_year():
    """Somebody enrolled for one year is not in the next year's run."""
    one = Enrollment(FORM, date(2024, 3, 1), one_time=True)
    assert enrollment.annual([one], 2025).code == "one_time"


OLD, NEW = date(2017, 1, 1), date(2020, 3, 1)
IN_TIME = Enrollment(VICTIM, NEW, case_resolved_on=date(2020, 11, 15))
TOO_LATE = Enrollment(VICTIM, NEW, case_resolved_on=date(2020, 11, 16))
RUN = [
    # row, enrollment, year, include, code
    ("2.2 2014-18 pilot", Enrollment(PILOT, date(2014, 2, 1)), 2016, True, "recipient"),
    ("2.2 2021 victim", Enrollment(VICTIM, NEW), 2021, True, "recipient"),
    ("2.2 2021 case resolved in time", IN_TIME, 2021, True, "recipient"),
    ("2.2 2021 case resolved too late", TOO_LATE, 2021, False, "case_open"),
    (
        "domain 1.7: Confirmed identity-theft victim, case open",
        Enrollment(VICTIM, NEW, case_open=True),
        2025,
        False,
        "case_open",
    ),
    ("2.2 2021 enrolled before 2019", Enrollment(ONLINE, date(2018, 12, 31)), 2021, True, "recipient"),
    ("2.2 2021 enrolled online in 2019", Enrollment(ONLINE, date(2019, 1, 1)), 2021, False, "online"),
    ("2.2 2021 pilot of before 2019", Enrollment(PILOT, OLD), 2021, True, "recipient"),
    ("2.2 2022 nothing known: form", Enrollment(FORM, date(2021, 3, 1)), 2022, None, "no_rule"),
    ("2.2 2022 nothing known: victim", Enrollment(VICTIM, NEW), 2022, None, "no_rule"),
    ("domain 1.7: Confirmed identity-theft victim, CP01A every year", Enrollment(VICTIM, NEW), 2023, True, "recipient"),
    ("1.5 2023 form: CP01A every year", Enrollment(FORM, date(2021, 3, 1)), 2023, True, "recipient"),
    ("2.2 2023 assistance center", Enrollment(TAC, date(2021, 3, 1)), 2026, True, "recipient"),
    ("domain 1.7: Get an IP PIN online, no CP01A later", Enrollment(ONLINE, date(2021, 3, 1)), 2023, False, "online"),
    ("domain 1.7: Get an IP PIN online, holder from before 2019", Enrollment(ONLINE, OLD), 2024, True, "recipient"),
    ("pilot of a later day", Enrollment(PILOT, date(2019, 6, 1)), 2024, False, "not_in_era"),
    ("ended before the year", Enrollment(FORM, NEW, ended_on=date(2024, 12, 31)), 2025, False, "ended"),
    ("ends within the year", Enrollment(FORM, NEW, ended_on=date(2025, 6, 1)), 2025, True, "recipient"),
    ("enrolled in the year itself", Enrollment(FORM, date(2025, 2, 1)), 2025, False, "later"),
]


@pytest.mark.parametrize(("row", "one", "year", "include", "code"), RUN, ids=[r[0] for r in RUN])
def test_who_is_in_the_annual_run(row, one, year, include, code):
    """Each enrollment is in or out of the year's run, with its reason."""
    got = enrollment.annual([one], year)
    assert (got.include, got.code) == (include, code)
    assert got.reason


def test_2_3_the_deceased_are_never_mailed():
    """A date of death excludes, whatever the enrollment."""
    got = enrollment.annual([Enrollment(VICTIM, OLD)], 2025, deceased=True)
    assert (got.include, got.code) == (False, "deceased")


def test_the_best_of_several_enrollments_counts():
    """An online enrollee who became a victim is mailed; nobody enrolled is excluded."""
    both = [Enrollment(ONLINE, NEW), Enrollment(VICTIM, date(2023, 5, 1))]
    assert enrollment.annual(both, 2025).include is True
    assert enrollment.annual([], 2025).include is False


def test_an_office_may_adopt_a_rule_for_2022():
    """The gap of 2022 can be filled by settings with the rule of 2023."""
    settings = ProgramSettings(adopted={"recipients.2022": "recipients-2023"})
    got = enrollment.annual([Enrollment(FORM, date(2021, 3, 1))], 2022, settings=settings)
    assert got.include is True


@pytest.mark.parametrize(("ended", "code"), [(date(2025, 1, 1), "ended"), (date(2025, 1, 2), "recipient")])
def test_an_enrollment_that_ends_on_new_years_day_is_over(ended, code):
    """The first of January is the first day of the year's PIN, so an end on it excludes."""
    assert enrollment.annual([Enrollment(FORM, NEW, ended_on=ended)], 2025).code == code


@pytest.mark.parametrize(("since", "code"), [(date(2024, 12, 31), "recipient"), (date(2025, 1, 1), "later")])
def test_the_last_day_to_be_enrolled_before_the_year(since, code):
    """Enrolled by 31 December is in the run; from 1 January the enrollment's own rule issues."""
    assert enrollment.annual([Enrollment(FORM, since)], 2025).code == code

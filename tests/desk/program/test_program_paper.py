"""Paper returns: need by domain 3.2, boxes by 3.5, the edge of the year by 5."""

from datetime import date

import pytest

from desk.program import paper
from desk.program.settings import ProgramSettings
from desk.program.words import Role

NEEDS = [
    ("any return of the calendar year", "f1040", date(2021, 4, 1), True),
    ("1040-SR", "1040-SR", date(2025, 4, 1), True),
    ("1040-NR", "1040-NR", date(2025, 4, 1), True),
    ("1040-PR", "1040-PR", date(2022, 4, 1), True),
    ("1040-SS", "1040-SS", date(2025, 4, 1), True),
    ("1040A of old years", "1040A", date(2021, 4, 1), True),
    ("1040EZ of old years", "1040EZ", date(2021, 4, 1), True),
    ("1040-X 2016-17", "1040-X", date(2017, 12, 31), False),
    ("1040-X between the eras", "1040-X", date(2021, 12, 31), None),
    ("1040-X since 2022", "1040-X", date(2022, 1, 1), True),
    ("Form 4868", "4868", date(2025, 4, 1), False),
    ("Form 433-D", "433-D", date(2025, 4, 1), False),
    ("state return", "state", date(2025, 4, 1), False),
    ("a form nobody described", "9999", date(2025, 4, 1), None),
]


@pytest.mark.parametrize(("row", "form", "received", "needed"), NEEDS, ids=[f"3.2 {n[0]}" for n in NEEDS])
def test_which_forms_need_the_pin(row, form, received, needed):
    """By form and received date; None, with a reason, where nothing is known."""
    got = paper.need(form, received)
    assert got.needed is needed
    assert got.reason


BOXES = [
    # row, form, tax year, primary, spouse
    ("before the boxes", "1040", 2010, None, None),
    ("1040 TY2011", "1040", 2011, True, False),
    ("1040 TY2017, one box", "f1040", 2017, True, False),
    ("1040A TY2015", "1040A", 2015, True, False),
    ("1040A ended with TY2017", "1040A", 2018, None, None),
    ("1040EZ TY2017", "1040EZ", 2017, True, False),
    ("1040EZ ended with TY2017", "1040EZ", 2018, None, None),
    ("1040 TY2018, two boxes", "f1040", 2018, True, True),
    ("1040 TY2020, two boxes", "f1040", 2020, True, True),
    ("1040 TY2025", "f1040", 2025, True, True),
    ("1040-SR TY2020", "1040-SR", 2020, True, True),
    ("1040-NR", "1040-NR", 2024, True, None),
    ("1040-SS", "1040-SS", 2024, True, None),
    ("1040-PR", "1040-PR", 2020, True, None),
    ("1040-X", "1040-X", 2023, True, None),
    ("2441 not on paper", "2441", 2024, False, False),
    ("Schedule EIC not on paper", "Schedule EIC", 2024, False, False),
]


@pytest.mark.parametrize(("row", "form", "tax_year", "primary", "spouse"), BOXES, ids=[f"3.5 {b[0]}" for b in BOXES])
def test_which_boxes_a_form_year_has(row, form, tax_year, primary, spouse):
    """One box to 2017, two later, None where a person must look."""
    got = paper.boxes(form, tax_year)
    assert (got.has(Role.PRIMARY), got.has(Role.SPOUSE)) == (primary, spouse)
    assert got.has(Role.DEPENDENT) is False
    assert got.reason


def test_3_5_the_first_year_with_two_boxes_is_a_setting_until_2020():
    """The unconfirmed year moves 2018 and 2019 only; 2017 and 2020 are confirmed."""
    settings = ProgramSettings(first_two_box_year=2019)
    spouse = {year: paper.boxes("1040", year, settings).spouse for year in range(2017, 2021)}
    assert spouse == {2017: False, 2018: False, 2019: True, 2020: True}


EDGES = [
    # row, received, postmark, year, edge, doubt
    ("received 30 Dec 2021, keyed 4 Jan 2022", date(2021, 12, 30), None, 2021, True, False),
    ("received 4 Jan 2022, postmark unknown", date(2022, 1, 4), None, 2022, True, False),
    ("received 4 Jan 2022, postmarked 30 Dec 2021", date(2022, 1, 4), date(2021, 12, 30), 2021, True, False),
    ("1 Jan: a new year's PIN", date(2022, 1, 1), date(2022, 1, 1), 2022, True, False),
    ("middle of the year", date(2022, 4, 15), date(2022, 4, 12), 2022, False, False),
    ("postmark after receipt", date(2022, 1, 4), date(2022, 1, 5), 2022, True, True),
    ("postmark a year too early", date(2022, 4, 15), date(2021, 4, 12), 2022, False, True),
]


@pytest.mark.parametrize(
    ("row", "received", "postmark", "year", "edge", "doubt"), EDGES, ids=[f"5 {e[0]}" for e in EDGES]
)
def test_the_pin_of_the_year_of_filing_counts(row, received, postmark, year, edge, doubt):
    """The postmark's year where known and plausible, else the received date's."""
    got = paper.year_of(received, postmark)
    assert (got.year, got.edge, bool(got.doubt)) == (year, edge, doubt)
    assert got.also is None


def test_5_either_year_counts_only_where_the_office_says_so():
    """Under the supervisor's rule the other year is named, at the turn of the year only."""
    settings = ProgramSettings(accept_either_year=True)

    def also(*days):
        return paper.year_of(*days, settings=settings).also

    assert also(date(2021, 12, 30)) == 2022
    assert also(date(2022, 1, 4)) == 2021
    assert also(date(2022, 1, 4), date(2021, 12, 30)) == 2022
    assert also(date(2022, 4, 15)) is None
    assert also(date(2022, 1, 4), date(2022, 1, 5)) is None


@pytest.mark.parametrize(
    ("received", "edge"),
    [(date(2022, 1, 10), True), (date(2022, 1, 11), False), (date(2021, 12, 22), True), (date(2021, 12, 21), False)],
)
def test_5_how_far_the_turn_of_the_year_reaches(received, edge):
    """Ten days before and after 1 January count as its edge, by the default setting."""
    assert paper.year_of(received).edge is edge


@pytest.mark.parametrize(("postmark", "doubt"), [(date(2022, 2, 14), False), (date(2022, 2, 13), True)])
def test_5_how_long_mail_may_travel(postmark, doubt):
    """Sixty days of travel are believed, sixty-one are not, by the default setting."""
    assert bool(paper.year_of(date(2022, 4, 15), postmark).doubt) is doubt

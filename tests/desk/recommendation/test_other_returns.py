"""Returns other than Form 1040: the amended one, the nonresident's, and one with its address in a single line."""

from datetime import date

import pytest

from desk.reading import keying
from tests import factories as make

PIN = "123456"


@pytest.fixture
def anna(desk) -> int:
    """Somebody who must use a PIN, with this year's on record."""
    person = make.taxpayer(desk, enrollment="victim")
    make.pin(desk, person, PIN)
    make.pin(desk, person, "654321", 2025)
    return person


@pytest.mark.parametrize(("box", "action"), [(make.read(PIN), "release"), (make.BLANK, "flag")])
def test_an_amended_return_needs_the_number_of_the_year_in_which_it_came(desk, anna, box, action):
    """Form 1040-X is judged by its received date like any return, whatever year it amends."""
    number = make.arrive(desk, make.an_amended_return(primary_ip_pin=box))
    assert (make.document(desk, number).tax_year, make.document(desk, number).recommendation) == (2024, action)


@pytest.mark.parametrize(
    "year", [make.read("2024", "suspect", 0.8), make.read(None, "blank"), make.read("2027")], ids=str
)
def test_an_amended_return_whose_year_nobody_knows_is_reviewed(desk, anna, clerk, year):
    """A year in doubt, left out or still to come is no tax year; once keyed, the return can go."""
    number = make.arrive(desk, make.an_amended_return(primary_ip_pin=make.read(PIN), tax_year=year))
    assert (make.document(desk, number).tax_year, make.document(desk, number).recommendation) == (None, "review")
    keying.key(desk, number, "tax_year", "2023", "read", "correction", clerk)
    assert make.advice(desk, number).action == "release"
    assert make.document(desk, number).tax_year == 2023


def test_an_amended_return_is_no_second_return(desk, anna):
    """It follows the original of its year, and is a double only of another amended one."""
    first = make.arrive(desk, make.a_return("2024", primary_ip_pin=make.read(PIN)))
    amended = make.arrive(desk, make.an_amended_return(primary_ip_pin=make.read(PIN)))
    assert [make.document(desk, number).recommendation for number in (first, amended)] == ["release", "release"]
    again = make.arrive(desk, make.an_amended_return(primary_ip_pin=make.read(PIN)))
    assert [make.document(desk, number).recommendation for number in (first, again)] == ["release", "review"]


def test_around_2017_an_amended_return_needed_no_number(desk, anna):
    """The rule of the day on which it came counts (domain 3.2)."""
    number = make.arrive(desk, make.an_amended_return(tax_year=make.read("2015")), received=date(2017, 3, 1))
    assert make.outcome(desk, number) == "not_required"


@pytest.mark.parametrize(("status", "action"), [("single", "release"), ("estate", "review"), ("trust", "review")])
def test_a_nonresident_return_has_one_box_and_other_statuses(desk, anna, status, action):
    """Form 1040-NR asks no spouse; one of an estate or a trust goes to a person."""
    entries = {name: one for name, one in make.a_return().fields.items() if not name.startswith("spouse")}
    entries |= {"filing_status": make.read(status), "primary_ip_pin": make.read(PIN)}
    form = make.DocumentReading([1, 2], [1, 2], "f1040nr", "2025", entries)
    assert make.document(desk, make.arrive(desk, form)).recommendation == action


def test_an_address_in_one_line_is_matched(desk, anna):
    """To 2019 city, state and ZIP code share a box: a doubtful number is still found by name and ZIP code."""
    entries = {name: one for name, one in make.a_return().fields.items() if name not in ("city", "state", "zip")}
    doubted = make.read("400001234", "suspect", 0.95, [("400001234", 0.95)])
    entries |= {"city_state_zip": make.read("Springfield, IL 62701"), "primary_ssn": doubted}
    entries["primary_ip_pin"] = make.read(PIN)
    number = make.arrive(desk, make.DocumentReading([1, 2], [1, 2], "f1040", "2019", entries))
    assert make.document(desk, number).recommendation == "release"

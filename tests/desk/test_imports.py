"""Taking records over: good rows kept, bad rows named without their values."""

import pytest
from sqlalchemy import select

from desk import errors, imports, pins
from desk.models import IpPin, Taxpayer

HEAD = "tin,first_name,middle_initial,last_name,street,apartment,city,state,zip"
ANNA = "400-00-1234,Anna,B,Smith,12 Oak St,,Springfield,IL,62701"


@pytest.fixture
def people(desk, tmp_path):
    """Import lines of taxpayers."""

    def bring(*lines, head=HEAD):
        path = tmp_path / "people.csv"
        path.write_text("\n".join((head, *lines)) + "\n")
        return imports.bring_people(desk, path, "test")

    return bring


@pytest.fixture
def numbers(desk, tmp_path, people):
    """Import lines of PINs for the taxpayer Anna."""
    people(ANNA)

    def bring(*lines, replace=False):
        path = tmp_path / "pins.csv"
        path.write_text("\n".join(("tin,calendar_year,ip_pin", *lines)) + "\n")
        return imports.bring_pins(desk, path, "test", replace)

    return bring


def test_a_second_import_changes_nothing(people):
    """Safe to repeat."""
    assert people(ANNA).added == 1
    assert people(ANNA).unchanged == 1


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("40000123,Anna,,Smith,1 A,,Springfield,IL,62701", "tin"),
        ("000121234,Anna,,Smith,1 A,,Springfield,IL,62701", "tin"),
        ("400001234,,,Smith,1 A,,Springfield,IL,62701", "first_name"),
        ("400001234,Anna,,Smith,1 A,,Springfield,Illinois,62701", "state"),
        ("400001234,Anna,,Smith,1 A,,Springfield,IL,2701", "zip"),
        ("400001234,Anna,,Smith,1 A,,Springfield,IL,62701,extra", "(all)"),
    ],
)
def test_a_bad_row_is_named_and_the_good_ones_kept(people, line, column):
    """Line, column and reason are told, the value never."""
    outcome = people(line, ANNA.replace("1234", "1299"))
    ((number, where, reason),) = outcome.refused
    assert (number, where, outcome.added) == (2, column, 1)
    assert not any(value in reason for value in line.split(",") if len(value) > 3)


def test_stripped_zeros_are_refused_and_never_padded(desk, numbers):
    """A PIN of five digits is what a spreadsheet made of one, not a number to guess."""
    outcome = numbers("400001234,2026,12345")
    assert "leading zeros" in outcome.refused[0][2]
    with desk.database.reading() as session:
        assert session.scalars(select(IpPin)).all() == []


def test_another_pin_needs_replace(desk, numbers):
    """A different number for a known TIN and year is refused without --replace."""
    numbers("400001234,2026,123456")
    assert numbers("400001234,2026,222222").refused
    assert numbers("400001234,2026,222222", replace=True).changed == 1
    with desk.database.reading() as session:
        person = session.scalar(select(Taxpayer))
        assert pins.current(session, person.id, 2026).pin == "222222"
        assert sorted(session.scalars(select(IpPin.status))) == ["current", "replaced"]


def test_a_wrong_heading_is_told(people):
    """A file that is something else is refused as a whole."""
    with pytest.raises(errors.InvalidInput, match="lacks"):
        people(ANNA, head="ssn,name")

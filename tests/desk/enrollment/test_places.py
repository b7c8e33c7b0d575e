"""The address in a row of an import: domestic, or abroad with a country."""

import pytest
from sqlalchemy import select

from desk.enrollment import imports
from desk.lifecycle import notices
from desk.matching import candidates
from desk.matching.candidates import Clues
from desk.models import Taxpayer

HEAD = "tin,first_name,middle_initial,last_name,street,apartment,city,state,zip,country"
ABROAD = "400-00-1234,Anna,B,Smith,Hauptstr. 7,,10115 Berlin"


def bring(desk, folder, end: str) -> imports.Outcome:
    """Import a person in Berlin whose row ends in state, ZIP code and country."""
    path = folder / "people.csv"
    path.write_text(f"{HEAD}\n{ABROAD},{end}\n")
    return imports.bring_people(desk, path, "test")


def test_an_address_abroad_has_a_country_in_place_of_state_and_zip(desk, tmp_path):
    """It is imported once and is the same the next time; a paper with that street and city points to its person."""
    assert (bring(desk, tmp_path, ",,Germany").added, bring(desk, tmp_path, ",,Germany").unchanged) == (1, 1)
    said = Clues(("400001235",), "Anna", "Smith", "Hauptstr 7", "Berlin")
    with desk.database.reading() as session:
        person = session.scalars(select(Taxpayer)).one()
        results = {part.label: part.result for part in candidates.compare(said, person).comparisons}
        assert (person.country, person.state, person.zip, notices.unprintable(person)) == ("Germany", "", "", "")
    assert (results["city"], results["street"], "ZIP" in results) == ("equal", "equal", False)


@pytest.mark.parametrize(
    ("end", "column"),
    [
        (",,DE", "country"),
        ("IL,,Germany", "state"),
        (",62701,Germany", "zip"),
        (",,", "state"),
        (",62701,USA", "state"),
    ],
)
def test_an_address_is_either_here_or_abroad(desk, tmp_path, end, column):
    """A code for a country, a state beside a country, or nothing of either is refused with its column."""
    ((_, refused, _),) = bring(desk, tmp_path, end).refused
    assert refused == column

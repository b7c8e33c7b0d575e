"""One telephone number or address on several applications: seen also where an applicant is not on record."""

from datetime import date

import pytest
from sqlalchemy import event

from desk.reading import keying
from tests import factories as make

IN_2025 = date(2025, 12, 29)
ANNA = {}
BERT = {"tin": make.read("400005678"), "first_name": make.read("Bert"), "last_name": make.read("Stone")}
OTHER_STREET = {"street": make.read("9 Elm St")}
OTHER_PHONE = {"phone": make.read("2175559999")}


def arrive(desk, **written) -> set[str]:
    """An application comes in; the codes of what is found about it."""
    number = make.arrive(desk, make.an_application(**written), received=IN_2025)
    return {finding["code"] for finding in make.advice(desk, number).findings}


@pytest.mark.parametrize(
    ("first", "second", "on_record", "shared"),
    [
        (BERT | OTHER_STREET, ANNA, "second", True),
        (ANNA, BERT | OTHER_STREET, "first", True),
        (BERT | OTHER_STREET, ANNA, "nobody", True),
        (BERT | OTHER_PHONE, ANNA, "second", True),
        (BERT | OTHER_STREET | OTHER_PHONE, ANNA, "second", False),
        (BERT | {"last_name": make.read("Smith Jr.")}, ANNA, "second", False),
        (BERT | {"last_name": make.read("Smlth", "suspect", 0.6)}, ANNA, "second", False),
        (BERT | {"last_name": make.read("Smlth")}, ANNA, "second", True),
        (BERT | {"last_name": make.BLANK}, ANNA, "second", False),
    ],
    ids=[
        "the other is not on record",
        "the applicant is not on record",
        "neither is on record",
        "one address, two telephones",
        "nothing in common",
        "one last name",
        "a doubtful reading of one last name",
        "a sure reading of another last name",
        "no last name yet",
    ],
)
def test_a_contact_of_unrelated_applicants_is_a_risk_whoever_is_on_record(desk, first, second, on_record, shared):
    """What stands on the application decides where the record knows nobody."""
    if on_record != "nobody":
        make.taxpayer(desk)
    codes = [arrive(desk, **first), arrive(desk, **second)]
    assert "SHARED_CONTACT" not in codes[0]
    assert ("SHARED_CONTACT" in codes[1]) is shared


def test_a_name_that_people_key_later_counts_from_then_on(desk, clerk):
    """Nothing is said of an application without a name; with its name keyed, the next one is a risk."""
    make.taxpayer(desk)
    blank = make.arrive(desk, make.an_application(**BERT | {"last_name": make.BLANK}), received=IN_2025)
    assert "SHARED_CONTACT" not in arrive(desk)
    keying.key(desk, blank, "last_name", "Stone", "read", "correction", clerk)
    assert "SHARED_CONTACT" in arrive(desk, tin=make.read("400001235"))


def test_others_with_the_contact_are_found_by_its_indexes_alone(desk):
    """However many applications a desk has: none is read but those with this telephone number or address."""
    make.taxpayer(desk)
    asked = []
    event.listen(desk.database.engine, "before_cursor_execute", lambda *given: asked.append(given[2:4]))
    make.arrive(desk, make.an_application(), received=IN_2025)
    (looked,) = [one for one in asked if "application.phone_index = ?" in one[0] and one[0].startswith("SELECT")]
    with desk.database.reading() as session:
        plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {looked[0]}", looked[1])
        steps = " / ".join(row[-1] for row in plan)
    assert "ix_application_phone_index" in steps and "ix_application_address_index" in steps, steps
    assert "SCAN" not in steps, steps

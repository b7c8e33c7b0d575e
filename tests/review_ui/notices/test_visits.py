"""Visits in person on screen: recorded by one, approved by another, due on home until they are mailed."""

import pytest
from sqlalchemy import select

from desk.models import Visit
from desk.system import calendar
from tests import factories

PLACE = "/notices/visits/"
_people = iter(range(7100, 7199))


@pytest.fixture
def came(web_desk) -> dict[str, object]:
    """The form of a visit by somebody on record."""
    person = factories.taxpayer(web_desk, f"40000{next(_people)}", "Ines", "Ortega")
    shown = ["passport", "bill_or_statement"]
    told = {"visited_on": calendar.today().isoformat(), "center": "Peoria", "appointment": "2 pm"}
    return told | {"taxpayer": person, "shown": shown, "outcome": "proven"}


def newest(desk) -> Visit:
    """The newest visit."""
    with desk.database.reading() as session:
        return session.scalars(select(Visit).order_by(Visit.id.desc())).first()


def test_one_records_and_another_approves_and_home_counts_what_is_due(web_desk, came, signed_in):
    """The recorder is not offered the approval and cannot force it; the mailroom cannot record."""
    carla, dan = signed_in("carla"), signed_in("dan")
    assert signed_in("mo").post(PLACE, data=came).status_code == 403
    assert "needs a second person" in carla.post(PLACE, data=came, follow_redirects=True).text
    number = newest(web_desk).id
    mine, theirs = carla.get("/notices/requests/").text, dan.get("/notices/requests/").text
    assert "somebody other than the one who recorded" in mine and f"{PLACE}{number}/approve" not in mine
    assert "Passport" in theirs and "Peoria, appointment 2 pm" in theirs and f"{PLACE}{number}/approve" in theirs
    assert "Visits in person to decide" in dan.get("/").text
    assert carla.post(f"{PLACE}{number}/approve").status_code == 403
    assert "is approved" in dan.post(f"{PLACE}{number}/approve", follow_redirects=True).text
    assert "IP PINs to mail after a visit" in dan.get("/").text
    assert "due by" in dan.get("/notices/requests/").text.split("IP PINs to mail after a visit")[1]


def test_what_the_rules_refuse_is_told_at_once_and_a_visit_can_be_taken_back(web_desk, came, signed_in):
    """With the reason; a day that is no day changes nothing."""
    carla = signed_in("carla")
    assert "YYYY-MM-DD" in carla.post(PLACE, data=came | {"visited_on": "soon"}, follow_redirects=True).text
    refused = carla.post(PLACE, data=came | {"shown": ["passport"]}, follow_redirects=True).text
    assert "The documents shown do not suffice" in refused
    carla.post(PLACE, data=came)
    number = newest(web_desk).id
    told = carla.post(f"{PLACE}{number}/refuse", data={"reason": "wrong person"}, follow_redirects=True).text
    assert "no IP PIN is mailed" in told and newest(web_desk).state == "refused"


def test_the_card_of_a_person_offers_the_visit(web_desk, came, signed_in):
    """With every kind of document, for the visitor and for a child."""
    with web_desk.database.reading() as session:
        tin = session.get_one(factories.Taxpayer, came["taxpayer"]).tin
    page = signed_in("carla").post("/notices/requests/find", data={"tin": tin}).text
    assert 'name="shown" value="passport"' in page and 'name="child_shown" value="birth_certificate"' in page

"""Rows in the hands of somebody who may write whatever they like into the database."""

import pytest
from sqlalchemy import select

from desk import errors
from desk.models import Notice
from desk.pins import season
from desk.screens import mail
from tests import factories as make
from tests import homes


@pytest.fixture
@homes.once
def letters(desk) -> list[int]:
    """The letters of a run for two people."""
    for tin, last in (("400001234", "Rivera"), ("400005678", "Stone")):
        make.taxpayer(desk, tin=tin, last=last, enrollment="victim")
    season.run(desk, 2026, "sue")
    with desk.database.reading() as session:
        return [notice.id for notice in mail.ready(session)]


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE ip_pin SET pin = (SELECT pin FROM ip_pin WHERE id = 2) WHERE id = 1",
        "UPDATE ip_pin SET pin = (SELECT pin FROM ip_pin WHERE id = 2), "
        "mac = (SELECT mac FROM ip_pin WHERE id = 2) WHERE id = 1",
        "UPDATE notice SET ip_pin_id = NULL WHERE ip_pin_id = 2; UPDATE notice SET ip_pin_id = 2 WHERE ip_pin_id = 1",
        "UPDATE notice SET taxpayer_id = 2 WHERE taxpayer_id = 1",
    ],
)
def test_another_persons_pin_is_on_nobodys_letter(desk, mailroom, letters, attack):
    """The number copied, with its mark, or the letter led to it: nothing is printed, and the letter is named."""
    with desk.database.engine.begin() as connection:
        for statement in attack.split(";"):
            connection.exec_driver_sql(statement)
    with pytest.raises(errors.LetterRefused, match="not the one that was issued to this person"):
        make.print_letters(desk, letters[:1], mailroom)
    with desk.database.reading() as session:
        assert {notice.state for notice in session.scalars(select(Notice))} <= {"draft", "batched"}

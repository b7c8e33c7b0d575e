"""Who may have withheld answers told: never one person alone, where nobody is known to have brought the numbers."""

from datetime import date

import pytest
from sqlalchemy import select

from desk import errors
from desk.enrollment import imports
from desk.mailroom import batches, receive
from desk.models import Batch
from desk.office import accounts
from desk.office.accounts import Actor
from desk.recommendation import withheld
from desk.screens import withheld as shown
from tests import factories as make

TIN, NUMBERS = "400001234", ("900000", "900001", "900002", "123456")


@pytest.fixture
def anna(desk) -> int:
    """A victim with a number of this year, the last of NUMBERS."""
    person = make.taxpayer(desk, enrollment="victim")
    make.pin(desk, person, NUMBERS[-1])
    return person


def found_in_folder(desk) -> int:
    """Returns with the numbers, as the watched folder takes them in; the batch."""
    for number in NUMBERS:
        receipt = receive.receive(
            desk, number.encode(), "left here.pdf", batch="found", actor=accounts.WATCHER, received=date(2026, 2, 20)
        )
        make.read_scan(desk, receipt.scan_id, make.a_return(primary_ip_pin=make.read(number)))
    with desk.database.reading() as session:
        return session.scalars(select(Batch.id).where(Batch.name == "found")).one()


def test_numbers_from_the_watched_folder_are_not_told_to_one_person_alone(desk, anna, supervisor, mailroom):
    """Whoever looks may have left them there: another person accounts for their batch first."""
    batch = found_in_folder(desk)
    for _ in range(2):
        with pytest.raises(errors.NotAllowed, match="another person closes their batch"):
            withheld.look(desk, anna, 2026, True, "they came by mail", supervisor)
    with desk.database.reading() as session:
        assert "batch" in shown.waiting(session, supervisor)[0].kept
    batches.close(desk, batch, mailroom)
    withheld.look(desk, anna, 2026, True, "they came by mail", supervisor)


@pytest.mark.parametrize("closes", [Actor("sue", "supervisor"), accounts.OPERATOR])
def test_who_closes_the_batch_is_another_person_with_a_name(desk, anna, supervisor, closes):
    """Not the one who looks, nor whoever sits at the machine; keeping the answers withheld takes nobody else."""
    batches.close(desk, found_in_folder(desk), closes)
    with pytest.raises(errors.NotAllowed, match="another person"):
        withheld.look(desk, anna, 2026, True, "they came by mail", supervisor)
    withheld.look(desk, anna, 2026, False, "they came by mail", supervisor)


def test_numbers_of_an_import_by_nobody_are_not_told(desk, anna, supervisor, tmp_path):
    """A file of guesses that the shell imports is no way to ask."""
    file = tmp_path / "pins.csv"
    file.write_text("tin,calendar_year,ip_pin\n" + "".join(f"{TIN},2026,{n}\n" for n in NUMBERS))
    imports.bring_pins(desk, file, accounts.IMPORTER)
    with pytest.raises(errors.NotAllowed, match="imported"):
        withheld.look(desk, anna, 2026, True, "it is fine", supervisor)

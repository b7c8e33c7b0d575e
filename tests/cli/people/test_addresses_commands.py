"""`ippin addresses` and `ippin import`: the same two people on the command line, and a name for what is replaced."""

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from cli.people import addresses, imports
from desk import errors
from desk.models import IpPin, Taxpayer
from tests import factories as make

HEAD = "tin,first_name,middle_initial,last_name,street,apartment,city,state,zip"
MOVED = f"{HEAD}\n400001234,Anna,,Smith,9 Elm St,,Decatur,IL,62521\n"
ASK = ("ask", "--taxpayer", "1", "--street", "9 Elm St", "--city", "Decatur", "--state", "IL", "--zip", "62521")
ASK += ("--source", "written", "--evidence", "signed letter")


@pytest.fixture
def desk(tmp_path, opened, monkeypatch):
    """The desk on whose home the commands run: Anna Smith, a clerk, two supervisors."""
    monkeypatch.setenv("IPPIN_HOME", str(tmp_path / "home"))
    office = opened()
    make.taxpayer(office)
    for name, role in (("carla", "clerk"), ("sue", "supervisor"), ("sam", "supervisor")):
        make.account(office, name, role)
    return office


def run(command, *arguments: str):
    """Run a command with the password of whoever it acts for."""
    return CliRunner().invoke(command, arguments, input=f"{make.PASSWORD}\n", catch_exceptions=False)


def street(desk) -> str:
    """The street on record."""
    with desk.database.reading() as session:
        return session.get_one(Taxpayer, 1).street


def current(desk) -> str:
    """The number in force."""
    with desk.database.reading() as session:
        return session.scalars(select(IpPin).where(IpPin.status == "current")).one().pin


def test_one_person_asks_and_another_grants(desk):
    """The one who asked is refused, and a clerk; the list shows both addresses."""
    assert run(addresses.group, *ASK, "--by", "sue").exit_code == 0
    shown = run(addresses.group, "waiting", "--by", "sam").output
    assert "Elm" in shown and "Oak" in shown
    for name in ("sue", "carla"):
        with pytest.raises(errors.NotAllowed):
            run(addresses.group, "grant", "1", "--by", name)
    assert street(desk) == "12 Oak St"
    assert "granted" in run(addresses.group, "grant", "1", "--by", "sam").output
    assert street(desk) == "9 Elm St"


def test_a_refused_change_leaves_the_record(desk):
    """With its reason."""
    run(addresses.group, *ASK, "--by", "carla")
    assert "refused" in run(addresses.group, "refuse", "1", "--by", "sue", "--reason", "not signed").output
    assert street(desk) == "12 Oak St"


def test_an_import_that_moves_somebody_names_who_asks(desk, tmp_path):
    """Without a name the row is refused; with one it waits for somebody else."""
    path = tmp_path / "moved.csv"
    path.write_text(MOVED)
    refused = run(imports.command, "taxpayers", str(path))
    assert refused.exit_code == 1 and "--by" in refused.output
    assert "1 changed" in run(imports.command, "taxpayers", str(path), "--by", "sue").output
    with pytest.raises(errors.NotAllowed):
        run(addresses.group, "grant", "1", "--by", "sue")
    assert street(desk) == "12 Oak St"


def test_an_import_that_replaces_a_number_names_a_supervisor(desk, tmp_path):
    """Whoever sits at the machine gives nobody another IP PIN; what was there stays."""
    make.pin(desk, 1, "123456")
    path = tmp_path / "numbers.csv"
    path.write_text("tin,calendar_year,ip_pin\n400001234,2026,654321\n")
    assert run(imports.command, "pins", str(path), "--replace").exit_code == 2
    with pytest.raises(errors.NotAllowed):
        run(imports.command, "pins", str(path), "--replace", "--by", "carla")
    assert current(desk) == "123456"
    assert run(imports.command, "pins", str(path), "--replace", "--by", "sue").exit_code == 0
    assert current(desk) == "654321"

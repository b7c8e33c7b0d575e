"""`ippin visits`: the same two people on the command line."""

import pytest
from click.testing import CliRunner

from cli.people import visits
from desk import errors
from desk.system import calendar
from tests import factories as make

RECORD = ("record", "--taxpayer", "1", "--center", "Peoria", "--appointment", "2 pm", "--outcome", "proven")
TWO = ("--shown", "passport", "--shown", "bill_or_statement")


@pytest.fixture(autouse=True)
def desk(tmp_path, opened, monkeypatch):
    """The desk on whose home the commands run: Anna Smith and two clerks."""
    monkeypatch.setenv("IPPIN_HOME", str(tmp_path / "home"))
    office = opened()
    make.taxpayer(office)
    for name in ("carla", "dan"):
        make.account(office, name, "clerk")
    return office


def run(*arguments: str) -> str:
    """What a command says, with the password of whoever it acts for."""
    done = CliRunner().invoke(visits.group, arguments, input=f"{make.PASSWORD}\n", catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def test_one_person_records_and_another_approves():
    """The recorder is refused; the list shows what waits and, after the approval, what is due in the mail."""
    day = ("--on", calendar.today().isoformat())
    assert "do not suffice" in run(*RECORD, *day, "--shown", "passport", "--by", "carla")
    assert "Visit 2: review" in run(*RECORD, *day, *TWO, "--by", "carla")
    assert "Peoria" in run("waiting", "--by", "dan")
    with pytest.raises(errors.NotAllowed):
        run("approve", "2", "--by", "carla")
    assert "Visit 2 is issued" in run("approve", "2", "--by", "dan")
    assert "issued" in run("waiting", "--by", "dan")


def test_a_refused_visit_mails_nothing():
    """With its reason."""
    run(*RECORD, "--on", calendar.today().isoformat(), *TWO, "--by", "carla")
    assert "is refused" in run("refuse", "1", "--by", "dan", "--reason", "the passport had expired")
    assert "Peoria" not in run("waiting", "--by", "dan")

"""Commands that stand for a person's work, and what they refuse."""

import pytest
from click.testing import CliRunner

from cli import enrollments, pins, report
from desk import errors, office, users
from tests import factories as make


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """The desk on whose home the commands run; an account of each role."""
    monkeypatch.setenv("IPPIN_HOME", str(tmp_path / "home"))
    opened = office.open_office()
    for role in users.ROLES:
        users.add(opened, f"{role}-1", role)
    yield opened
    opened.database.close()


def run(command, *arguments: str):
    """Run a command; what a person is told comes as its exception."""
    return CliRunner().invoke(command, arguments, catch_exceptions=False)


@pytest.mark.parametrize("role", ["mailroom", "auditor"])
def test_only_who_may_decide_takes_requests_and_opting_out(desk, role):
    """A role has the same rights on the command line as in the browser."""
    person = str(make.taxpayer(desk, enrollment="f15227"))
    by = ("--taxpayer", person, "--by", f"{role}-1")
    with pytest.raises(errors.NotAllowed):
        run(pins.group, "replace", *by, "--channel", "phone")
    with pytest.raises(errors.NotAllowed):
        run(enrollments.group, "opt-out", *by, "--reason", "letter")
    assert run(pins.group, "replace", "--taxpayer", person, "--by", "clerk-1", "--channel", "phone").exit_code == 0


@pytest.mark.parametrize(
    "period", [("--from", "2026-03-03"), ("--from", "2026-02-10", "--to", "2026-02-09"), ("--from", "2026-12-01")]
)
@pytest.mark.parametrize("name", ["delayed", "intake"])
def test_a_period_that_holds_no_day_is_refused(desk, name, period):
    """It ends before it begins, or begins after the day of the report (2 March 2026)."""
    with pytest.raises(errors.InvalidInput):
        run(report.command, name, *period)
    assert run(report.command, name, "--from", "2026-03-02").exit_code == 0

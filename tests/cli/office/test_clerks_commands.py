"""Commands that stand for a person's work, and what they refuse."""

from datetime import date

import pytest
from click.testing import CliRunner

from cli.office import delays, report
from cli.people import enrollments, pins
from desk import errors
from desk.documents import masking
from desk.mail import mailing
from desk.office import accounts
from desk.review import decisions
from desk.screens import mail as outgoing
from tests import factories as make
from workers import daily


@pytest.fixture
def desk(tmp_path, opened, monkeypatch):
    """The desk on whose home the commands run; an account of each role."""
    monkeypatch.setenv("IPPIN_HOME", str(tmp_path / "home"))
    office = opened()
    for role in accounts.ROLES:
        make.account(office, f"{role}-1", role)
    return office


def run(command, *arguments: str):
    """Run a command, with the password where one is asked for; what a person is told comes as its exception."""
    return CliRunner().invoke(command, arguments, input=f"{make.PASSWORD}\n", catch_exceptions=False)


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


@pytest.fixture
def letters_out(desk, clerk, mailroom) -> list[int]:
    """Two flagged returns whose letters were mailed on the office date."""
    numbers = []
    for tin, last in (("400001234", "Smith"), ("400005678", "Stone")):
        make.pin(desk, make.taxpayer(desk, tin=tin, last=last, enrollment="victim"), "123456")
        form = make.a_return(primary_ssn=make.read(tin), primary_last_name=make.read(last))
        numbers.append(make.arrive(desk, form, received=date(2026, 2, 20)))
        masking.reveal(desk, numbers[-1], "primary_ip_pin", clerk)
        decisions.decide(desk, numbers[-1], "flag", clerk)
    with desk.database.reading() as session:
        ids = [notice.id for notice in outgoing.ready(session)]
    make.print_letters(desk, ids, mailroom)
    mailing.confirm(desk, ids, mailroom)
    return numbers


def test_every_overdue_reply_is_reminded_at_once(desk, letters_out, on):
    """None before its day, all of them after it, none twice; or those that are named."""
    by = ("remind", "--by", "supervisor-1")
    assert "\n0 reminders wait" in run(delays.group, *by).output
    assert "\n1 reminder waits" in run(delays.group, *by, str(letters_out[0])).output
    on(date(2026, 4, 2))
    daily.work(desk, "clock")
    assert "\n1 reminder waits" in run(delays.group, *by).output
    with pytest.raises(errors.NotAllowed):
        run(delays.group, "remind", "--by", "mailroom-1")

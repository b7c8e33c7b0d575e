"""Who a command acts for: their own password, their role, their lock-out; and where each event was caused."""

import contextlib
import os
import pwd
import socket
from pathlib import Path

import pytest
from click.testing import CliRunner
from pyotp.totp import TOTP
from sqlalchemy import select

from cli.office import delays, users
from cli.people import enrollments, pins
from desk import errors
from desk.models import Enrollment, ReplacementRequest, User
from desk.office import accounts, codes
from desk.reports import trail
from tests import factories as make

PASSWORD = f"{make.PASSWORD}\n"
WRONG = "some other words here\n"
REMIND = ("remind", "--by", "supervisor-1")


@pytest.fixture
def desk(tmp_path, opened, monkeypatch):
    """The desk on whose home the commands run, with a clerk, a supervisor and a mailroom operator."""
    monkeypatch.setenv("IPPIN_HOME", str(tmp_path / "home"))
    office = opened()
    for role in ("clerk", "supervisor", "mailroom"):
        make.account(office, f"{role}-1", role)
    return office


def run(command, *arguments: str, typed: str = ""):
    """Run a command with what a person types; what they are told comes as its exception."""
    return CliRunner().invoke(command, arguments, input=typed, catch_exceptions=False)


@pytest.mark.parametrize("typed", ["", WRONG])
def test_no_command_acts_for_a_person_without_their_password(desk, typed):
    """Whether none is typed or a wrong one, and though the name is right: nothing happens."""
    person = str(make.taxpayer(desk, enrollment="f15227"))
    by = ("--by", "supervisor-1")
    for command, *arguments in (
        (pins.group, "replace", "--taxpayer", person, "--channel", "phone"),
        (pins.group, "approve", "1"),
        (pins.group, "refuse", "1", "--reason", "not them"),
        (enrollments.group, "opt-out", "--taxpayer", person, "--reason", "letter"),
        (delays.group, "remind"),
    ):
        with contextlib.suppress(errors.NotAllowed):
            assert run(command, *arguments, *by, typed=typed).exit_code != 0
    with desk.database.reading() as session:
        assert session.scalar(select(ReplacementRequest)) is None
        assert session.scalars(select(Enrollment)).one().ended_on is None


def test_three_wrong_passwords_lock_the_account_on_the_command_line_too(desk, clock):
    """Then the right one is refused as well, until the lock ends; the browser's tries count along."""
    accounts.sign_in(desk, "supervisor-1", WRONG)
    for typed in (WRONG, WRONG, PASSWORD):
        with pytest.raises(errors.NotAllowed):
            run(delays.group, *REMIND, typed=typed)
    clock.advance(minutes=16)
    assert run(delays.group, *REMIND, typed=PASSWORD).exit_code == 0


def test_a_script_hands_the_password_over_by_a_file_descriptor(desk):
    """Never as an argument or a variable, which others on the machine can read; one that is not open is told."""
    reader, writer = os.pipe()
    os.write(writer, PASSWORD.encode())
    os.close(writer)
    try:
        assert run(delays.group, *REMIND, "--password-fd", str(reader)).exit_code == 0
    finally:
        os.close(reader)
    with pytest.raises(errors.InvalidInput, match="file descriptor"):
        run(delays.group, *REMIND, "--password-fd", "987")


def test_an_account_that_may_not_sign_in_does_not_act(desk):
    """One whose one-time password is not used yet, one that is closed, and one that nobody has."""
    once = accounts.add(desk, "new", "clerk", "N-1", make.VOUCHERS)
    with pytest.raises(errors.NotAllowed, match="password of your own"):
        run(delays.group, "remind", "--by", "new", typed=f"{once}\n")
    accounts.disable(desk, "supervisor-1")
    for name in ("supervisor-1", "nobody"):
        with pytest.raises(errors.NotAllowed, match="not right"):
            run(delays.group, "remind", "--by", name, typed=PASSWORD)


def test_a_desk_that_asks_for_codes_asks_for_one_here_too(desk, clock, monkeypatch):
    """The password alone opens neither door; the code is taken once."""
    monkeypatch.setenv("IPPIN_TOTP", "1")
    with pytest.raises(errors.NotAllowed, match="sign-in app"):
        run(delays.group, *REMIND, typed=f"{PASSWORD}\n")
    with desk.database.reading() as session:
        number = session.scalar(select(User.id).where(User.name == "supervisor-1"))
    codes.invitation(desk, number)
    with desk.database.reading() as session:
        app = TOTP(session.get_one(User, number).totp)
    codes.prove(desk, number, app.at(clock.now))
    with pytest.raises(errors.NotAllowed):
        run(delays.group, *REMIND, typed=f"{PASSWORD}000000\n")
    clock.advance(seconds=30)
    assert run(delays.group, *REMIND, typed=f"{PASSWORD}{app.at(clock.now)}\n").exit_code == 0


def test_an_account_without_a_staff_number_does_not_act(desk):
    """It is from before accounts had one: whose head the hat is on is not known."""
    with desk.database.transaction() as session:
        session.scalars(select(User).where(User.name == "supervisor-1")).one().staff_number = None
    with pytest.raises(errors.NotAllowed, match="staff number"):
        run(delays.group, *REMIND, typed=PASSWORD)


def test_the_event_tells_the_account_of_the_system_and_the_host(desk, monkeypatch):
    """As the system knows them, whatever the environment says."""
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME", "SUDO_USER", "HOSTNAME"):
        monkeypatch.setenv(name, "somebody-else")
    run(delays.group, *REMIND, typed=PASSWORD)
    with desk.database.reading() as session:
        event = trail.search(session)[0]
        table = trail.report(session, trail.Asked())
    here = (pwd.getpwuid(os.getuid()).pw_name, socket.gethostname())
    assert (event.actor, event.account, event.host) == ("supervisor-1", *here)
    keys = [column.key for column in table.columns]
    assert here == (table.rows[-1][keys.index("account")], table.rows[-1][keys.index("host")])


def test_a_reset_from_the_shell_takes_the_passwords_of_two_others(desk):
    """Without them the account opens a day later, and the command says so; a wrong one resets nothing."""
    reset = ("reset", "clerk-1", "--by", "supervisor-1", "--by", "mailroom-1")
    with pytest.raises(errors.NotAllowed):
        run(users.command, *reset, typed=PASSWORD + WRONG)
    assert accounts.sign_in(desk, "clerk-1", make.PASSWORD)
    alone = run(users.command, "reset", "clerk-1").output
    assert "opens on" in alone and accounts.sign_in(desk, "clerk-1", alone.split()[5]) is None
    told = run(users.command, *reset, typed=PASSWORD * 2).output.strip()
    assert "opens on" not in told and accounts.sign_in(desk, "clerk-1", told.partition("once with: ")[2])


def test_no_command_takes_a_name_without_a_password():
    """Every command that names who acts asks through the one door: a second `--by` beside it would be open."""
    root = Path(__file__).parents[3] / "cli"
    doors = [path.name for path in root.rglob("*.py") if '"--by"' in path.read_text()]
    assert doors == ["acting.py"]

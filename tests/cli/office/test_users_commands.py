"""`ippin users`: accounts from the command line; `ippin web` refuses an unsafe address."""

import pytest
from click.testing import CliRunner

from cli.office import users as commands
from cli.running import web
from desk import errors
from desk.office import accounts


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Run a command of the group on a home of its own."""
    monkeypatch.setenv("IPPIN_HOME", str(tmp_path / "home"))

    def call(*arguments: str):
        return CliRunner().invoke(commands.command, arguments, catch_exceptions=False)

    return call


def test_the_password_that_is_printed_opens_the_account(run, opened):
    """What `add` and `reset` print works once each; `disable` closes the account."""
    first = run("add", "carla", "--role", "clerk", "--staff-number", "K1").output.split()[-1]
    desk = opened()
    assert accounts.sign_in(desk, "carla", first).role == "clerk"
    second = run("reset", "carla").output.split()[-1]
    assert accounts.sign_in(desk, "carla", first) is None
    assert accounts.sign_in(desk, "carla", second)
    run("disable", "carla")
    assert accounts.sign_in(desk, "carla", second) is None


def test_the_list_tells_role_and_state(run):
    """Each account on a line; never a password."""
    password = run("add", "carla", "--role", "clerk", "--staff-number", "K1").output.split()[-1]
    listed = run("list").output
    assert "carla" in listed and "clerk" in listed and "not used yet" in listed and password not in listed


def test_unknown_names_and_roles_are_told(run):
    """A mistyped name is the desk's error, a mistyped role the command line's."""
    with pytest.raises(errors.NotFound):
        run("disable", "nobody")
    assert run("add", "carla", "--role", "king", "--staff-number", "K2").exit_code == 2


def test_the_web_refuses_an_address_that_others_reach(tmp_path, monkeypatch):
    """Without https and a named proxy the pages stay on this machine."""
    monkeypatch.setenv("IPPIN_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("IPPIN_HOST", "0.0.0.0")
    with pytest.raises(errors.SettingsRefused):
        CliRunner().invoke(web.command, [], catch_exceptions=False)

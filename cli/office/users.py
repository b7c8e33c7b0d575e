"""`ippin users`: who may sign in, and in which role."""

import click

from cli.terminal import opened
from desk.office import accounts


@click.group(name="users")
def command() -> None:
    """Accounts of the people who work at this desk.

    \b
    Example:
      ippin users add carla --role clerk
    """


@command.command()
@click.argument("name")
@click.option("--role", type=click.Choice(accounts.ROLES), required=True, help="What this person does.")
def add(name: str, role: str) -> None:
    """Open an account; its one-time password is shown once.

    \b
    Example:
      ippin users add carla --role clerk
    """
    _tell(name, accounts.add(opened.office(), name, role))


@command.command(name="list")
def listing() -> None:
    """Every account with its role, whether it may sign in, and whether its sign-in app is set up.

    \b
    Example:
      ippin users list
    """
    with opened.office().database.reading() as session:
        for user in accounts.everyone(session):
            state = "disabled" if not user.active else "one-time password not used yet" if user.one_time else "active"
            code = "sign-in app set up" if user.totp_step is not None else ""
            click.echo(f"{user.name:<24} {user.role:<11} {state:<30} {code}".rstrip())


@command.command()
@click.argument("name")
def disable(name: str) -> None:
    """Close an account and end its sessions.

    \b
    Example:
      ippin users disable carla
    """
    accounts.disable(opened.office(), name)
    click.echo(f"{name} can no longer sign in")


@command.command()
@click.argument("name")
def reset(name: str) -> None:
    """Give a new one-time password, forget the sign-in app, unlock the account, end its sessions.

    \b
    Example:
      ippin users reset carla
    """
    _tell(name, accounts.reset(opened.office(), name))


def _tell(name: str, password: str) -> None:
    click.echo(f"{name} signs in once with: {password}")

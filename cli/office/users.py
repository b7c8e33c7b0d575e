"""`ippin users`: the accounts of the people who may sign in, and their roles."""

import click

from cli.terminal import opened
from desk.office import accounts


@click.group(name="users")
def command() -> None:
    """Accounts of the people who work at this desk.

    \b
    Example:
      ippin users add carla --role clerk --staff-number K2741
    """


_ROLE = click.option("--role", type=click.Choice(accounts.ROLES), required=True, help="What this person does.")
_NUMBER = click.option(
    "--staff-number", prompt="Staff number", help="The person's number in the office; it has one account."
)


@command.command()
@click.argument("name")
@_ROLE
@_NUMBER
def add(name: str, role: str, staff_number: str) -> None:
    """Open an account; its one-time password is shown once.

    \b
    Example:
      ippin users add carla --role clerk --staff-number K2741
    """
    _tell(name, accounts.add(opened.office(), name, role, staff_number))


@command.command()
@click.argument("name")
@_NUMBER
def number(name: str, staff_number: str) -> None:
    """Give an account that is older than staff numbers its number.

    \b
    Example:
      ippin users number carla --staff-number K2741
    """
    accounts.number(opened.office(), name, staff_number)
    click.echo(f"{name} has a staff number")


@command.command()
@click.argument("name")
@_ROLE
def role(name: str, role: str) -> None:
    """Give a person another role in the same account; it signs in again.

    \b
    Example:
      ippin users role carla --role supervisor
    """
    accounts.change_role(opened.office(), name, role)
    click.echo(f"{name} is a {role} now")


@command.command(name="list")
def listing() -> None:
    """Every account with its role, staff number, whether it may sign in, and whether its sign-in app is set up.

    \b
    Example:
      ippin users list
    """
    with opened.office().database.reading() as session:
        for user in accounts.everyone(session):
            state = "disabled" if not user.active else "one-time password not used yet" if user.one_time else "active"
            code = "sign-in app set up" if user.totp_step is not None else ""
            number = user.staff_number or "no staff number"
            click.echo(f"{user.name:<24} {user.role:<11} {number:<20} {state:<30} {code}".rstrip())


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

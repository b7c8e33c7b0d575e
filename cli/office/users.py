"""`ippin users`: the accounts of the people who may sign in, and their roles."""

import click

from cli.office import acting
from cli.terminal import opened
from desk.matching import looking
from desk.office import accounts, vouching
from desk.office.opening import Office
from desk.system import calendar


@click.group(name="users")
def command() -> None:
    """Accounts of the people who work at this desk.

    Two other people vouch for a new, reset or changed account with their passwords, one of them a supervisor.
    Otherwise it opens a day later. As long as fewer others have passwords of their own, they are enough.

    \b
    Example:
      ippin users add carla --role clerk --staff-number K2741 --by sue --by dan
    """


_ROLE = click.option("--role", type=click.Choice(accounts.ROLES), required=True, help="What this person does.")
_NUMBER = click.option(
    "--staff-number", prompt="Staff number", help="The person's number in the office; it has one account."
)


@command.command()
@click.argument("name")
@_ROLE
@_NUMBER
@acting.vouched
def add(name: str, role: str, staff_number: str, names: tuple[str, ...], password_fd: int | None) -> None:
    """Open an account; its one-time password is shown once.

    \b
    Example:
      ippin users add carla --role clerk --staff-number K2741 --by sue --by dan
    """
    desk = opened.office()
    _tell(name, accounts.add(desk, name, role, staff_number, acting.vouchers(desk, names, password_fd)))
    _tell_held(desk, name)


@command.command()
@click.argument("name")
@_NUMBER
@acting.vouched
def number(name: str, staff_number: str, names: tuple[str, ...], password_fd: int | None) -> None:
    """Give an account that is older than staff numbers its number.

    \b
    Example:
      ippin users number carla --staff-number K2741 --by sue --by dan
    """
    desk = opened.office()
    accounts.number(desk, name, staff_number, acting.vouchers(desk, names, password_fd))
    click.echo(f"{name} has a staff number")
    _tell_held(desk, name)


@command.command()
@click.argument("name")
@_ROLE
@acting.vouched
def role(name: str, role: str, names: tuple[str, ...], password_fd: int | None) -> None:
    """Give a person another role in the same account; it signs in again.

    \b
    Example:
      ippin users role carla --role supervisor --by sue --by dan
    """
    desk = opened.office()
    accounts.change_role(desk, name, role, acting.vouchers(desk, names, password_fd))
    click.echo(f"{name} is a {role} now")
    _tell_held(desk, name)


@command.command()
@click.argument("name")
@click.option("--last-name", default="", help="Their own last name.")
@click.option("--street", default="", help="Where they live: the house and the street.")
@click.option("--zip", "code", default="", help="Where they live: the zip code.")
def about(name: str, last_name: str, street: str, code: str) -> None:
    """Tell a person's own last name and address, so that the report of unusual access finds looks at their own record.

    What was told before is replaced. Both are kept encrypted and shown nowhere.

    \b
    Example:
      ippin users about carla --last-name Ruiz --street "12 Elm St" --zip 62701
    """
    looking.describe(opened.office(), name, last_name, street, code)
    click.echo(f"what {name} gave of themselves is kept")


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
@acting.vouched
def reset(name: str, names: tuple[str, ...], password_fd: int | None) -> None:
    """Give a new one-time password, forget the sign-in app, unlock the account, end its sessions.

    \b
    Example:
      ippin users reset carla --by sue --by dan
    """
    desk = opened.office()
    _tell(name, accounts.reset(desk, name, acting.vouchers(desk, names, password_fd)))
    _tell_held(desk, name)


def _tell(name: str, password: str) -> None:
    click.echo(f"{name} signs in once with: {password}")


def _tell_held(desk: Office, name: str) -> None:
    until = vouching.held_until(desk, name)
    if until is not None:
        click.echo(f"The account opens on {calendar.told(until)}: two others have not vouched for it (--by, twice)")

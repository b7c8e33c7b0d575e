"""`ippin pins`: lost IP PINs, and the keys that encrypt the numbers."""

import click
from rich.table import Table

from cli.office import acting
from cli.terminal import opened, tables
from desk.enrollment import replacements
from desk.matching import looking
from desk.models.states import RequestState
from desk.office import accounts, rotation


@click.group(name="pins")
def group() -> None:
    """Requests for lost IP PINs; rotation of the sealing key.

    \b
    Example:
      ippin pins requests --state review
    """


@group.command()
@click.option("--taxpayer", type=int, required=True, help="The taxpayer's number on record (not the TIN).")
@click.option("--channel", type=click.Choice(["letter", "phone"]), required=True, help="How the request came.")
@acting.by("The account of the clerk who took the request.")
@click.option("--proven", is_flag=True, help="The identity was proven by the assistor or the letter's papers.")
@click.option("--exposed", is_flag=True, help="Somebody else may know the number.")
@click.option("--returns-filed", is_flag=True, help="This and last year's return are filed.")
def replace(
    taxpayer: int,
    channel: str,
    name: str,
    password_fd: int | None,
    proven: bool,
    exposed: bool,
    returns_filed: bool,
) -> None:
    """Record a request for a lost PIN and show what the rules say; another person approves it.

    \b
    Example:
      ippin pins replace --taxpayer 12 --channel phone --by carla --proven
    """
    desk = opened.office()
    asked = replacements.Asked(taxpayer, channel, proven, exposed, returns_filed)
    number = replacements.record(desk, asked, acting.account(desk, name, password_fd))
    with desk.database.reading() as session:
        row = replacements.one(session, number)
    click.echo(f"Request {row.id}: {row.state}")
    for reason in row.judgment["reasons"]:
        click.echo(f"  {reason}")


@group.command()
@click.argument("request", type=int)
@acting.by("The account of the person who approves.")
@click.option("--reason", default="", help="Why, where the rules leave it to a supervisor.")
def approve(request: int, name: str, password_fd: int | None, reason: str) -> None:
    """Approve a request: the replacement notice is drafted to the address of record.

    \b
    Example:
      ippin pins approve 3 --by sue
    """
    desk = opened.office()
    replacements.approve(desk, request, acting.account(desk, name, password_fd), reason)
    click.echo("Approved: the notice waits among the letters to print.")


@group.command()
@click.argument("request", type=int)
@acting.by("The account of the person who refuses.")
@click.option("--reason", required=True, help="Why nothing is mailed.")
def refuse(request: int, name: str, password_fd: int | None, reason: str) -> None:
    """Refuse a request: nothing is mailed, and the request is closed with the reason.

    \b
    Example:
      ippin pins refuse 3 --by sue --reason "the caller could not say who they are"
    """
    desk = opened.office()
    replacements.refuse(desk, request, acting.account(desk, name, password_fd), reason)
    click.echo("Refused: nothing is mailed.")


@group.command()
@click.option("--state", type=click.Choice([state.value for state in RequestState]), help="Only these.")
def requests(state: str | None) -> None:
    """List the requests for lost PINs.

    \b
    Example:
      ippin pins requests --state review
    """
    desk = opened.office()
    looking.record(desk, accounts.OPERATOR, looking.LIST, "list", None, name="requests")
    table = Table("Request", "Taxpayer", "Year", "By", "Asked on", "State", "Mail by")
    with desk.database.reading() as session:
        for row in replacements.listed(session, *([state] if state else [])):
            values = (row.id, row.taxpayer_id, row.calendar_year, row.channel, row.requested_on, row.state, row.mail_by)
            table.add_row(*(str(value or "") for value in values))
    tables.show(table)


@group.command("rotate-keys")
@click.option("--continue", "again", is_flag=True, help="Go on with a rotation that was stopped; no new key.")
def rotate_keys(again: bool) -> None:
    """Seal everything under a new key. Stop the desk first, and back up the key file afterward.

    \b
    Example:
      ippin pins rotate-keys
    """
    desk = opened.office()
    done = rotation.rotate(desk, accounts.OPERATOR.name, fresh=not again)
    click.echo(
        f"{done} values are sealed under the new key. Back up {desk.settings.key_file} now, apart from the database."
    )

"""`ippin addresses`: changes of an address of record, requested by one person and granted by another."""

import click
from rich.table import Table

from cli.office import acting
from cli.terminal import opened, tables
from desk.enrollment import addresses
from desk.enrollment.addresses import SOURCES, Asked, NewAddress, Source
from desk.matching import looking
from desk.screens import people

_SOURCE = click.Choice([source.value for source in Source if source is not Source.FILE])
_CHANGES = click.argument("changes", type=int, nargs=-1, required=True, metavar="CHANGE...")


@click.group(name="addresses")
def group() -> None:
    """Changes of address: one person asks, another grants.

    \b
    Example:
      ippin addresses waiting --by sue
    """


@group.command()
@click.option("--taxpayer", type=int, required=True, help="The taxpayer's number on record (not the TIN).")
@click.option("--street", required=True)
@click.option("--apartment", default="")
@click.option("--city", required=True)
@click.option("--state", default="", help="Two letters; none abroad.")
@click.option("--zip", "code", default="", help="None abroad: there the postal code stands with the city.")
@click.option("--country", default="", help="Its English name, for an address abroad.")
@click.option("--source", type=_SOURCE, required=True, help="Where the new address comes from.")
@click.option("--evidence", required=True, help="What shows it.")
@acting.by("The account of the person who asks.")
def ask(
    taxpayer: int,
    street: str,
    apartment: str,
    city: str,
    state: str,
    code: str,
    country: str,
    source: str,
    evidence: str,
    name: str,
    password_fd: int | None,
) -> None:
    """Ask for a change; the record stays as it is until another person grants it.

    \b
    Example:
      ippin addresses ask --taxpayer 12 --street "9 Elm St" --city Decatur --state IL --zip 62521 \\
        --source written --evidence "signed letter of March 2" --by carla
    """
    desk = opened.office()
    asked = Asked(taxpayer, NewAddress(street, city, state, code, apartment, country), source, evidence)
    number = addresses.ask(desk, asked, acting.account(desk, name, password_fd))
    click.echo(f"Change {number} waits for a supervisor other than {name}.")


@group.command()
@acting.by("The account of the person who looks.")
def waiting(name: str, password_fd: int | None) -> None:
    """List the changes that wait, with both addresses and the evidence.

    \b
    Example:
      ippin addresses waiting --by sue
    """
    desk = opened.office()
    looking.record(desk, acting.account(desk, name, password_fd), looking.LIST, "list", None, name="addresses")
    table = Table("Change", "Taxpayer", "On record", "New", "Source", "Evidence", "Asked by")
    with desk.database.reading() as session:
        for row in addresses.undecided(session):
            places = people.one_line(row.old), people.one_line(row.new)
            table.add_row(str(row.id), str(row.taxpayer_id), *places, SOURCES[row.source], row.evidence, row.asked_by)
    tables.show(table)


@group.command()
@_CHANGES
@acting.by("The account of the supervisor who grants.")
def grant(changes: tuple[int, ...], name: str, password_fd: int | None) -> None:
    """Take new addresses into the record; letters tell both places, and letters with an IP PIN wait.

    \b
    Example:
      ippin addresses grant 3 --by sue
    """
    desk = opened.office()
    actor = acting.account(desk, name, password_fd, "supervise")
    for number in changes:
        addresses.grant(desk, number, actor)
        click.echo(f"Change {number} is granted: two letters wait among those to print.")


@group.command()
@_CHANGES
@acting.by("The account of the person who refuses.")
@click.option("--reason", required=True, help="Why the address stays.")
def refuse(changes: tuple[int, ...], name: str, password_fd: int | None, reason: str) -> None:
    """Leave the record as it is.

    \b
    Example:
      ippin addresses refuse 3 --by sue --reason "the letter is not signed"
    """
    desk = opened.office()
    actor = acting.account(desk, name, password_fd)
    for number in changes:
        addresses.refuse(desk, number, actor, reason)
        click.echo(f"Change {number} is refused: the address stays.")

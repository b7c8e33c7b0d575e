"""`ippin enrollment`: who is in the program and why, and opting out."""

import click
from rich.table import Table

from cli.office import acting
from cli.terminal import opened, tables
from desk.enrollment import opting_out
from desk.matching import looking
from desk.office.accounts import OPERATOR

_TAXPAYER = click.option("--taxpayer", type=int, required=True, help="The taxpayer's number on record (not the TIN).")


@click.group(name="enrollment")
def group() -> None:
    """Enrollments of a taxpayer; opting out.

    \b
    Example:
      ippin enrollment show --taxpayer 12
    """


@group.command()
@_TAXPAYER
def show(taxpayer: int) -> None:
    """List a taxpayer's enrollments.

    \b
    Example:
      ippin enrollment show --taxpayer 12
    """
    desk = opened.office()
    looking.record(desk, OPERATOR, looking.PERSON, "taxpayer", taxpayer)
    table = Table("Basis", "Since", "Until", "Mode", "Case")
    with desk.database.reading() as session:
        for row in opting_out.enrollments(session, taxpayer):
            case = "open" if row.case_open else row.case_resolved_on
            table.add_row(*(str(value or "") for value in (row.basis, row.since, row.ended_on, row.mode, case)))
    tables.show(table)


@group.command("opt-out")
@_TAXPAYER
@acting.by("The account of the person who records it.")
@click.option("--reason", required=True, help="How the taxpayer asked to leave.")
def opt_out(taxpayer: int, name: str, password_fd: int | None, reason: str) -> None:
    """End a taxpayer's enrollments where the rules of the day allow it; confirmed victims cannot leave.

    \b
    Example:
      ippin enrollment opt-out --taxpayer 12 --by sue --reason "signed letter of March 2"
    """
    desk = opened.office()
    opting_out.opt_out(desk, taxpayer, acting.account(desk, name, password_fd), reason)
    click.echo("The enrollment ends today. This year's IP PIN, if one was issued, counts until the year is over.")

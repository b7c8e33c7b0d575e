"""`ippin season`: the annual run and its result."""

import sys

import click
from rich.table import Table

from cli.terminal import opened, progress, tables
from desk.office import accounts
from desk.pins import reconciliation, season
from desk.pins.reconciliation import ISSUED, TEXTS, UNDECIDED, Reconciliation

_YEAR = click.option("--year", type=click.IntRange(2011, 2100), required=True, help="The calendar year of the IP PINs.")


@click.group(name="season")
def group() -> None:
    """The annual run: new IP PINs and their CP01A letters for everybody who is due one.

    \b
    Example:
      ippin season run --year 2027
    """


@group.command()
@_YEAR
def run(year: int) -> None:
    """Issue the PINs of a year and draft their letters; safe to stop and to run again.

    Ends with the reconciliation: eligible = issued + excluded, by reason. Exit code 1 when it
    does not balance.

    \b
    Example:
      ippin season run --year 2027
    """
    desk = opened.office()
    with desk.database.reading() as session:
        total = season.waiting(session, year)
    with progress.bar(f"Annual run {year}", total) as tick:
        result = season.run(desk, year, accounts.OPERATOR.name, tick)
    _end(result)


@group.command()
@_YEAR
def show(year: int) -> None:
    """Show the reconciliation of a year's run without running it.

    \b
    Example:
      ippin season show --year 2027
    """
    desk = opened.office()
    with desk.database.reading() as session:
        _end(reconciliation.make(session, year))


def _end(result: Reconciliation) -> None:
    table = Table(title=f"Annual run {result.year}")
    table.add_column("")
    table.add_column("People", justify="right")
    table.add_row("Eligible (enrolled)", f"{result.eligible:,}", end_section=True)
    table.add_row("Issued (ledger)", f"{result.issued:,}")
    for code, number in result.outcomes.items():
        if code not in (ISSUED, UNDECIDED):
            table.add_row(f"Excluded: {TEXTS.get(code, code)}", f"{number:,}")
    table.add_row(TEXTS[UNDECIDED], f"{result.undecided:,}")
    table.add_row("Not looked at yet", f"{result.missing:,}", end_section=True)
    table.add_row("Letters drafted", f"{result.notices:,}")
    tables.show(table)
    if not result.balanced:
        click.echo(
            f"ippin: the run does not balance: {result.eligible} eligible, {result.issued} issued, "
            f"{result.excluded} excluded, {result.undecided} without a rule, {result.missing} not looked at",
            err=True,
        )
        sys.exit(1)
    click.echo("Balanced: eligible = issued + excluded.")

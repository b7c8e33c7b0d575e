"""`ippin import`: imports taxpayers and IP PINs from CSV files."""

from pathlib import Path

import click

from cli.office import acting
from cli.terminal import opened, progress
from desk.enrollment import imports, rows
from desk.office import accounts

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group(name="import")
def command() -> None:
    """Take taxpayers or IP PINs over from CSV files.

    \b
    Example:
      ippin import taxpayers people.csv
      ippin import pins numbers.csv
    """


@command.command()
@click.argument("file", type=_FILE)
@acting.by("The account of the person who asks for the changes of address in the file.", required=False)
def taxpayers(file: Path, name: str | None, password_fd: int | None) -> None:
    """Taxpayers, with the columns tin, first_name, middle_initial, last_name, street, apartment,
    city, state, zip and optionally country (of an address abroad: then without state and zip, and with the
    postal code in city), address_changed_on, date_of_birth, date_of_death, filing_status,
    adjusted_gross_income, last_filed_year, enrollment (victim, online, f15227, tac, pilot), enrolled_on,
    enrollment_ended_on, enrollment_mode (continuous, one_time), case_open (yes, no), case_resolved_on.
    A column that the file lacks leaves the record as it is. Another address for somebody on record is
    not taken over: it becomes a request of the person named with --by, which another person grants.

    \b
    Example:
      ippin import taxpayers people.csv
      ippin import taxpayers moved.csv --by carla
    """
    desk = opened.office()
    asker = acting.account(desk, name, password_fd) if name else None
    with progress.bar("Importing taxpayers", rows.count(file)) as tick:
        outcome = imports.bring_people(desk, file, accounts.IMPORTER, tick, asker)
    _tell(outcome)


@command.command()
@click.argument("file", type=_FILE)
@click.option("--replace", is_flag=True, help="Let another number replace the current one of a taxpayer and year.")
@acting.by("The account of the person who brings the file; with --replace, a supervisor.", required=False)
def pins(file: Path, replace: bool, name: str | None, password_fd: int | None) -> None:
    """IP PINs, with the columns tin, calendar_year, ip_pin and optionally status (current, replaced).

    \b
    Example:
      ippin import pins numbers.csv
      ippin import pins corrected.csv --replace --by sue
    """
    if replace and name is None:
        raise click.UsageError("--replace takes --by: a supervisor answers for numbers that replace others")
    desk = opened.office()
    actor = acting.account(desk, name, password_fd, "supervise" if replace else "decide").name if name else None
    with progress.bar("Importing IP PINs", rows.count(file)) as tick:
        outcome = imports.bring_pins(desk, file, actor or accounts.IMPORTER, replace, tick)
    _tell(outcome)


def _tell(outcome: imports.Outcome) -> None:
    for line, column, reason in outcome.refused:
        click.echo(f"line {line}, {column}: {reason}", err=True)
    click.echo(
        f"{outcome.added} added, {outcome.changed} changed, {outcome.unchanged} already there, "
        f"{len(outcome.refused)} refused"
    )
    raise SystemExit(1 if outcome.refused else 0)

"""`ippin report NAME`: the office's reports on paper, screen and in files."""

from datetime import date, datetime
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from desk import calendar, errors, office
from desk.reports import delayed, writing
from desk.reports.table import Report

REPORTS = {delayed.NAME: delayed.make}
_DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.command(name="report")
@click.argument("name", type=click.Choice(sorted(REPORTS)))
@click.option("--as-of", type=_DAY, help="As the office stood at the end of that day (default: today).")
@click.option("--format", "form", type=click.Choice(["table", *writing.FORMATS]), default="table", show_default=True)
@click.option("-o", "target", type=click.Path(dir_okay=False, path_type=Path), help="Write to this file.")
def command(name: str, as_of: datetime | None, form: str, target: Path | None) -> None:
    """Make a report.

    \b
    Example:
      ippin report delayed --as-of 2026-03-02 --format csv -o delayed.csv
    """
    desk = office.open_office()
    with desk.database.reading() as session:
        made = REPORTS[name](session, _day(as_of))
    if form == "table":
        _show(made, target)
    elif target:
        target.write_bytes(writing.FORMATS[form](made))
    else:
        click.echo(writing.FORMATS[form](made).decode(), nl=False)


def _day(as_of: datetime | None) -> date:
    day = as_of.date() if as_of else calendar.today()
    if day > calendar.today():
        raise errors.InvalidInput("the day lies in the future: a report shows what was")
    return day


def _show(report: Report, target: Path | None) -> None:
    table = Table(title=f"{report.title} as of {report.as_of}")
    for column in report.columns:
        table.add_column(column.heading, justify="right" if column.kind == "number" else "left")
    for row in report.rows:
        table.add_row(*(str(cell) for cell in row))
    if target is None:
        return _print(Console(), table, report)
    with target.open("w", encoding="utf-8") as file:
        _print(Console(file=file, width=160), table, report)


def _print(console: Console, table: Table, report: Report) -> None:
    console.print(table)
    for note in report.notes:
        console.print(note)

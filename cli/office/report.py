"""`ippin report NAME`: prints the office's reports or writes them to files."""

import sys
from datetime import date, datetime
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from cli.terminal import opened, tables
from desk import errors
from desk.matching import looking
from desk.office.accounts import OPERATOR
from desk.reports import catalog
from desk.reports.formats import FORMATS, page
from desk.reports.table import Report, totals
from desk.system import calendar

_DAY = click.DateTime(formats=["%Y-%m-%d"])
_BINARY = ("xlsx", "pdf")
_LEFT = ("text", "date")


@click.command(name="report")
@click.argument("name", type=click.Choice(sorted(catalog.REPORTS)))
@click.option("--as-of", type=_DAY, help="As the office stood at the end of that day (default: today).")
@click.option("--from", "first", type=_DAY, help="Only paper received (letters drafted) from that day on.")
@click.option("--to", "last", type=_DAY, help="Only paper received (letters drafted) up to that day.")
@click.option("--format", "form", type=click.Choice(["table", *FORMATS]), default="table", show_default=True)
@click.option("-o", "target", type=click.Path(dir_okay=False, path_type=Path), help="Write to this file.")
def command(
    name: str, as_of: datetime | None, first: datetime | None, last: datetime | None, form: str, target: Path | None
) -> None:
    """Make a report. Exit code 1 when a control total does not balance; the report is made all the same.

    Beside a CSV file its manifest is written: the file's SHA-256, its lines, its sums, and the control totals.

    \b
    Example:
      ippin report delayed --as-of 2026-03-02 --format xlsx -o delayed.xlsx
    """
    if form in _BINARY and target is None:
        raise errors.InvalidInput(f"give the file for the {form} format with -o")
    desk = opened.office()  # opened first: the desk sets the date
    day, start, end = _as_of(as_of), _day(first), _day(last)
    _demand_period(start, end, day)
    looking.record(desk, OPERATOR, looking.EXPORT, "report", None, name=name, as_of=day.isoformat(), form=form)
    with desk.database.reading() as session:
        made = catalog.REPORTS[name](session, day, start, end)
    if form == "table":
        _show(made, target)
    elif target:
        target.write_bytes(FORMATS[form](made))
        if form == "csv":
            target.with_suffix(".manifest.csv").write_bytes(FORMATS["manifest"](made))
    else:
        click.echo(FORMATS[form](made).decode(), nl=False)
    _tell_controls(made)


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None


def _as_of(moment: datetime | None) -> date:
    day = _day(moment) or calendar.today()
    if day > calendar.today():
        raise errors.InvalidInput("the day lies in the future: a report shows what was")
    return day


def _demand_period(first: date | None, last: date | None, as_of: date) -> None:
    if first and last and first > last:
        raise errors.InvalidInput("the period ends before it begins: --from is the earlier day")
    if first and first > as_of:
        raise errors.InvalidInput("the period begins after the day of the report: give an earlier --from")


def _tell_controls(report: Report) -> None:
    for control in report.controls:
        if not control.balanced:
            click.echo(f"ippin: does not balance: {control.text}: {control.left} against {control.right}", err=True)
            if control.rows:
                click.echo(f"       look at: {', '.join(control.rows)}", err=True)
    if not report.balanced:
        sys.exit(1)


def _show(report: Report, target: Path | None) -> None:
    if target is None:
        _print(tables.console(), report)
    else:
        with target.open("w", encoding="utf-8") as file:
            _print(Console(file=file, width=tables.WIDTH), report)


def _print(console: Console, report: Report) -> None:
    below = totals(report)
    table = Table(title=f"{report.title} as of {report.as_of}", show_footer=below is not None)
    for place, column in enumerate(report.columns):
        foot = page.show(below[place], column) if below else ""
        table.add_column(
            column.heading,
            Text(foot),
            justify="left" if column.kind in _LEFT else "right",
            no_wrap=column.kind != "text",
        )
    for row in report.rows:
        table.add_row(*(Text(page.show(cell, column)) for cell, column in zip(row, report.columns, strict=True)))
    console.print(table)
    for note in report.notes:
        console.print(Text(note))
    for control in report.controls:
        sign = "=" if control.balanced else "is NOT"
        console.print(f"{control.text}: {control.left:,} {sign} {control.right:,}")

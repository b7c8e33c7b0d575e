"""`ippin batch`: cover and separator sheets, the status of batches, and closing them."""

from datetime import datetime
from pathlib import Path

import click
from rich.table import Table

from cli.terminal import opened, tables
from desk import errors
from desk.mailroom import again, balance, batches, sheets
from desk.models import Batch
from desk.office.accounts import OPERATOR
from desk.screens import batches as batches_shown
from desk.system import calendar, db

_OUT = click.option("-o", "--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="PDF to write.")


@click.group(name="batch")
def group() -> None:
    """Cover and separator sheets, and the end of a batch.

    \b
    Example:
      ippin batch cover monday-1 -o cover.pdf
    """


@group.command()
@click.argument("name")
@click.option("--received", type=click.DateTime(formats=["%Y-%m-%d"]), help="Day on which the paper came in.")
@click.option("--pages", type=int, help="Written pages counted by hand.")
@_OUT
def cover(name: str, received: datetime | None, pages: int | None, out: Path) -> None:
    """Open a batch and write its cover sheet.

    \b
    Example:
      ippin batch cover monday-1 --received 2026-03-02 --pages 214 -o cover.pdf
    """
    desk = opened.office()
    day = received.date() if received else calendar.today()
    batch = batches.start(desk, name, day, OPERATOR.name, pages)
    out.write_bytes(sheets.cover(batch))
    click.echo(f"batch {batch.id}, received {batch.received_date}: {out}")


@group.command()
@click.argument("number", type=int)
@_OUT
def separators(number: int, out: Path) -> None:
    """Write so many separator sheets.

    \b
    Example:
      ippin batch separators 20 -o separators.pdf
    """
    out.write_bytes(sheets.separators(number))


@group.command(name="list")
def list_() -> None:
    """List the newest batches.

    \b
    Example:
      ippin batch list
    """
    desk = opened.office()
    table = Table("Batch", "Received", "By", "Files", "Being read", "Unreadable", "Pages", "Documents", "Closed")
    with desk.database.reading() as session:
        for row in batches_shown.listed(session):
            figures = (row.files, row.reading, row.exceptions, row.pages, row.documents)
            told = (row.name, str(row.received_date), row.operator, *map(str, figures), "yes" if row.closed else "")
            table.add_row(*told)
    tables.show(table)


@group.command()
@click.argument("name")
def close(name: str) -> None:
    """Close a batch that balances; else say why it does not.

    \b
    Example:
      ippin batch close monday-1
    """
    desk = opened.office()
    with desk.database.reading() as session:
        found = session.query(Batch.id).filter_by(name=name).scalar()
    if found is None:
        raise errors.NotFound("there is no batch of that name: see `ippin batch list`")
    batches.close(desk, found, OPERATOR)
    with desk.database.reading() as session:
        figures = balance.count(session, db.get(session, Batch, found)).totals()
    click.echo(", ".join(f"{name} {number}" for name, number in figures.items()))


@group.command()
@click.argument("scan", type=int)
def reread(scan: int) -> None:
    """Have an unreadable file read again, once what failed is put right.

    \b
    Example:
      ippin batch reread 17
    """
    again.read_again(opened.office(), scan, OPERATOR)
    click.echo(f"scan {scan} waits to be read")

"""`ippin documents`: the documents in the office and their recommendations."""

import json

import click
from rich.table import Table

from cli.terminal import opened, tables
from desk.matching import looking
from desk.models import numbers
from desk.office.accounts import OPERATOR
from desk.screens import listing

_COLUMNS = ("Document", "File", "Form", "State", "Recommendation", "Who", "IP PIN")


@click.command(name="documents")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line.")
def command(as_json: bool) -> None:
    """List every document; no full taxpayer number and no IP PIN is shown.

    \b
    Example:
      ippin documents --json
    """
    desk = opened.office()
    looking.record(desk, OPERATOR, looking.LIST, "list", None, name="documents")
    with desk.database.reading() as session:
        rows = list(listing.listed(session))
    if as_json:
        for row in rows:
            click.echo(json.dumps(row, ensure_ascii=False))
        return
    table = Table(*_COLUMNS)
    for row in rows:
        table.add_row(*cells(row))
    tables.show(table)


def cells(row: dict) -> list[str]:
    """Return one document as the cells of a table row."""
    form = f"{row['form']} {row['revision'] or ''}".strip() if row["form"] else "not recognized"
    who = "\n".join(_who(person) for person in row["people"]) or "–"
    pins = "\n".join((person["ip_pin"] or "–").replace("_", " ") for person in row["people"]) or "–"
    state = row["state"].replace("_", " ")
    return [numbers.document(row["id"]), row["file"], form, state, row["recommendation"] or "–", who, pins]


def _who(person: dict) -> str:
    known = person["taxpayer"]
    name = f"{known['name']} ···{known['tin_last4']}" if known else f"nobody on record ···{person['tin_last4'] or '?'}"
    return f"{person['role']}: {name}"

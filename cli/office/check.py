"""`ippin check`: the desk checked against itself, with what to do about each finding."""

import json
from dataclasses import asdict

import click

from cli.terminal import opened
from desk import errors
from desk.inspection import rounds
from desk.inspection.finding import Depth, Finding
from desk.office.opening import Office
from intake.opening.walls import standing

ACTOR = "check"


@click.command(name="check")
@click.option("--repair", is_flag=True, help="Repair what can be repaired without losing anything.")
@click.option("--quick", is_flag=True, help="Only what the desk checks at every start; seconds instead of minutes.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per finding.")
def command(repair: bool, quick: bool, as_json: bool) -> None:
    """Check stored files, records, queue, leases, ledger, batches, and audit trail against each other.

    Safe while the desk works. Exit code 0 when everything agrees or was repaired, 1 when a finding remains.

    \b
    Example:
      ippin check
      ippin check --repair
    """
    if missing := standing.finding():  # of this system, not of the desk: nothing on record is wrong
        click.echo(missing, err=True)
    depth = Depth.START if quick else Depth.HAND
    raise SystemExit(1 if tell(opened.office(), depth, repair, as_json) else 0)


def tell(desk: Office, depth: Depth = Depth.HAND, repair: bool = False, as_json: bool = False) -> int:
    """Check a desk and print what is found; return how many findings remain."""
    remaining = 0
    for finding in rounds.inspect(desk, depth):
        outcome = _repaired(desk, finding) if repair else ""
        remaining += outcome != "repaired"
        click.echo(_json(finding, outcome) if as_json else _text(finding, outcome))
    if not as_json:
        click.echo(f"{remaining} to settle" if remaining else "Everything agrees")
    return remaining


def _repaired(desk: Office, finding: Finding) -> str:
    """What became of a repair: "repaired", empty if there is none, otherwise why it could not be done."""
    try:
        return "repaired" if rounds.repair(desk, finding, ACTOR) else ""
    except errors.DeskError as told:
        return f"not repaired: {told}"


def _text(finding: Finding, outcome: str) -> str:
    last = outcome or f"To do: {finding.todo}"
    hint = " (or: ippin check --repair)" if finding.repair and not outcome else ""
    return f"{finding.code}  {finding.subject}: {finding.wrong}\n    {last}{hint}"


def _json(finding: Finding, outcome: str) -> str:
    values = {name: value for name, value in asdict(finding).items() if name != "repair"}
    return json.dumps({**values, "repairable": finding.repair is not None, "outcome": outcome}, ensure_ascii=False)

"""`ippin visits`: visits in person, recorded by one person and approved by another."""

import click
from rich.table import Table

from cli.office import acting
from cli.terminal import opened, tables
from desk.enrollment import visits
from desk.enrollment.visits import Came
from desk.matching import looking
from desk.program.visits import KINDS, Shown, VisitOutcome

_KIND = click.Choice([kind.value for kind in Shown])
_VISIT = click.argument("visit", type=int)


@click.group(name="visits")
def group() -> None:
    """Visits in person without paper: one person records, another approves.

    \b
    Example:
      ippin visits waiting --by sue
    """


@group.command()
@click.option("--taxpayer", type=int, required=True, help="The taxpayer's number on record (not the TIN).")
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), required=True, help="The day of the visit.")
@click.option("--center", required=True, help="The assistance center.")
@click.option("--appointment", default="", help="Its time or confirmation; left out where there was none.")
@click.option("--shown", type=_KIND, multiple=True, help="A document shown, unexpired; give it once for each.")
@click.option("--child-shown", type=_KIND, multiple=True, help="A document of the child, for whom a parent came.")
@click.option(
    "--outcome",
    type=click.Choice([outcome.value for outcome in VisitOutcome]),
    required=True,
    help="How the visit ended.",
)
@acting.by("The account of the person who records the visit.")
def record(day, name: str, password_fd: int | None, **told) -> None:
    """Record a visit and show what the rules say; another person approves it.

    \b
    Example:
      ippin visits record --taxpayer 12 --on 2026-03-02 --center Peoria --appointment "2 pm" \\
        --shown passport --shown bill_or_statement --outcome proven --by carla
    """
    desk = opened.office()
    came = Came(told.pop("taxpayer"), day.date(), **told)
    number = visits.record(desk, came, acting.account(desk, name, password_fd))
    with desk.database.reading() as session:
        row = visits.one(session, number)
    click.echo(f"Visit {row.id}: {row.state}")
    for reason in row.judgment["reasons"]:
        click.echo(f"  {reason}")


@group.command()
@acting.by("The account of the person who looks.")
def waiting(name: str, password_fd: int | None) -> None:
    """List the visits to decide and the IP PINs not mailed yet, the first due first.

    \b
    Example:
      ippin visits waiting --by sue
    """
    desk = opened.office()
    looking.record(desk, acting.account(desk, name, password_fd), looking.LIST, "list", None, name="visits")
    table = Table("Visit", "Taxpayer", "Came in", "Documents", "State", "Mail by", "Recorded by")
    with desk.database.reading() as session:
        for row in visits.undecided(session) + visits.unmailed(session):
            kinds = ", ".join(KINDS[kind] for kind in [*row.shown, *row.child_shown])
            place = f"{row.visited_on}, {row.center}"
            table.add_row(
                str(row.id), str(row.taxpayer_id), place, kinds, row.state, str(row.mail_by or ""), row.recorded_by
            )
    tables.show(table)


@group.command()
@_VISIT
@acting.by("The account of the person who approves.")
@click.option("--reason", default="", help="Why, where the rules leave it to a supervisor.")
def approve(visit: int, name: str, password_fd: int | None, reason: str) -> None:
    """Approve a visit: the IP PIN is issued and its CP01A drafted when its day has come.

    \b
    Example:
      ippin visits approve 3 --by dan
    """
    desk = opened.office()
    visits.approve(desk, visit, acting.account(desk, name, password_fd), reason)
    with desk.database.reading() as session:
        row = visits.one(session, visit)
    click.echo(f"Visit {row.id} is {row.state}: the IP PIN is due in the mail by {row.mail_by}.")


@group.command()
@_VISIT
@acting.by("The account of the person who refuses.")
@click.option("--reason", required=True, help="Why no IP PIN is mailed.")
def refuse(visit: int, name: str, password_fd: int | None, reason: str) -> None:
    """Refuse a visit: no IP PIN is mailed.

    \b
    Example:
      ippin visits refuse 3 --by dan --reason "the passport had expired"
    """
    desk = opened.office()
    visits.refuse(desk, visit, acting.account(desk, name, password_fd), reason)
    click.echo(f"Visit {visit} is refused: no IP PIN is mailed.")

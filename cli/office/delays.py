"""`ippin delays`: actions on many delayed returns at once."""

import click

from cli.office import acting
from cli.terminal import opened
from desk import errors
from desk.delays import backlog, letters
from desk.models import numbers
from desk.office import opening
from desk.office.accounts import Actor


@click.group(name="delays")
def group() -> None:
    """Delayed returns, many at once.

    \b
    Example:
      ippin delays remind --by sue
    """


@group.command()
@click.argument("documents", type=int, nargs=-1, metavar="[DOCUMENT]...")
@acting.by("The account of the person who has the reminders sent.")
def remind(documents: tuple[int, ...], name: str, password_fd: int | None) -> None:
    """Draft a second letter for these returns; without numbers for every reply that is overdue.

    On a joint return each signer whose answer is awaited gets a letter. Left out is whoever has a letter on its way, or
    whose letter came back as undeliverable.

    \b
    Example:
      ippin delays remind --by sue
    """
    desk = opened.office()
    by = acting.account(desk, name, password_fd)
    wanted: dict[int, list[str]] = {number: [] for number in documents} or _overdue(desk)
    done = sum(_remind(desk, number, by, roles) for number, roles in wanted.items())
    click.echo(f"{done} {'reminder waits' if done == 1 else 'reminders wait'} among the letters to print.")


def _remind(desk: opening.Office, number: int, by: Actor, roles: list[str]) -> int:
    """Draft the reminders for one return; one that cannot be printed is named and does not stop the others."""
    try:
        return letters.remind(desk, number, by, roles=roles)
    except errors.InvalidInput as bad:
        click.echo(f"{numbers.document(number)}: {bad}", err=True)
        return 0


def _overdue(desk: opening.Office) -> dict[int, list[str]]:
    with desk.database.reading() as session:
        return backlog.all_overdue(session)

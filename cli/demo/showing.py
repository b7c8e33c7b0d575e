"""`./run demo`: a practice desk with sample scans, from the mailroom to the decisions.

It makes a fresh home, imports sample taxpayers and PINs, starts an embedded desk and receives the samples. Demo clerks
decide half of them. Then it prints the table, the address and one sign-in per role.
"""

import os
import shutil
import signal
import tempfile
from datetime import date
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from sqlalchemy import select
from sqlalchemy.orm import Session

OFFICE_DATE = "2026-03-02"
_PRACTICE = {"IPPIN_TODAY": OFFICE_DATE, "IPPIN_ALLOW_TEST_TINS": "1", "IPPIN_LOG_LEVEL": "WARNING"}
os.environ.update(_PRACTICE)

from cli.demo import clerk as demo_clerk  # noqa: E402 (the office date comes first)
from cli.paper import documents, intake  # noqa: E402 (the office date comes first)
from cli.running import web_address  # noqa: E402 (the office date comes first)
from cli.terminal import opened  # noqa: E402
from desk import errors  # noqa: E402
from desk.enrollment import imports  # noqa: E402
from desk.lifecycle import latest  # noqa: E402
from desk.models import Decision, Document  # noqa: E402
from desk.office import accounts, opening  # noqa: E402
from desk.screens import listing  # noqa: E402
from desk.system import config, db  # noqa: E402
from samples import catalog  # noqa: E402
from workers import embedded, processes  # noqa: E402

_MARK = ".ippin-demo"
_ELSEWHERE = ("DATABASE_URL", "REDIS_URL", "STORAGE_URL")


@click.command()
@click.option("--once", is_flag=True, help="End after the table.")
@click.option("--port", type=click.IntRange(1, 65535), default=8740, show_default=True, help="Port of the web page.")
@click.option("--home", type=click.Path(path_type=Path), help="Where the demo keeps its records (emptied first).")
def demo(once: bool, port: int, home: Path | None) -> None:
    """Show the whole way: scans in, decisions out.

    \b
    Example:
      ./run demo --once
    """
    leave_alone()
    home = _fresh(home)
    os.environ.update(IPPIN_HOME=str(home), IPPIN_PORT=str(port))
    desk = opened.office()
    click.echo(f"A practice desk in {home}; the office date is {OFFICE_DATE}.")
    _records(desk)
    sign_ins = {role: accounts.add(desk, role, role, f"DEMO-{role}") for role in accounts.ROLES}
    for number in processes.ENDING:
        signal.signal(number, _interrupt)
    with embedded.running(desk) as family:
        desk = opened.office()  # opened again: it now finds the Redis of the running desk
        _samples(desk)
        decided = demo_clerk.decide_half(desk)
        demo_clerk.take_call(desk)
        click.echo(f"The demo clerk decided {decided} documents; the others wait for you.")
        web_address.wait_until_open(desk.settings)
        _table(desk)
        if once:
            return
        _invite(desk.settings, sign_ins)
        family.end_on_signals()
        family.wait()
    click.echo("The desk is closed.")


def leave_alone() -> None:
    """Drop the settings of a real desk from the environment, so that a demo never touches its data or keys."""
    for name in [name for name in os.environ if name.startswith("IPPIN_") or name in _ELSEWHERE]:
        del os.environ[name]
    os.environ.update(_PRACTICE)


def _interrupt(*_: object) -> None:
    """Stop the demo at Ctrl-C, SIGTERM or a closed terminal; the processes it started are stopped on the way out."""
    raise KeyboardInterrupt


def _fresh(home: Path | None) -> Path:
    """Return an empty home; empty only a folder that a demo made and that no desk is using.

    Raises :class:`errors.HomeUnusable` for any other folder with files, :class:`errors.WrongState` for one in use.
    """
    if home is None:
        return Path(tempfile.mkdtemp(prefix="ippin-demo-"))
    home = home.expanduser().absolute()
    if home.exists() and (not home.is_dir() or any(home.iterdir())):
        if not (home / _MARK).is_file():
            raise errors.HomeUnusable(f"{home} is not empty and no demo made it: choose another folder")
        if embedded.is_running(home):
            raise errors.WrongState(f"a demo is running on {home}: end it, or choose another folder")
        shutil.rmtree(home)
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    (home / _MARK).touch()
    return home


def _records(desk: opening.Office) -> None:
    people = imports.bring_people(desk, catalog.TAXPAYERS, "demo")
    numbers = imports.bring_pins(desk, catalog.PINS, "demo")
    click.echo(f"On record: {people.added} sample taxpayers and {numbers.added} IP PINs.")


def _samples(desk: opening.Office) -> None:
    scans: list[int] = []
    for batch in catalog.batches():
        taken, _ = intake.take_in(
            desk, batch.files, date.fromisoformat(batch.received), _day(batch.postmark), batch.name
        )
        scans += taken
    intake.see_through(desk, scans)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _table(desk: opening.Office) -> None:
    table = Table(
        "Document", "Form", "Who", "What was found", "Recommendation", "Decision", title="The demo's documents"
    )
    with desk.database.reading() as session:
        made = {d.document_id: d.action for d in session.scalars(select(Decision).where(Decision.undone_at.is_(None)))}
        for row in listing.listed(session):
            number, file, form, _, recommendation, who, outcomes = documents.cells(row)
            found = outcomes if row["people"] and row["people"][0]["ip_pin"] else _reason(session, row["id"])
            table.add_row(f"{number}\n{file}", form, who, found, recommendation, made.get(row["id"], "–"))
    Console(width=max(Console().width, 120)).print(table)


def _reason(session: Session, number: int) -> str:
    """The reason for the recommendation on a document, or the reason why it could not be read."""
    advice = latest.recommendation(session, number)
    if advice and advice.reasons:
        return advice.reasons[0]
    return db.get(session, Document, number).scan.error_message or "–"


def _invite(settings: config.Settings, sign_ins: dict[str, str]) -> None:
    click.echo(f"\nThe desk is open at {web_address.local(settings)}")
    click.echo("Sign in as (each password works once; you then choose your own):")
    for role, password in sign_ins.items():
        click.echo(f"  {role:<11} {password}")
    click.echo("Ctrl-C closes it.")


def main() -> None:
    """Run the demo; end with a message at an error that a person can fix."""
    try:
        demo()
    except errors.DeskError as bad:
        raise SystemExit(f"demo: {bad}") from None
    except OSError as bad:
        raise SystemExit(f"demo: {bad.filename or ''}: {bad.strerror}: choose another folder with --home") from None

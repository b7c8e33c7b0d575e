"""`ippin audit`: shows the audit trail and checks that it is complete."""

import json
from pathlib import Path

import click
from sqlalchemy import select

from cli.terminal import opened
from desk.matching import looking
from desk.models import AuditEvent
from desk.office import anchoring
from desk.office.accounts import OPERATOR


@click.group(name="audit", invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line.")
@click.pass_context
def command(context: click.Context, as_json: bool) -> None:
    """Show the audit trail, oldest first.

    \b
    Example:
      ippin audit --json
      ippin audit verify
    """
    if context.invoked_subcommand:
        return
    desk = opened.office()
    looking.record(desk, OPERATOR, looking.LIST, "list", None, name="audit")
    with desk.database.reading() as session:
        for event in session.scalars(select(AuditEvent).order_by(AuditEvent.id)):
            click.echo(json.dumps(_event(event), ensure_ascii=False) if as_json else _line(event))


@command.command()
@click.option(
    "--anchor", "anchors", type=click.Path(exists=True, dir_okay=False, path_type=Path), multiple=True,
    help="Also check the trail against this anchor, kept elsewhere; may be given several times.",
)  # fmt: skip
def verify(anchors: tuple[Path, ...]) -> None:
    """Check the whole chain: no event changed, removed, moved or cut off, and every anchor still in it.

    \b
    Example:
      ippin audit verify
      ippin audit verify --anchor /mnt/vault/2026-03-02.txt
    """
    desk = opened.office()
    with desk.database.reading() as session:
        events, checked = anchoring.verify(desk, session, anchors)
    click.echo(f"{events} events, all in place" + (f"; they fit {checked} anchors" if checked else ""))


def _event(event: AuditEvent) -> dict:
    return {
        "id": event.id,
        "at": event.at.isoformat(),
        "actor": event.actor,
        "action": event.action,
        "subject": event.subject,
        "subject_id": event.subject_id,
        "details": event.details,
        "account": event.account,
        "host": event.host,
        "session": event.session,
        "source": event.source,
        "hash": event.hash.hex(),
    }


def _line(event: AuditEvent) -> str:
    details = " ".join(f"{name}={value}" for name, value in event.details.items() if value not in ("", None))
    subject = f"{event.subject} {event.subject_id or ''}".strip()
    place = f"  ({event.account} on {event.host})" if event.account else ""
    line = f"{event.id:>7}  {event.at:%Y-%m-%d %H:%M:%S}  {event.actor:<12} {event.action:<22} {subject}  {details}"
    return f"{line.rstrip()}{place}"

"""`ippin audit`: the audit trail, and whether it is complete."""

import json

import click
from sqlalchemy import select

from cli.terminal import opened
from desk.lifecycle import audit
from desk.models import AuditEvent


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
    with desk.database.reading() as session:
        for event in session.scalars(select(AuditEvent).order_by(AuditEvent.id)):
            click.echo(json.dumps(_event(event), ensure_ascii=False) if as_json else _line(event))


@command.command()
def verify() -> None:
    """Check the whole chain: no event changed, removed, moved or cut off.

    \b
    Example:
      ippin audit verify
    """
    desk = opened.office()
    with desk.database.reading() as session:
        count = audit.demand_whole(session)
    click.echo(f"{count} events, all in place")


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
        "hash": event.hash.hex(),
    }


def _line(event: AuditEvent) -> str:
    details = " ".join(f"{name}={value}" for name, value in event.details.items() if value not in ("", None))
    subject = f"{event.subject} {event.subject_id or ''}".strip()
    line = f"{event.id:>7}  {event.at:%Y-%m-%d %H:%M:%S}  {event.actor:<12} {event.action:<22} {subject}  {details}"
    return line.rstrip()

"""Sends the audit trail to the system log as it grows (``IPPIN_SYSLOG``): a copy lies where the desk cannot reach it.

The clock does it. The number of the last event that was sent is kept in a file; where that is lost or a send fails,
events go a second time and none is left out.
"""

import json
from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.models import AuditEvent
from desk.office.opening import Office
from desk.system import logs

_AT_ONCE = 2_000


def forward(office: Office) -> int:
    """Send the oldest events that were not sent yet, if there is a system log to send them to; return how many.

    Raises OSError if the log does not take them.
    """
    if not office.settings.syslog:
        return 0
    mark = office.settings.root / "run" / "forwarded"
    sent = int(mark.read_text()) if mark.exists() else 0
    with office.database.reading() as session:
        lines = dict(_lines(session, sent))
    if lines:
        logs.tell_system(office.settings.syslog, lines.values())
        mark.write_text(str(max(lines)))
    return len(lines)


def _lines(session: Session, sent: int) -> Iterator[tuple[int, str]]:
    """The next events by number, each as one line with its keyed mark."""
    rows = select(AuditEvent).where(AuditEvent.id > sent).order_by(AuditEvent.id).limit(_AT_ONCE)
    for event in session.scalars(rows):
        told = {
            "at": event.at.isoformat(), "actor": event.actor, "action": event.action, "subject": event.subject,
            "subject_id": event.subject_id, "details": event.details, "account": event.account, "host": event.host,
            "session": event.session, "source": event.source, "mark": event.hash.hex(),
        }  # fmt: skip
        yield event.id, f"ippin event {event.id} {json.dumps(told, sort_keys=True)}"

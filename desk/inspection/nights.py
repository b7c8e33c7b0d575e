"""What the check of the night found, as its audit event tells; for pages, which load no check."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.models import AuditEvent
from desk.system import calendar

NIGHTLY = "desk.checked"
"""The audit event of a nightly check."""


def newest(session: Session) -> AuditEvent | None:
    """Return the event of the newest nightly check, with its findings by code; None if none was made for a week."""
    since = calendar.now() - timedelta(days=7)
    rows = select(AuditEvent).where(AuditEvent.action == NIGHTLY, AuditEvent.at >= since)
    return session.scalar(rows.order_by(AuditEvent.id.desc()).limit(1))

"""Checks of the audit trail, and of the record by it."""

from collections.abc import Iterator

from sqlalchemy import func, select

from desk.inspection.finding import Finding
from desk.lifecycle import audit
from desk.models import AuditEvent, AuditHead, DocumentEvent, Scan
from desk.models.states import DocumentState
from desk.office import anchoring
from desk.office.opening import Office

_TELL = "keep the database as it is, tell the security officer, and run: ippin audit verify"


def unsealed_end(office: Office) -> Iterator[Finding]:
    """An end of the trail that the desk did not write."""
    with office.database.reading() as session:
        head = session.get(AuditHead, 1)
    if head is not None and not audit.is_sealed(head):
        yield Finding("audit.end", "audit trail", "its end was changed by something else than the desk", _TELL)


def broken(office: Office) -> Iterator[Finding]:
    """An event that was changed, removed, inserted, or moved, or a trail that does not fit its anchors."""
    with office.database.reading() as session:
        verdict, doubt = audit.verify(session), anchoring.doubt(office, session)
    if verdict.broken_at is not None:
        yield Finding("audit.broken", f"event {verdict.broken_at}", "the audit trail does not add up here", _TELL)
    if doubt is not None:
        yield Finding("audit.anchor", "audit trail", doubt, _TELL)


def untold(office: Office) -> Iterator[Finding]:
    """A scan that no event tells of, or a document whose history is longer or shorter than its events."""
    told = select(AuditEvent.subject_id).where(AuditEvent.action == "scan.received", AuditEvent.subject == "scan")
    with office.database.reading() as session:
        scans = session.scalars(select(Scan.id).where(Scan.id.not_in(told)).order_by(Scan.id)).all()
        rows = select(DocumentEvent.document_id, func.count()).group_by(DocumentEvent.document_id)
        history = dict(session.execute(rows).all())
        actions = [f"document.{state}" for state in DocumentState]
        events = select(AuditEvent.subject_id, func.count()).where(
            AuditEvent.subject == "document", AuditEvent.subject_id.is_not(None), AuditEvent.action.in_(actions)
        )
        trail = dict(session.execute(events.group_by(AuditEvent.subject_id)).all())
    for number in scans:
        yield Finding("audit.untold", f"scan {number}", "no audit event tells of its receipt", _TELL)
    for number in sorted(number for number in history.keys() | trail.keys() if number is not None):
        if history.get(number, 0) != trail.get(number, 0):
            wrong = f"has {history.get(number, 0)} steps in its history, but {trail.get(number, 0)} in the audit trail"
            yield Finding("audit.untold", f"document {number}", wrong, _TELL)

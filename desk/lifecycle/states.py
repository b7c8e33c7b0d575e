"""The state machines, one table each; the only place that changes a document's state."""

from sqlalchemy.orm import Session

from desk import errors
from desk.lifecycle import audit
from desk.models import Document, DocumentEvent
from desk.system import calendar

DOCUMENT: dict[str, set[str]] = {
    "received": {"reading", "exception"},
    "reading": {"in_review", "exception", "received"},
    "in_review": {"decided", "exception"},
    "decided": {"closed", "in_review"},
    "exception": {"in_review", "closed", "received"},
    "closed": {"in_review", "exception"},
}
OPEN = ("in_review", "exception")
"""The states in which a document waits for a person."""
APPLICATION: dict[str, set[str]] = {
    "open": {"call_pending", "identity_verified", "identity_failed", "approved", "rejected", "written", "withdrawn"},
    "call_pending": {"call_pending", "identity_verified", "identity_failed", "rejected", "written", "withdrawn"},
    "identity_verified": {"approved", "rejected", "written", "withdrawn"},
    "identity_failed": {"rejected", "call_pending", "identity_verified", "withdrawn"},
    "written": {"open", "call_pending", "identity_verified", "identity_failed", "approved", "rejected", "withdrawn"},
    "approved": {"issued", "open", "identity_verified"},
    "issued": {"mailed", "open", "identity_verified"},
    "mailed": set(),
    "rejected": {"open", "identity_verified"},
    "withdrawn": set(),
}
NOTICE: dict[str, set[str]] = {
    "draft": {"gathered", "cancelled"},
    "gathered": {"printed", "draft"},
    "printed": {"mailed", "spoiled"},
    "spoiled": {"gathered", "cancelled"},
    "mailed": {"returned"},
    "returned": {"draft", "cancelled"},
    "cancelled": set(),
}
DELAY: dict[str, set[str]] = {
    "open": {"letter_sent", "verified", "identity_theft", "released"},
    "letter_sent": {"verified", "no_reply", "identity_theft", "released"},
    "no_reply": {"letter_sent", "verified", "identity_theft", "released"},
    "verified": {"released", "identity_theft"},
    "identity_theft": {"open"},
    "released": {"open"},
}


def check(machine: dict[str, set[str]], old: str, new: str) -> str:
    """Return ``new`` if the machine allows the change from ``old``; :class:`errors.WrongState` otherwise."""
    if new not in machine[old]:
        raise errors.WrongState(
            f"it is {old.replace('_', ' ')} now and cannot become {new.replace('_', ' ')}: reload it"
        )
    return new


def enter(session: Session, document: Document, actor: str, note: str = "") -> None:
    """Record that a document is in the state it now has (also its first)."""
    session.flush()
    session.add(
        DocumentEvent(
            document_id=document.id, state=document.state, on=calendar.today(), at=calendar.now(), by=actor, note=note
        )
    )
    audit.record(session, actor, f"document.{document.state}", "document", document.id, note=note)


def move(session: Session, document: Document, new: str, actor: str, note: str = "") -> None:
    """Move a document to ``new`` with its history row and audit event."""
    document.state = check(DOCUMENT, document.state, new)
    enter(session, document, actor, note)

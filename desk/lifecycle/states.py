"""The state machines, one table each; the only module that changes a document's state."""

from sqlalchemy.orm import Session

from desk import errors
from desk.lifecycle import audit
from desk.models import Document, DocumentEvent
from desk.models.states import ApplicationState, DelayState, DocumentState, NoticeState
from desk.system import calendar

DOCUMENT: dict[str, set[str]] = {
    DocumentState.RECEIVED: {DocumentState.READING, DocumentState.EXCEPTION},
    DocumentState.READING: {DocumentState.IN_REVIEW, DocumentState.EXCEPTION, DocumentState.RECEIVED},
    DocumentState.IN_REVIEW: {DocumentState.DECIDED, DocumentState.EXCEPTION},
    DocumentState.DECIDED: {DocumentState.CLOSED, DocumentState.IN_REVIEW},
    DocumentState.EXCEPTION: {DocumentState.IN_REVIEW, DocumentState.CLOSED, DocumentState.RECEIVED},
    DocumentState.CLOSED: {DocumentState.IN_REVIEW, DocumentState.EXCEPTION},
}
OPEN = (DocumentState.IN_REVIEW, DocumentState.EXCEPTION)
"""The states in which a document waits for a person."""
APPLICATION: dict[str, set[str]] = {
    ApplicationState.OPEN: {
        ApplicationState.CALL_PENDING,
        ApplicationState.IDENTITY_VERIFIED,
        ApplicationState.IDENTITY_FAILED,
        ApplicationState.APPROVED,
        ApplicationState.REJECTED,
        ApplicationState.WRITTEN,
        ApplicationState.WITHDRAWN,
    },
    ApplicationState.CALL_PENDING: {
        ApplicationState.CALL_PENDING,
        ApplicationState.IDENTITY_VERIFIED,
        ApplicationState.IDENTITY_FAILED,
        ApplicationState.REJECTED,
        ApplicationState.WRITTEN,
        ApplicationState.WITHDRAWN,
    },
    ApplicationState.IDENTITY_VERIFIED: {
        ApplicationState.APPROVED,
        ApplicationState.REJECTED,
        ApplicationState.WRITTEN,
        ApplicationState.WITHDRAWN,
    },
    ApplicationState.IDENTITY_FAILED: {
        ApplicationState.REJECTED,
        ApplicationState.CALL_PENDING,
        ApplicationState.IDENTITY_VERIFIED,
        ApplicationState.WITHDRAWN,
    },
    ApplicationState.WRITTEN: {
        ApplicationState.OPEN,
        ApplicationState.CALL_PENDING,
        ApplicationState.IDENTITY_VERIFIED,
        ApplicationState.IDENTITY_FAILED,
        ApplicationState.APPROVED,
        ApplicationState.REJECTED,
        ApplicationState.WITHDRAWN,
    },
    ApplicationState.APPROVED: {ApplicationState.ISSUED, ApplicationState.OPEN, ApplicationState.IDENTITY_VERIFIED},
    ApplicationState.ISSUED: {ApplicationState.MAILED, ApplicationState.OPEN, ApplicationState.IDENTITY_VERIFIED},
    ApplicationState.MAILED: set(),
    ApplicationState.REJECTED: {ApplicationState.OPEN, ApplicationState.IDENTITY_VERIFIED},
    ApplicationState.WITHDRAWN: set(),
}
NOTICE: dict[str, set[str]] = {
    NoticeState.DRAFT: {NoticeState.GATHERED, NoticeState.CANCELED},
    NoticeState.GATHERED: {NoticeState.PRINTED, NoticeState.DRAFT},
    NoticeState.PRINTED: {NoticeState.MAILED, NoticeState.SPOILED},
    NoticeState.SPOILED: {NoticeState.GATHERED, NoticeState.CANCELED},
    NoticeState.MAILED: {NoticeState.RETURNED},
    NoticeState.RETURNED: {NoticeState.DRAFT, NoticeState.CANCELED},
    NoticeState.CANCELED: set(),
}
_SETTLED = (DelayState.VERIFIED, DelayState.COMPLETED)
DELAY: dict[str, set[str]] = {
    DelayState.OPEN: {DelayState.LETTER_SENT, *_SETTLED, DelayState.IDENTITY_THEFT, DelayState.RELEASED},
    DelayState.LETTER_SENT: {DelayState.NO_REPLY, *_SETTLED, DelayState.IDENTITY_THEFT, DelayState.RELEASED},
    DelayState.NO_REPLY: {DelayState.LETTER_SENT, *_SETTLED, DelayState.IDENTITY_THEFT, DelayState.RELEASED},
    DelayState.VERIFIED: {DelayState.VERIFIED, DelayState.RELEASED, DelayState.IDENTITY_THEFT},
    DelayState.COMPLETED: {DelayState.OPEN},
    DelayState.IDENTITY_THEFT: {DelayState.OPEN},
    DelayState.RELEASED: {DelayState.OPEN},
}


def check(machine: dict[str, set[str]], old: str, new: str) -> str:
    """Return ``new`` if the machine allows the change from ``old``; otherwise raise :class:`errors.WrongState`."""
    if new not in machine[old]:
        raise errors.WrongState(
            f"it is {old.replace('_', ' ')} now and cannot become {new.replace('_', ' ')}: reload it"
        )
    return new


def enter(session: Session, document: Document, actor: str, note: str = "") -> None:
    """Record that a document is in the state it now has (also its first one)."""
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

"""PIN applications as rows: creates them, moves them from state to state with their history, and finds those due."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.lifecycle import states
from desk.models import Application, ApplicationEvent, Document, Notice
from desk.models.states import ApplicationState, DocumentState
from desk.notices.kinds import NoticeKind
from desk.system import calendar, db

_DESK = "desk"


def begin(session: Session, document: Document) -> Application:
    """Create the application row of a document, or return the row that it already has."""
    row = session.get(Application, document.id)
    if row is None:
        row = Application(document_id=document.id, state=ApplicationState.OPEN, route="f15227")
        session.add(row)
        _enter(session, row, _DESK)
    return row


def of_document(session: Session, document: Document) -> Application:
    """The application row of a document; :class:`errors.NotFound` if the document is not an application."""
    return db.get(session, Application, document.id, "there is no such application")


def move(session: Session, application: Application, new: str, actor: str) -> None:
    """Move an application to ``new`` with its history row; :class:`errors.WrongState` if that is not allowed."""
    application.state = states.check(states.APPLICATION, application.state, new)
    _enter(session, application, actor)


def awaiting(session: Session, taxpayer_id: int | None) -> Sequence[Document]:
    """Return this person's applications that wait for an answer to a letter."""
    mailed = select(Notice.document_id).where(Notice.kind == NoticeKind.MISSING, Notice.mailed_on.is_not(None))
    rows = (
        select(Document)
        .join(Application, Application.document_id == Document.id)
        .where(Application.taxpayer_id == taxpayer_id, Application.state == ApplicationState.WRITTEN)
        .where(Document.state == DocumentState.DECIDED, Document.id.in_(mailed))
    )
    return session.scalars(rows.order_by(Document.id)).all()


def scheduled(session: Session, today: date) -> Sequence[Application]:
    """Return the approved applications that are due to be issued."""
    rows = select(Application).where(Application.state == ApplicationState.APPROVED, Application.issue_on <= today)
    return session.scalars(rows.order_by(Application.document_id)).all()


def _enter(session: Session, application: Application, actor: str) -> None:
    session.flush()
    session.add(
        ApplicationEvent(
            document_id=application.document_id,
            state=application.state,
            on=calendar.today(),
            at=calendar.now(),
            by=actor,
        )
    )

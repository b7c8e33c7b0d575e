"""Handles applications after a letter: the answer comes, comes as a new form, or is overdue (domain.md 1.5).

While it waits for an answer an application is decided. It returns to review when somebody answers or the time is over,
so that no application is forgotten. A new form of the same person is the answer itself: once it is decided, the old
application is closed under its number.
"""

from datetime import timedelta

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from desk import errors
from desk.lifecycle import applications, latest, notices, states
from desk.models import Application, Document, Notice
from desk.models.states import ApplicationState, DocumentState, NoticeState
from desk.notices.kinds import NoticeKind
from desk.office import policy
from desk.office.accounts import Actor
from desk.office.opening import Office
from desk.program import free_text
from desk.recommendation import asked, changes, proofs
from desk.recommendation.changes import Change
from desk.system import calendar

ANSWERED = "answered by"
"""How the history note begins if a new form replaces this application."""


def came(office: Office, document_id: int, actor: Actor, how: str, version: int | None = None) -> None:
    """Record an answer other than a new form: the application is reviewed again."""
    if not how.strip():
        raise errors.InvalidInput("say how the answer came and what it was")
    free_text.demand_no_number(how)
    with changes.changing(office, document_id, actor, version, demand=_demand_written) as change:
        _take_up(change, f"{asked.ANSWER}{how.strip()}")


def take_up_overdue(office: Office, actor: str) -> int:
    """Return applications to review if their answer did not come in time; return how many. The clock does this each
    day.
    """
    with office.database.reading() as session:
        numbers = list(session.scalars(_overdue(policy.load(office.settings).answer_days)))
    return sum(_take_up_overdue(office, number, Actor(actor, "clock")) for number in numbers)


def _take_up_overdue(office: Office, document_id: int, clock: Actor) -> bool:
    """Return an application to review if it still waits for an answer when its turn comes; tell whether it did."""
    with changes.changing(office, document_id, clock, demand=changes.demand_nothing, leased=False) as change:
        late = _overdue(policy.load(office.settings).answer_days).where(Document.id == document_id)
        if change.session.scalar(late) is None:
            change.leave()
            return False
        _take_up(change, "no answer in time")
        return True


def close_answered(session: Session, document: Document, taxpayer_id: int | None, actor: str) -> None:
    """Close the applications for which ``document`` is the answer."""
    for old in applications.awaiting(session, taxpayer_id):
        if old.id != document.id:
            applications.move(session, applications.of_document(session, old), ApplicationState.WITHDRAWN, actor)
            states.move(session, old, DocumentState.CLOSED, actor, f"{ANSWERED} {document.number}")


def _overdue(days: int) -> Select[int]:
    """Applications whose last letter was mailed more than ``days`` ago or was given up.

    A returned letter waits until its address is researched; it waits for no answer.
    """
    last = select(func.max(Notice.id)).where(Notice.kind == NoticeKind.MISSING).group_by(Notice.document_id)
    late = Notice.mailed_on < calendar.today() - timedelta(days=days)
    return (
        select(Document.id)
        .join(Application, Application.document_id == Document.id)
        .join(Notice, Notice.document_id == Document.id)
        .where(
            Document.state == DocumentState.DECIDED, Application.state == ApplicationState.WRITTEN, Notice.id.in_(last)
        )
        .where(((Notice.state == NoticeState.MAILED) & late) | (Notice.state == NoticeState.CANCELED))
        .order_by(Document.id)
    )


def _demand_written(session: Session, document: Document) -> None:
    application = applications.of_document(session, document)
    if document.state != DocumentState.DECIDED or application.state != ApplicationState.WRITTEN:
        raise errors.WrongState("this application does not wait for an answer: reload it")


def _take_up(change: Change, note: str) -> None:
    """The decision to write has had its effect; the next decision is a new one."""
    session, document, actor = change.session, change.document, change.actor.name
    latest.undo_decision(session, document, actor)
    drafts = select(Notice).where(Notice.document_id == document.id, Notice.state == NoticeState.DRAFT)
    for letter in session.scalars(drafts):
        notices.move(session, letter, NoticeState.CANCELED, actor, note)
    proven = proofs.proven(session, document, change.application, change.office.settings)
    applications.move(
        session, change.application, ApplicationState.IDENTITY_VERIFIED if proven else ApplicationState.OPEN, actor
    )
    change.move(DocumentState.IN_REVIEW, note)

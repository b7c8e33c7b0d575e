"""Issues approvals whose day has come, or returns them to a person if something prevents it."""

from contextlib import AbstractContextManager

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desk.lifecycle import applications, latest, notices
from desk.models import Application, Document, Notice, Taxpayer
from desk.models.states import ApplicationState, DocumentState, NoticeState
from desk.notices.kinds import NoticeKind
from desk.office.accounts import Actor
from desk.office.opening import Office
from desk.pins import ledger
from desk.recommendation import changes, renewals
from desk.recommendation.changes import Change
from desk.review import issuing, undoing
from desk.system import calendar, db

_CANCELED = "its CP01A was canceled: the IP PIN has ended, or the taxpayer has died"


def issue_due(office: Office, actor: str) -> int:
    """Issue what was approved for a day that has come; return how many.

    Each application has its own transaction, so that one with an obstacle (a death, a number from elsewhere) returns to
    a person and does not hold up the others.
    """
    with office.database.reading() as session:
        numbers = [row.document_id for row in applications.scheduled(session, calendar.today())]
    return sum(_issue(office, number, Actor(actor, "clock")) for number in numbers)


def _issue(office: Office, document_id: int, clock: Actor) -> bool:
    with _unleased(office, document_id, clock) as change:
        application = change.application
        hindrance = _hindrance(change.session, application) if application.state == ApplicationState.APPROVED else ""
        if hindrance:
            _hand_back(change, hindrance)
            return False
        change.leave()
        if application.state != ApplicationState.APPROVED:
            return False
        issuing.issue(change.session, application, change.document, application.approved_by or clock.name)
        renewals.after(change.session, office, application.taxpayer_id, clock.name)
        return True


def hand_back_canceled(office: Office, actor: str) -> int:
    """Undo approvals whose CP01A was canceled before it was mailed; return how many. The clock does this each day
    (domain 1.5, 2.3).

    The number ended, or its taxpayer died, while the letter waited to be printed. Otherwise nothing would ever mail the
    letter or close the application. They are found by the present rows, whenever and however the letter was canceled.
    """
    last = select(func.max(Notice.id)).where(Notice.kind == NoticeKind.CP01A).group_by(Notice.document_id)
    rows = (
        select(Document.id)
        .join(Application, Application.document_id == Document.id)
        .join(Notice, Notice.document_id == Document.id)
        .where(Document.state == DocumentState.DECIDED, Application.state == ApplicationState.ISSUED)
        .where(Notice.id.in_(last), Notice.state == NoticeState.CANCELED)
        .order_by(Document.id)
    )
    with office.database.reading() as session:
        numbers = list(session.scalars(rows))
    return sum(_hand_back_canceled(office, number, Actor(actor, "clock")) for number in numbers)


def _hand_back_canceled(office: Office, document_id: int, clock: Actor) -> bool:
    with _unleased(office, document_id, clock) as change:
        if change.document.state != DocumentState.DECIDED or change.application.state != ApplicationState.ISSUED:
            change.leave()
            return False
        _hand_back(change, _CANCELED)
        return True


def _unleased(office: Office, document_id: int, clock: Actor) -> AbstractContextManager[Change]:
    """A change by the clock, whoever has the document open and whatever its state."""
    return changes.changing(office, document_id, clock, demand=changes.demand_nothing, leased=False)


def _hand_back(change: Change, why: str) -> None:
    """Undo an approval that cannot be carried out; the document waits for a person again."""
    made = latest.in_force(change.session, change.document)
    latest.undo_decision(change.session, change.document, change.actor.name)
    undoing.take_back(change.session, change.office.settings, change.document, made, change.actor, why)
    change.move(DocumentState.IN_REVIEW, why)


def _hindrance(session: Session, application: Application) -> str:
    """Why a PIN that was approved for today is not issued now, or ""."""
    person = db.get(session, Taxpayer, application.taxpayer_id)
    if person.date_of_death is not None:
        return "the record now shows a death"
    if why := notices.unprintable(person):
        return f"no letter can be printed for the applicant: {why}"
    if ledger.current(session, person.id, application.pin_year):
        return "another IP PIN of that year is on record by now"
    if application.pin_year != calendar.today().year:
        return "the year for which it was approved is over"
    return ""

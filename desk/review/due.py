"""Approvals whose day has come: issued, or handed back to a person when something has come in the way."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desk.lifecycle import applications, latest, states
from desk.models import Application, Document, Notice, Taxpayer
from desk.office.accounts import Actor
from desk.office.opening import Office
from desk.pins import ledger
from desk.recommendation import making, renewals
from desk.review import issuing, undoing
from desk.system import calendar
from desk.system.config import Settings

_CANCELLED = "its CP01A was cancelled: the IP PIN has ended, or the taxpayer has died"


def issue_due(office: Office, actor: str) -> int:
    """Issue what was approved for a day that has come; how many.

    Each application is a transaction of its own, so that one in the way of which something has
    come (a death, a number from elsewhere) goes back to a person and keeps nobody else waiting.
    """
    with office.database.reading() as session:
        numbers = [row.document_id for row in applications.scheduled(session, calendar.today())]
    done = 0
    for number in numbers:
        with office.database.transaction() as session:
            document = session.get(Document, number, with_for_update=True)
            application = applications.of_document(session, document)
            if application.state != "approved":
                continue
            hindrance = _hindrance(session, application)
            if hindrance:
                hand_back(session, office.settings, document, actor, hindrance)
            else:
                issuing.issue(session, application, document, application.approved_by or actor)
                renewals.after(session, office, application.taxpayer_id, actor)
                done += 1
    return done


def hand_back_cancelled(office: Office, actor: str) -> int:
    """Undo approvals whose CP01A was cancelled before it left; how many. Done by the clock each day (domain 1.5, 2.3).

    The number ended, or its taxpayer died, while the letter waited to be printed. Nothing would ever
    mail it, so nothing would ever close the application. Found by the rows as they stand, whenever
    and however the letter was cancelled.
    """
    last = select(func.max(Notice.id)).where(Notice.kind == "cp01a").group_by(Notice.document_id)
    rows = (
        select(Document.id)
        .join(Application, Application.document_id == Document.id)
        .join(Notice, Notice.document_id == Document.id)
        .where(Document.state == "decided", Application.state == "issued")
        .where(Notice.id.in_(last), Notice.state == "cancelled")
        .order_by(Document.id)
    )
    with office.database.reading() as session:
        numbers = list(session.scalars(rows))
    return sum(_hand_back_cancelled(office, number, actor) for number in numbers)


def _hand_back_cancelled(office: Office, document_id: int, actor: str) -> bool:
    with office.database.transaction() as session:
        document = session.get(Document, document_id, with_for_update=True)
        if document.state != "decided" or applications.of_document(session, document).state != "issued":
            return False
        hand_back(session, office.settings, document, actor, _CANCELLED)
        return True


def hand_back(session: Session, settings: Settings, document: Document, actor: str, why: str) -> None:
    """Undo an approval that cannot be carried out; the document waits for a person again."""
    made = latest.undo_decision(session, document, actor)
    undoing.take_back(session, settings, document, made, Actor(actor, "clock"), why)
    states.move(session, document, "in_review", actor, why)
    making.give(session, settings, document, actor)


def _hindrance(session: Session, application: Application) -> str:
    """Why a PIN that was approved for today is not issued now; empty when nothing stands in the way."""
    if session.get(Taxpayer, application.taxpayer_id).date_of_death is not None:
        return "the record now shows a death"
    if ledger.current(session, application.taxpayer_id, application.calendar_year):
        return "another IP PIN of that year is on record by now"
    if application.calendar_year != calendar.today().year:
        return "the year for which it was approved is over"
    return ""

"""Applications that were written to: the answer comes, comes as a new form, or does not come in time (domain.md 1.5).

While it waits an application is decided; it goes back into review when somebody answers or the
time is over, so that no application is forgotten. A new form of the same person is the answer
itself: once that is decided, the old one is closed under its number.
"""

from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desk import errors
from desk.documents import notes
from desk.lifecycle import applications, latest, notices, states
from desk.models import Application, Document, Notice
from desk.office import policy
from desk.office.accounts import Actor
from desk.office.opening import Office
from desk.recommendation import asked, making, proofs
from desk.system import calendar

ANSWERED = "answered by"
"""How the history says that a new form stands for this one."""


def came(office: Office, document_id: int, actor: Actor, how: str) -> None:
    """The applicant has answered otherwise than by a new form: the application is reviewed again."""
    if not how.strip():
        raise errors.InvalidInput("say how the answer came and what it was")
    notes.demand_no_number(how)
    with office.database.transaction() as session:
        document = session.get(Document, document_id, with_for_update=True)
        application = session.get(Application, document_id)
        if document is None or application is None:
            raise errors.NotFound("there is no such application")
        if document.state != "decided" or application.state != "written":
            raise errors.WrongState("this application does not wait for an answer: reload it")
        _take_up(session, office, document, application, actor.name, f"{asked.ANSWER}{how.strip()}")


def take_up_overdue(office: Office, actor: str) -> int:
    """Applications whose answer did not come in time go back into review; how many. Done by the clock each day."""
    with office.database.transaction() as session:
        found = _overdue(session, policy.of(office.settings).answer_days)
        for document, application in found:
            _take_up(session, office, document, application, actor, "no answer in time")
        return len(found)


def close_answered(session: Session, document: Document, taxpayer_id: int | None, actor: str) -> None:
    """Close the applications to whose letter ``document`` is the answer."""
    for old in applications.awaiting(session, taxpayer_id):
        if old.id != document.id:
            applications.move(session, applications.of_document(session, old), "withdrawn", actor)
            states.move(session, old, "closed", actor, f"{ANSWERED} {document.number}")


def _overdue(session: Session, days: int) -> list[tuple[Document, Application]]:
    """What waits although its last letter is out for longer than that, or was given up.

    One that came back waits for its address to be looked up, and for no answer.
    """
    last = select(func.max(Notice.id)).where(Notice.kind == "missing").group_by(Notice.document_id)
    late = Notice.mailed_on < calendar.today() - timedelta(days=days)
    rows = (
        select(Document, Application)
        .join(Application, Application.document_id == Document.id)
        .join(Notice, Notice.document_id == Document.id)
        .where(Document.state == "decided", Application.state == "written", Notice.id.in_(last))
        .where(((Notice.state == "mailed") & late) | (Notice.state == "cancelled"))
        .order_by(Document.id)
        .with_for_update(of=Document)
    )
    return [(document, application) for document, application in session.execute(rows)]


def _take_up(
    session: Session, office: Office, document: Document, application: Application, actor: str, note: str
) -> None:
    """The decision to write has had its effect; what is decided next is another one."""
    latest.undo_decision(session, document, actor)
    drafts = select(Notice).where(Notice.document_id == document.id, Notice.state == "draft")
    for letter in session.scalars(drafts):
        notices.move(session, letter, "cancelled", actor, note)
    proven = proofs.proven(session, document, application, office.settings)
    applications.move(session, application, "identity_verified" if proven else "open", actor)
    states.move(session, document, "in_review", actor, note)
    making.give(session, office.settings, document, actor)

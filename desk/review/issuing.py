"""Approved applications: what an approval demands, its plan, and the PIN with its letter on the planned day."""

from sqlalchemy.orm import Session

from desk import errors
from desk.lifecycle import applications, notices
from desk.models import Application, Document, Enrollment, Taxpayer
from desk.models.states import ApplicationState
from desk.notices.kinds import NoticeKind
from desk.office import policy
from desk.pins import ledger
from desk.program.issue import issue_plan
from desk.program.words import Action
from desk.recommendation import proofs
from desk.review import answers
from desk.review.matter import Matter, language
from desk.system import calendar, db


def approve(matter: Matter) -> None:
    """Give the PIN its year and day, and issue it if that day has come (domain 1.5)."""
    _demand_approvable(matter)
    document = matter.document
    application = applications.of_document(matter.session, document)
    plan = issue_plan(
        application.route, document.revision, document.received_date, calendar.today(), policy.load(matter.settings)
    )
    if plan.review or plan.issue_on is None:
        raise errors.WrongState(f"no rule says when this PIN may be issued: {plan.reason}")
    applications.move(matter.session, application, ApplicationState.APPROVED, matter.actor.name)
    application.calendar_year, application.issue_on, application.approved_by = (
        plan.calendar_year,
        plan.issue_on,
        matter.actor.name,
    )
    matter.session.add(
        Enrollment(
            taxpayer_id=application.taxpayer_id, basis=application.route, since=plan.issue_on, document_id=document.id
        )
    )
    answers.close_answered(matter.session, document, application.taxpayer_id, matter.actor.name)
    if plan.issue_on <= calendar.today():
        issue(matter.session, application, document, matter.actor.name)


def _demand_approvable(matter: Matter) -> None:
    if matter.recommendation.action not in (Action.APPROVE, Action.REVIEW):
        raise errors.NotAllowed("the conditions of an approval are not met: see the reasons")
    application = applications.of_document(matter.session, matter.document)
    if not proofs.proven(matter.session, matter.document, application, matter.settings):
        raise errors.NotAllowed("the identity is not proven: record the passed call or the documents shown first")
    if matter.actor.name in proofs.provers(matter.session, matter.document.id):
        raise errors.NotAllowed(
            "you recorded the proof of identity, decided a doubt, or said who applies or what was written: "
            "another person approves"
        )
    wants_supervisor = matter.recommendation.supervisor or matter.recommendation.action == Action.REVIEW
    if wants_supervisor and matter.actor.role != "supervisor":
        raise errors.NotAllowed("this approval needs a supervisor")
    if application.taxpayer_id is None:
        raise errors.NotAllowed("it is not known who applies: choose the taxpayer first")


def issue(session: Session, application: Application, document: Document, actor: str) -> None:
    """Issue the PIN of an approved application now, and draft the CP01A with it."""
    person = db.get(session, Taxpayer, application.taxpayer_id)
    pin = ledger.issue(session, person, application.pin_year, actor=actor, document_id=document.id, reason="approved")
    applications.move(session, application, ApplicationState.ISSUED, actor)
    notices.draft(
        session,
        NoticeKind.CP01A,
        actor,
        taxpayer_id=person.id,
        document_id=document.id,
        ip_pin_id=pin.id,
        language=language(session, document),
        not_before=application.issue_on,
    )

"""Records about an applicant apart from the paper: documents shown, a guardian's signature, doubts resolved.

Each record makes the recommendation again, in one transaction with its audit event.
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk import errors
from desk.lifecycle import applications, latest, notices
from desk.models import Appearance, Clearance, Document
from desk.models.states import ApplicationState, DocumentState
from desk.notices.kinds import NoticeKind
from desk.office.accounts import Actor
from desk.office.opening import Office
from desk.program import doubts, free_text
from desk.program.identity import COUNTS, Documents
from desk.program.words import Action, FormKind, Route
from desk.recommendation import changes, proofs
from desk.review import overrides
from desk.system import calendar

_ROUTES = (Route.F15227.value, Route.TAC.value)
_DUPLICATE = "DUPLICATE"


def record_documents(
    office: Office, document_id: int, shown: Documents, actor: Actor, center: str = "", version: int | None = None
) -> None:
    """Record what an applicant showed in person (domain.md 1.7): counts only.

    Enough documents prove the identity, by the rule of the received date.
    """
    if not shown.possible:
        raise errors.InvalidInput(COUNTS)
    free_text.demand_no_number(center)
    with changes.changing(office, document_id, actor, version, demand=_demand_application) as change:
        counts = {"pictures": shown.pictures, "government": shown.government, "shown": shown.all}
        moment = {"on": calendar.today(), "at": calendar.now(), "by": actor.name}
        change.session.add(Appearance(document_id=document_id, center=center.strip(), **counts, **moment))
        change.record("documents.shown", **counts)
        change.session.flush()
        application = change.application
        proven = proofs.proven(change.session, change.document, application, office.settings)
        if proven and application.state != ApplicationState.IDENTITY_VERIFIED:
            applications.move(change.session, application, ApplicationState.IDENTITY_VERIFIED, actor.name)


def choose_route(office: Office, document_id: int, route: str, actor: Actor, version: int | None = None) -> None:
    """Record the applicant's route: by form and phone, or at an assistance center."""
    if route not in _ROUTES:
        raise errors.InvalidInput(f"the route is one of: {', '.join(_ROUTES)}")
    with changes.changing(office, document_id, actor, version, demand=_demand_application) as change:
        change.application.route = route
        change.record("route.chosen", route=route)


def record_guardian(office: Office, document_id: int, signed: bool, actor: Actor, version: int | None = None) -> None:
    """Record whether the signature on a dependent's application is that of a parent or guardian."""
    with changes.changing(office, document_id, actor, version, demand=_demand_application) as change:
        change.application.guardian_signed = signed
        change.record("guardian.seen", signed=signed)


def clearable(session: Session, document_id: int) -> list[tuple[str, str]]:
    """Return the doubts that a person may resolve now, as code and sentence."""
    newest = latest.recommendation(session, document_id)
    if newest is None or newest.action != Action.REVIEW:
        return []
    found = [(one["code"], one["message"]) for one in newest.findings if one["message"] in newest.reasons]
    if "R09" in newest.codes:
        found.append((_DUPLICATE, "Another application from the same person is already open."))
    return [(code, text) for code, text in found if not _stands(code)]


def _stands(code: str) -> bool:
    """Whether no clerk may resolve this doubt: the office's rule is missing, or it is a risk for a supervisor."""
    return code in doubts.RULELESS or code in doubts.RISKS or code.startswith(doubts.DECIDED)


def clear(office: Office, document_id: int, code: str, reason: str, actor: Actor, version: int | None = None) -> None:
    """Resolve one open doubt, with the reason (an unknown income limit, never filed, a duplicate …)."""
    if not reason.strip():
        raise errors.InvalidInput("say why this doubt is decided")
    free_text.demand_no_number(reason)
    with changes.changing(office, document_id, actor, version, demand=_demand_application) as change:
        if code not in {known for known, _ in clearable(change.session, document_id)}:
            raise errors.InvalidInput("that is no open doubt of this application that a person can decide")
        moment = {"by": actor.name, "at": calendar.now()}
        change.session.add(Clearance(document_id=document_id, code=code, reason=reason.strip(), **moment))
        change.record("doubt.cleared", code=code)


def withdraw(office: Office, document_id: int, actor: Actor, reason: str, version: int | None = None) -> None:
    """End an application that its applicant has withdrawn, even while it waits for an answer to our letter."""
    if not reason.strip():
        raise errors.InvalidInput("say how the applicant took the application back")
    free_text.demand_no_number(reason)
    with changes.changing(office, document_id, actor, version, demand=_demand_kind) as change:
        overrides.demand_second(change.session, change.document, actor)
        applications.move(change.session, change.application, ApplicationState.WITHDRAWN, actor.name)
        notices.stop(change.session, document_id, NoticeKind.MISSING, actor.name, "withdrawn")
        if change.document.state == DocumentState.IN_REVIEW:
            change.move(DocumentState.DECIDED, "withdrawn")
        change.move(DocumentState.CLOSED, "withdrawn")


def clearances(session: Session, document_id: int) -> list[Clearance]:
    """Return every doubt that was resolved, by whom, and why."""
    return list(session.scalars(select(Clearance).where(Clearance.document_id == document_id).order_by(Clearance.id)))


def _demand_kind(_session: Session, document: Document) -> None:
    if document.kind != FormKind.PIN_APPLICATION:
        raise errors.NotFound("there is no such application")


def _demand_application(session: Session, document: Document) -> None:
    _demand_kind(session, document)
    if document.state != DocumentState.IN_REVIEW:
        raise errors.WrongState("this application is not in review: reload it to see where it is")

"""Identity calls to applicants: each is recorded with its outcome, never with the answers (domain 1.5)."""

from sqlalchemy.orm import Session

from desk import errors
from desk.lifecycle import applications
from desk.models import Call, Document
from desk.models.states import ApplicationState, DocumentState
from desk.office.accounts import Actor
from desk.office.opening import Office
from desk.program.words import FormKind
from desk.recommendation import changes
from desk.system import calendar

STATES = {
    "passed": ApplicationState.IDENTITY_VERIFIED,
    "failed": ApplicationState.IDENTITY_FAILED,
    "no_answer": ApplicationState.CALL_PENDING,
    "wrong_number": ApplicationState.CALL_PENDING,
}
"""The state of the application after each outcome of a call."""


def record_call(
    office: Office,
    document_id: int,
    outcome: str,
    actor: Actor,
    questions_passed: int | None = None,
    version: int | None = None,
) -> None:
    """Record one identity call (domain 1.5): its outcome, never the answers."""
    if outcome not in STATES:
        raise errors.InvalidInput(f"the outcome of a call is one of: {', '.join(STATES)}")
    with changes.changing(office, document_id, actor, version, demand=_demand_application) as change:
        change.session.add(
            Call(
                document_id=document_id,
                outcome=outcome,
                questions_passed=questions_passed,
                by=actor.name,
                at=calendar.now(),
            )
        )
        change.record("call.recorded", outcome=outcome)
        applications.move(change.session, change.application, STATES[outcome], actor.name)


def _demand_application(_session: Session, document: Document) -> None:
    if document.kind != FormKind.PIN_APPLICATION or document.state != DocumentState.IN_REVIEW:
        raise errors.WrongState("a call belongs to an application that is in review")

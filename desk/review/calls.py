"""Identity calls to applicants: each is written down with its outcome, never with the answers (domain 1.5)."""

from desk import errors
from desk.documents import claims
from desk.lifecycle import applications, audit
from desk.models import Call
from desk.office.accounts import Actor
from desk.office.opening import Office
from desk.recommendation import making
from desk.system import calendar

STATES = {
    "passed": "identity_verified",
    "failed": "identity_failed",
    "no_answer": "call_pending",
    "wrong_number": "call_pending",
}
"""What each outcome of a call makes of the application."""


def record_call(
    office: Office,
    document_id: int,
    outcome: str,
    actor: Actor,
    questions_passed: int | None = None,
    version: int | None = None,
) -> None:
    """Write down one identity call (domain 1.5): its outcome, never the answers."""
    with office.database.transaction() as session:
        document = claims.document(session, document_id, actor)
        claims.demand_version(session, document, version)
        if document.kind != "pin_application" or document.state != "in_review":
            raise errors.WrongState("a call belongs to an application that is in review")
        if outcome not in STATES:
            raise errors.InvalidInput(f"the outcome of a call is one of: {', '.join(STATES)}")
        session.add(
            Call(
                document_id=document.id,
                outcome=outcome,
                questions_passed=questions_passed,
                by=actor.name,
                at=calendar.now(),
            )
        )
        audit.record(session, actor.name, "call.recorded", "document", document.id, outcome=outcome)
        application = applications.of_document(session, document)
        applications.move(session, application, STATES[outcome], actor.name)
        making.give(session, office.settings, document, actor.name)

"""What people decide, and what follows from it, in one transaction with its audit event.

approve → a PIN in the ledger (or its issue scheduled) and a CP01A to the address of record;
flag → a delay case and an identity-verification letter; write, reject → their letters;
release → the return goes on. Nothing follows from a recommendation by itself.
"""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from desk import errors
from desk.documents import claims, labels, notes
from desk.lifecycle import applications, audit, latest, states
from desk.models import Decision, Document, Recommendation
from desk.office.accounts import Actor
from desk.office.opening import Office
from desk.reading import sampling
from desk.recommendation import making, renewals
from desk.review import consequences
from desk.review.matter import Matter
from desk.system import calendar, faults

ACTIONS = {
    "tax_return": ("release", "flag"),
    "pin_application": ("approve", "write", "reject"),
}


def assess(office: Office, document_id: int, actor: Actor) -> str:
    """Make the recommendation anew; returns its action."""
    with office.database.transaction() as session:
        return making.give(session, office.settings, claims.document(session, document_id), actor.name).action


def decide(
    office: Office,
    document_id: int,
    action: str,
    actor: Actor,
    version: int | None = None,
    reason: str = "",
    codes: Sequence[str] = (),
) -> None:
    """Carry out a person's decision.

    The rules are asked once more first: a record, the ledger or the day may have changed since the
    recommendation was made. Where that changes it, only the new recommendation is kept.
    Raises :class:`errors.ChangedMeanwhile` when the document is not as that person saw it,
    :class:`errors.WrongState`, :class:`errors.NotAllowed` and :class:`errors.InvalidInput`.
    """
    with office.database.transaction() as session:
        document = claims.document(session, document_id, actor)
        _demand_undecided(session, document)
        claims.demand_version(session, document, version)
        if action not in ACTIONS.get(document.kind, ()):
            raise errors.InvalidInput(f"this document cannot be decided with \u201c{action}\u201d")
        notes.demand_no_number(reason)
        shown = latest.recommendation(session, document.id)
        newest = making.give(session, office.settings, document, actor.name)
        if unchanged := making.same(newest, shown):
            _carry_out(
                session, office, document, _decision(document, newest, action, actor, reason, codes), newest, actor
            )
            faults.point("decide.written")
    if not unchanged:
        raise errors.ChangedMeanwhile("what is on record has changed the recommendation meanwhile: look at it again")
    faults.point("decide.committed")


def _carry_out(
    session: Session, office: Office, document: Document, made: Decision, newest: Recommendation, actor: Actor
) -> None:
    if made.action != newest.action and not made.reason:
        raise errors.InvalidInput("say why you decide otherwise than recommended")
    states.move(session, document, "decided", actor.name, made.action)
    session.add(made)
    consequences.follow(Matter(session, office.settings, document, newest, made, actor))
    if made.action == "approve":
        renewals.after(session, office, applications.of_document(session, document).taxpayer_id, actor.name)
    claims.end(session, document.id)
    sampling.draw_decision(session, office.settings, made)
    audit.record(session, actor.name, f"decision.{made.action}", "document", document.id, recommended=newest.action)


def _demand_undecided(session: Session, document: Document) -> None:
    if document.state == "in_review":
        return
    made = latest.decision(session, document)
    if made is None:
        raise errors.WrongState(f"this document is {labels.state(document.state)} now: reload it")
    done = labels.done(made.action).lower()
    raise errors.WrongState(f"{made.by} decided this document at {calendar.told(made.at)} ({done}): reload it")


def _decision(document: Document, newest: Recommendation, action, actor: Actor, reason, codes) -> Decision:
    return Decision(
        document_id=document.id,
        action=action,
        recommended=newest.action,
        codes=list(codes) or list(newest.codes),
        reason=reason.strip(),
        by=actor.name,
        at=calendar.now(),
    )

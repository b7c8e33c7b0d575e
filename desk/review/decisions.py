"""Carries out what people decide, with its consequences and its audit event in one transaction.

approve → a PIN in the ledger (or its issue scheduled) and a CP01A to the address of record; flag, screen → delay cases
and identity-verification letters; write, reject → their letters, and delay cases for a return that lacks something;
release → the return goes on. Nothing follows from a recommendation by itself.

One person may release only what the desk recommends to release. Any other release is a request that another person
grants (`desk/review/releases`).
"""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from desk import errors
from desk.delays import verifications
from desk.documents import labels
from desk.lifecycle import latest
from desk.models import Decision, Document, Recommendation
from desk.models.states import DocumentState
from desk.office import accounts
from desk.office.accounts import Actor
from desk.office.opening import Office
from desk.program import free_text
from desk.program import screening as rules
from desk.program.words import Action, FormKind
from desk.reading import sampling
from desk.recommendation import changes, making, questions, renewals, seconds
from desk.recommendation.changes import Change
from desk.review import consequences, overrides
from desk.review.matter import Matter
from desk.system import calendar, faults

ACTIONS: dict[str, tuple[Action, ...]] = {
    FormKind.TAX_RETURN: (Action.RELEASE, Action.FLAG, Action.SCREEN, Action.WRITE),
    FormKind.PIN_APPLICATION: (Action.APPROVE, Action.WRITE, Action.REJECT),
}


_WEIGHTY = "this return was unmatched or flagged, or had a case, until somebody said otherwise"


def choices(kind: str | None) -> tuple[str, ...]:
    """Return what a person may decide about a document of that kind; nothing for one that is not identified."""
    return ACTIONS.get(kind, ()) if kind else ()


def offered(kind: str | None, newest: Recommendation | None) -> tuple[str, ...]:
    """Return those :func:`choices` that the rules do not exclude for this document at present."""
    if newest is None:
        return ()
    if kind == FormKind.TAX_RETURN:
        return rules.offered(
            newest.action, newest.outcomes, seconds.roles(newest.findings), bool(making.flagged(newest))
        )
    approvable = newest.action in (Action.APPROVE, Action.REVIEW)
    return tuple(one for one in choices(kind) if one != Action.APPROVE or approvable)


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

    The rules are applied once more first, because a record, the ledger, or the date may have changed since the
    recommendation. If that changes the recommendation, only the new one is stored. Raises
    :class:`errors.ChangedMeanwhile` if the document is not as the person saw it, :class:`errors.WrongState`,
    :class:`errors.NotAllowed`, and :class:`errors.InvalidInput`.
    """
    free_text.demand_no_number(reason)
    with changes.changing(office, document_id, actor, version, demand=_demand_undecided) as change:
        if action not in choices(change.document.kind):
            raise errors.InvalidInput(f"this document cannot be decided with \u201c{action}\u201d")
        shown, newest = change.judge()
        unchanged = shown is not None and making.same(newest, shown)
        if unchanged:
            _demand_allowed(change, newest, action)
            carry_out(change, newest, action, reason, codes)
            faults.point("decide.written")
        else:
            change.leave()
    if not unchanged:
        raise errors.ChangedMeanwhile("what is on record has changed the recommendation meanwhile: look at it again")
    faults.point("decide.committed")


def alone(session: Session, document: Document, newest: Recommendation, actor: Actor) -> list[str]:
    """Return the sentences that say why this person alone may not release the return (domain.md 4.2, 9); empty if they
    may.

    The advice is a release only if each signer's taxpayer number is read or keyed and belongs to that person, the name
    agrees, no box waits for a key, and nothing is flagged (`desk/program/returns`). A reopened case counts as a flag
    until another person has verified the identity.
    """
    if newest.action != Action.RELEASE:
        return ["the desk does not recommend to release this return"]
    flags = verifications.open_cases(session, document.id)
    unverified = verifications.hindrance(session, flags, actor) if flags else ""
    weighty = not accounts.may(actor.role, "supervise") and overrides.weighty(session, document)
    stated = overrides.statements(session, document, actor.name)
    return [*filter(None, [unverified]), *stated, *([_WEIGHTY] if weighty else [])]


def _demand_allowed(change: Change, newest: Recommendation, action: str) -> None:
    overrides.demand_second(change.session, change.document, change.actor)
    why = alone(change.session, change.document, newest, change.actor) if action == Action.RELEASE else []
    if why:
        raise errors.NotAllowed(f"{', and '.join(why)}: ask for the release, and another person grants it")


def carry_out(change: Change, newest: Recommendation, action: str, reason: str, codes: Sequence[str] = ()) -> None:
    """Store a decision and carry out what follows from it.

    Raises :class:`errors.InvalidInput` if it needs a reason, and whatever its consequence demands.
    """
    if action != newest.action and not reason.strip():
        raise errors.InvalidInput("give the reason for a decision other than the one recommended")
    session, settings, document, actor = change.session, change.office.settings, change.document, change.actor
    made = _decision(document, newest, action, actor, reason, codes)
    change.move(DocumentState.DECIDED, action)
    session.add(made)
    consequences.follow(Matter(session, settings, document, newest, made, actor))
    if action == Action.APPROVE:
        renewals.after(session, change.office, change.application.taxpayer_id, actor.name)
    sampling.draw_decision(session, settings, made)
    sampling.draw_claims(session, settings, document)
    change.record(f"decision.{action}", recommended=newest.action)


def _demand_undecided(session: Session, document: Document) -> None:
    if document.state == DocumentState.IN_REVIEW:
        questions.demand_answered(session, document)
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

"""Requests for a release that one person alone may not decide: one asks with a reason, another grants it.

So it is wherever the desk does not recommend the release, where whoever would release has overruled what stood on
record (`desk/review/overrides`), and where a flagged return is not verified by somebody else (domain.md 4.2, 9). A
supervisor grants what is unmatched or flagged, or was until somebody said otherwise. A request holds for the return as
it was asked about: any other act on it ends the request (`desk/recommendation/changes`), and so does other advice.
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk import errors
from desk.delays import cases, verifications
from desk.documents import leases, notes
from desk.lifecycle import latest, releases
from desk.models import Document, Recommendation, ReleaseRequest
from desk.models.states import DelayState, DocumentState, ReleaseState
from desk.office import accounts
from desk.office.accounts import Actor
from desk.office.opening import Office
from desk.program import free_text
from desk.program.words import Action, FormKind
from desk.recommendation import changes, making, questions
from desk.recommendation.changes import Change
from desk.review import decisions, overrides
from desk.system import calendar, db

_NO_REQUEST = "nobody asks for the release of this return now: reload it"
_CHANGED = "what is on record has changed the recommendation meanwhile: look at it again"


def ask(office: Office, document_id: int, actor: Actor, reason: str, version: int | None = None) -> None:
    """Request the release of a return; another person decides.

    Raises :class:`errors.WrongState` if it waits for no release, if a request is open already, and if this person may
    release it without asking; :class:`errors.ChangedMeanwhile` if the advice is not what was shown.
    """
    reason = _checked(reason, "say why this return should be released")
    with changes.changing(office, document_id, actor, version, demand=_demand_releasable) as change:
        advice = _asked_on(change)
        if advice is None:
            change.leave()
        else:
            request = _request(change, advice, reason)
            _demand_other(change, advice)
            change.ask(request)
            change.record("release.asked", recommended=advice.action, supervisor=request.supervisor)
            leases.leave(change.session, document_id, actor)
    if advice is None:
        raise errors.ChangedMeanwhile(_CHANGED)


def grant(office: Office, document_id: int, actor: Actor, reason: str, version: int | None = None) -> None:
    """Release a return as another person has requested.

    Raises :class:`errors.NotAllowed` for the requester, and for a clerk if it takes a supervisor;
    :class:`errors.ChangedMeanwhile`, which ends the request, if the advice has changed since.
    """
    reason = _checked(reason, "say why you grant the release")
    with changes.changing(office, document_id, actor, version, demand=_demand_asked) as change:
        questions.demand_answered(change.session, change.document)
        request = _to_decide(change)
        newest = _judged(change)
        holds = newest is None or _same(newest, db.get(change.session, Recommendation, request.recommendation_id))
        if holds:
            change.end_request(request, ReleaseState.GRANTED, reason)
            _release(change, newest, reason)
        else:
            change.end_request(request, ReleaseState.ENDED)
            change.leave()
    if not holds:
        raise errors.ChangedMeanwhile(_CHANGED)


def refuse(office: Office, document_id: int, actor: Actor, reason: str, version: int | None = None) -> None:
    """Refuse a request, with the reason; the return waits as before. Raises the same errors as :func:`grant`."""
    reason = _checked(reason, "say why you refuse the release")
    with changes.changing(office, document_id, actor, version, demand=_demand_asked) as change:
        change.end_request(_to_decide(change), ReleaseState.REFUSED, reason)


def withdraw(office: Office, document_id: int, actor: Actor, version: int | None = None) -> None:
    """Withdraw one's own request; raises :class:`errors.NotAllowed` for anybody else's."""
    with changes.changing(office, document_id, actor, version, demand=_demand_asked) as change:
        request = errors.known(releases.standing(change.session, document_id), _NO_REQUEST)
        if request.by != actor.name:
            raise errors.NotAllowed("only whoever asked takes a request back: refuse it instead")
        change.end_request(request, ReleaseState.WITHDRAWN)


def may_decide(request: ReleaseRequest, actor: Actor) -> bool:
    """Return whether this person may grant or refuse that request; never the requester."""
    return request.by != actor.name and accounts.may(actor.role, "supervise" if request.supervisor else "decide")


def history(session: Session, document_id: int) -> list[ReleaseRequest]:
    """Return every request for the release of a document, oldest first."""
    rows = select(ReleaseRequest).where(ReleaseRequest.document_id == document_id)
    return list(session.scalars(rows.order_by(ReleaseRequest.id)))


def _asked_on(change: Change) -> Recommendation | None:
    """The present advice; ``None`` if it is not the one that was shown."""
    shown = latest.recommendation(change.session, change.document.id)
    newest = _judged(change) or shown
    return newest if shown is not None and newest is not None and making.same(newest, shown) else None


def _judged(change: Change) -> Recommendation | None:
    """The answer of the rules now for a return in review; ``None`` for a flagged one, which its case releases."""
    return change.judge()[1] if change.document.state == DocumentState.IN_REVIEW else None


def _demand_other(change: Change, advice: Recommendation) -> None:
    """Refuse a request for what this person may do alone."""
    session, document, actor = change.session, change.document, change.actor
    if document.state == DocumentState.DECIDED:
        hindered = bool(verifications.hindrance(session, verifications.open_cases(session, document.id), actor))
    else:
        hindered = bool(decisions.alone(session, document, advice, actor))
    if not hindered:
        raise errors.WrongState("nothing stands in the way of this release: release the return")


def _request(change: Change, advice: Recommendation, reason: str) -> ReleaseRequest:
    flags = verifications.open_cases(change.session, change.document.id)
    unverified = bool(flags) and not verifications.stands(change.session, flags)
    flagged = change.document.state == DocumentState.IN_REVIEW and (
        overrides.grave(advice) or overrides.weighty(change.session, change.document)
    )
    return ReleaseRequest(
        document_id=change.document.id,
        recommendation_id=advice.id,
        supervisor=unverified or flagged,
        state=ReleaseState.OPEN,
        reason=reason,
        by=change.actor.name,
        at=calendar.now(),
    )


def _to_decide(change: Change) -> ReleaseRequest:
    """The open request, if this person may decide it."""
    request = errors.known(releases.standing(change.session, change.document.id), _NO_REQUEST)
    if request.by == change.actor.name:
        raise errors.NotAllowed("you asked for this release: another person decides")
    if not may_decide(request, change.actor):
        raise errors.NotAllowed("a supervisor decides this request: the return is unmatched or flagged")
    return request


def _same(one: Recommendation, other: Recommendation) -> bool:
    """Whether two answers of the rules are the same in everything that the request was about."""
    return making.same(one, other) and (one.reasons, one.keys) == (other.reasons, other.keys)


def _release(change: Change, newest: Recommendation | None, reason: str) -> None:
    if newest is not None:
        decisions.carry_out(change, newest, Action.RELEASE, reason)
        return
    cases.close(change.session, change.document, DelayState.RELEASED, change.actor.name)
    change.move(DocumentState.CLOSED, "released")


def _demand_releasable(session: Session, document: Document) -> None:
    """Demand a return that waits for a decision or with its delay case, without an open request for its release."""
    waits = document.state == DocumentState.IN_REVIEW
    flagged = document.state == DocumentState.DECIDED and bool(verifications.open_cases(session, document.id))
    if document.kind != FormKind.TAX_RETURN or not (waits or flagged):
        raise errors.WrongState("only a return that waits can be released: reload it to see where it is")
    standing = releases.standing(session, document.id)
    if standing is not None:
        raise errors.WrongState(f"{standing.by} has asked for this release already: another person decides")
    questions.demand_answered(session, document)


def _demand_asked(session: Session, document: Document) -> None:
    if releases.standing(session, document.id) is None:
        raise errors.WrongState(_NO_REQUEST)


def _checked(reason: str, wanted: str) -> str:
    reason = reason.strip()[: notes.LONGEST]
    if not reason:
        raise errors.InvalidInput(wanted)
    free_text.demand_no_number(reason)
    return reason

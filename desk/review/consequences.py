"""Carries out what follows from a decision, in its transaction: ledger entries, letters, delay cases.

Each consequence first checks the demands of the rules: an approval needs a proven identity, a flag needs a person who
has keyed the box or looked at it.
"""

from collections.abc import Callable

from sqlalchemy import select

from desk import errors
from desk.delays import cases
from desk.documents import values
from desk.lifecycle import applications, states
from desk.models import (
    Person,
    Reveal,
    Taxpayer,
)
from desk.models.states import ApplicationState, DelayCause, DelayState, DocumentState
from desk.notices import rejection
from desk.notices.kinds import NoticeKind
from desk.office import policy
from desk.pins import guesses
from desk.program import income
from desk.program.words import Action, FormKind, Outcome, ValueSource
from desk.recommendation import making, returns
from desk.recommendation.applications import lacking
from desk.review import answers, delaying, issuing
from desk.review.matter import Matter, applicant, draft


def follow(matter: Matter) -> None:
    """Carry out what follows from the decision."""
    _CONSEQUENCES[matter.decision.action](matter)


def _release(matter: Matter) -> None:
    _demand_told(matter)
    cases.close(matter.session, matter.document, DelayState.RELEASED, matter.actor.name)
    states.move(matter.session, matter.document, DocumentState.CLOSED, matter.actor.name, "released")


def _demand_told(matter: Matter) -> None:
    """Demand that no answer about a number is withheld, or that a supervisor has looked (desk/pins/guesses.py).

    If the supervisor keeps the answer withheld, the taxpayer gets a letter, or two people release the return.
    """
    hidden = Outcome.WITHHELD in matter.recommendation.outcomes.values()
    if hidden and guesses.not_looked_at(matter.session, matter.document.id):
        raise errors.NotAllowed(
            "too many different numbers were compared for this taxpayer: a supervisor looks first (Home, Numbers tried)"
        )


def _flag(matter: Matter) -> None:
    """Open a delay case and draft an identity-verification letter for each signer with a finding (domain 4.1, 4.2)."""
    _demand_told(matter)
    findings = {(person.role, DelayCause.IDENTITY): str(reason) for reason, person in _flagged(matter)}
    delaying.open_cases(matter, findings | delaying.lacking(matter))


def _flagged(matter: Matter) -> list[tuple[str, Person]]:
    """Each flagged outcome and its signer; never on machine reading alone, and never while boxes wait to be keyed."""
    people = matter.session.scalars(select(Person).where(Person.document_id == matter.document.id)).all()
    settled = values.settled(matter.session, matter.document.id)
    flags = making.flagged(matter.recommendation)
    ordered = sorted(people, key=lambda p: p.role)
    found = [
        (person.outcome, person)
        for person in ordered
        if person.outcome and (person.role in flags or person.outcome == Outcome.WITHHELD)
    ]
    if not found:
        raise errors.NotAllowed("nothing was found on this return that can be flagged: choose another decision")
    for _, person in found:
        name = returns.field_of(person.role)
        if matter.recommendation.keys or not _seen(matter, person, name, settled.get(name)):
            raise errors.NotAllowed("the machine alone has read that IP PIN box: key it, or look at the box, then flag")
    return found


def _seen(matter: Matter, person: Person, name: str, value: values.Value | None) -> bool:
    """Whether a person has keyed the box, or looked at one that was read as empty or whose answer is withheld."""
    if value is not None and value.source == ValueSource.KEYED:
        return True
    looked = select(Reveal.id).where(
        Reveal.document_id == matter.document.id, Reveal.field == name, Reveal.by == matter.actor.name
    )
    by_look = person.outcome in (Outcome.MISSING, Outcome.WITHHELD)
    return by_look and matter.session.scalar(looked.limit(1)) is not None


def _write(matter: Matter) -> None:
    if matter.document.kind == FormKind.TAX_RETURN:
        delaying.ask(matter)
    else:
        _write_to_applicant(matter)


def _write_to_applicant(matter: Matter) -> None:
    session, document = matter.session, matter.document
    items = lacking(session, document, values.settled(session, document.id), matter.settings)
    if not items:
        raise errors.InvalidInput("nothing is missing on this application: there is nothing to ask for by letter")
    application = applications.of_document(session, document)
    applications.move(session, application, ApplicationState.WRITTEN, matter.actor.name)
    days = policy.load(matter.settings).answer_days
    draft(matter, NoticeKind.MISSING, applicant(matter), {"items": items, "reply_days": days})
    answers.close_answered(session, document, application.taxpayer_id, matter.actor.name)


def _reject(matter: Matter) -> None:
    """Draft the letter that gives the reason; without a known taxpayer there is no address to write to."""
    codes = list(matter.decision.codes)
    if not codes or not set(codes) <= set(rejection.REASONS):
        raise errors.InvalidInput("choose the reason for the rejection (R01 to R11)")
    if len(rejection.told(codes)) > rejection.MOST:
        raise errors.InvalidInput(f"a rejection gives at most {rejection.MOST} reasons: choose those that weigh most")
    application = applications.of_document(matter.session, matter.document)
    applications.move(matter.session, application, ApplicationState.REJECTED, matter.actor.name)
    answers.close_answered(matter.session, matter.document, application.taxpayer_id, matter.actor.name)
    person = applicant(matter)
    if person is None:
        states.move(
            matter.session, matter.document, DocumentState.CLOSED, matter.actor.name, "rejected, no address of record"
        )
        return
    draft(matter, NoticeKind.REJECTION, person, {"codes": codes, "income_limit": _limit(matter, person)})


def _limit(matter: Matter, person: Taxpayer) -> int | None:
    """The income limit that the letter names, in whole dollars."""
    limit = income.limit(matter.document.received_date, policy.load(matter.settings))
    if limit is None:
        return None
    return limit.joint if person.filing_status == income.JOINT else limit.individual


_CONSEQUENCES: dict[str, Callable[[Matter], None]] = {
    Action.RELEASE: _release,
    Action.FLAG: _flag,
    Action.SCREEN: delaying.screen,
    Action.APPROVE: issuing.approve,
    Action.WRITE: _write,
    Action.REJECT: _reject,
}

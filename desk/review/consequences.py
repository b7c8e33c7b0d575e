"""What follows from a decision, in its transaction: ledger entries, letters, delay cases.

Each consequence first demands what the rules demand of it: an approval needs the identity
proven, a flag needs a person who has keyed or looked at the box.
"""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk import errors
from desk.delays import cases
from desk.documents import values
from desk.lifecycle import decided, notices, states
from desk.models import (
    Application,
    Decision,
    Document,
    Enrollment,
    IpPin,
    LedgerEntry,
    Person,
    Recommendation,
    Reveal,
    Taxpayer,
)
from desk.notices import rejection
from desk.office import policy
from desk.office.accounts import Actor
from desk.office.opening import Office
from desk.pins import ledger
from desk.program import income
from desk.program.issue import issue_plan
from desk.program.returns import FLAGS
from desk.program.words import Outcome
from desk.recommendation import applications, making, proofs, renewals, returns
from desk.review import answers
from desk.system import calendar
from desk.system.config import Settings


@dataclass(frozen=True)
class Matter:
    """A decision on its way: everything its consequence needs."""

    session: Session
    settings: Settings
    document: Document
    advice: Recommendation
    decision: Decision
    actor: Actor


def follow(matter: Matter) -> None:
    """Carry out the decision's consequence."""
    _CONSEQUENCES[matter.decision.action](matter)


def take_back(
    session: Session, settings: Settings, document: Document, decision: Decision, actor: Actor, reason: str
) -> None:
    """Undo a consequence whose letters are still drafts."""
    if decision.action == "flag":
        cases.withdraw(session, document, actor)
    if decision.action == "release":
        cases.resume(session, document, actor, decision.at)
    if decision.action == "approve":
        for pin in _issued_for(session, document):
            ledger.end(session, pin, "revoke", actor=actor.name, document_id=document.id, reason=reason)
        for row in session.scalars(select(Enrollment).where(Enrollment.document_id == document.id)):
            session.delete(row)
    if document.kind == "pin_application":
        case = applications.of(session, document)
        proven = proofs.proven(session, document, case, settings)
        applications.move(session, case, "identity_verified" if proven else "open", actor.name)


def issue_due(office: Office, actor: str) -> int:
    """Issue what was approved for a day that has come; how many.

    Each application is a transaction of its own, so that one in the way of which something has
    come (a death, a number from elsewhere) goes back to a person and keeps nobody else waiting.
    """
    with office.database.reading() as session:
        numbers = [case.document_id for case in applications.scheduled(session, calendar.today())]
    done = 0
    for number in numbers:
        with office.database.transaction() as session:
            document = session.get(Document, number, with_for_update=True)
            case = applications.of(session, document)
            if case.state != "approved":
                continue
            hindrance = _hindrance(session, case)
            if hindrance:
                hand_back(session, office.settings, document, actor, hindrance)
            else:
                _issue(session, case, document, case.approved_by or actor)
                renewals.after(session, office, case.taxpayer_id, actor)
                done += 1
    return done


def _hindrance(session: Session, case: Application) -> str:
    """Why a PIN that was approved for today is not issued now; empty when nothing stands in the way."""
    if session.get(Taxpayer, case.taxpayer_id).date_of_death is not None:
        return "the record now shows a death"
    if ledger.current(session, case.taxpayer_id, case.calendar_year):
        return "another IP PIN of that year is on record by now"
    if case.calendar_year != calendar.today().year:
        return "the year for which it was approved is over"
    return ""


def hand_back(session: Session, settings: Settings, document: Document, actor: str, why: str) -> None:
    """Undo an approval that cannot be carried out; the document waits for a person again."""
    made = decided.undo(session, document, actor)
    take_back(session, settings, document, made, Actor(actor, "clock"), why)
    states.move(session, document, "in_review", actor, why)
    making.give(session, settings, document, actor)


def _release(matter: Matter) -> None:
    cases.close(matter.session, matter.document, "released", matter.actor.name)
    states.move(matter.session, matter.document, "closed", matter.actor.name, "released")


def _flag(matter: Matter) -> None:
    """Open the delay case and draft the identity-verification letter (domain 4.1, 4.2)."""
    if matter.document.tax_year is None:
        raise errors.NotAllowed("the letter names the tax year: say for which year this return is, then flag it")
    reason, person = _flagged(matter)
    cases.open_case(matter.session, matter.document, reason, person.role, matter.actor.name)
    _draft(matter, "verification", person.taxpayer, {"role": person.role})


def _flagged(matter: Matter) -> tuple[str, Person]:
    """The outcome that is flagged and whose it is; never on machine reading alone."""
    people = matter.session.scalars(select(Person).where(Person.document_id == matter.document.id)).all()
    settled = values.settled(matter.session, matter.document.id)
    flags = {outcome.value for outcome in FLAGS}
    found = [person for person in sorted(people, key=lambda p: p.role) if person.outcome in flags]
    if not found:
        raise errors.NotAllowed("nothing was found on this return that can be flagged: choose another decision")
    for person in found:
        name = returns.field_of(person.role)
        if not _seen(matter, person, name, settled.get(name)):
            raise errors.NotAllowed(
                "the machine alone has read that IP PIN box: key it, or look at the box when it is empty, then flag"
            )
    return found[0].outcome, found[0]


def _seen(matter: Matter, person: Person, name: str, value: values.Value | None) -> bool:
    """Whether a person has keyed the box, or looked at it when it is read as empty."""
    if value is not None and value.source == "keyed":
        return True
    looked = select(Reveal.id).where(
        Reveal.document_id == matter.document.id, Reveal.field == name, Reveal.by == matter.actor.name
    )
    return person.outcome == Outcome.MISSING and matter.session.scalar(looked.limit(1)) is not None


def _approve(matter: Matter) -> None:
    """Give the PIN its year and day, and issue it when that day has come (domain 1.5)."""
    _demand_approvable(matter)
    document = matter.document
    case = applications.of(matter.session, document)
    plan = issue_plan(
        case.route, document.revision, document.received_date, calendar.today(), policy.of(matter.settings)
    )
    if plan.review:
        raise errors.WrongState(f"no rule says when this PIN may be issued: {plan.reason}")
    applications.move(matter.session, case, "approved", matter.actor.name)
    case.calendar_year, case.issue_on, case.approved_by = plan.calendar_year, plan.issue_on, matter.actor.name
    matter.session.add(
        Enrollment(taxpayer_id=case.taxpayer_id, basis=case.route, since=plan.issue_on, document_id=document.id)
    )
    answers.close_answered(matter.session, document, case.taxpayer_id, matter.actor.name)
    if plan.issue_on <= calendar.today():
        _issue(matter.session, case, document, matter.actor.name)


def _demand_approvable(matter: Matter) -> None:
    if matter.advice.action not in ("approve", "review"):
        raise errors.NotAllowed("the conditions of an approval are not met: see the reasons")
    case = applications.of(matter.session, matter.document)
    if not proofs.proven(matter.session, matter.document, case, matter.settings):
        raise errors.NotAllowed("the identity is not proven: record the passed call or the documents shown first")
    wants_supervisor = matter.advice.supervisor or matter.advice.action == "review"
    if wants_supervisor and matter.actor.role != "supervisor":
        raise errors.NotAllowed("this approval needs a supervisor")
    if case.taxpayer_id is None:
        raise errors.NotAllowed("it is not known who applies: choose the taxpayer first")


def _issue(session: Session, case: Application, document: Document, actor: str) -> None:
    person = session.get(Taxpayer, case.taxpayer_id)
    pin = ledger.issue(session, person, case.calendar_year, actor=actor, document_id=document.id, reason="approved")
    applications.move(session, case, "issued", actor)
    notices.draft(
        session,
        "cp01a",
        actor,
        taxpayer_id=person.id,
        document_id=document.id,
        ip_pin_id=pin.id,
        language=_language(session, document),
        not_before=case.issue_on,
    )


def _write(matter: Matter) -> None:
    session, document = matter.session, matter.document
    items = applications.lacking(session, document, values.settled(session, document.id), matter.settings)
    if not items:
        raise errors.InvalidInput("nothing is missing on this application: there is nothing to ask for by letter")
    case = applications.of(session, document)
    applications.move(session, case, "written", matter.actor.name)
    days = policy.of(matter.settings).answer_days
    _draft(matter, "missing", _applicant(matter), {"items": items, "reply_days": days})
    answers.close_answered(session, document, case.taxpayer_id, matter.actor.name)


def _reject(matter: Matter) -> None:
    """Draft the letter that says why; without a known taxpayer there is no address to write to."""
    codes = list(matter.decision.codes)
    if not codes or not set(codes) <= set(rejection.REASONS):
        raise errors.InvalidInput("choose the reason for the rejection (R01 to R11)")
    if len(rejection.told(codes)) > rejection.MOST:
        raise errors.InvalidInput(f"a rejection gives at most {rejection.MOST} reasons: choose those that weigh most")
    case = applications.of(matter.session, matter.document)
    applications.move(matter.session, case, "rejected", matter.actor.name)
    answers.close_answered(matter.session, matter.document, case.taxpayer_id, matter.actor.name)
    person = _applicant(matter)
    if person is None:
        states.move(matter.session, matter.document, "closed", matter.actor.name, "rejected, no address of record")
        return
    _draft(matter, "rejection", person, {"codes": codes, "income_limit": _limit(matter, person)})


def _limit(matter: Matter, person: Taxpayer) -> int | None:
    """The income limit that the letter names, in whole dollars."""
    limit = income.limit(matter.document.received_date, policy.of(matter.settings))
    if limit is None:
        return None
    return limit.joint if person.filing_status == income.JOINT else limit.individual


def _draft(matter: Matter, kind: str, person: Taxpayer | None, details: dict) -> None:
    if person is None:
        raise errors.NotAllowed("a letter goes to the address of record only: choose the taxpayer first")
    notices.draft(
        matter.session,
        kind,
        matter.actor.name,
        taxpayer_id=person.id,
        document_id=matter.document.id,
        language=_language(matter.session, matter.document),
        details=details,
    )


def _applicant(matter: Matter) -> Taxpayer | None:
    rows = select(Person).where(Person.document_id == matter.document.id, Person.role == "applicant")
    person = matter.session.scalar(rows)
    return person.taxpayer if person else None


def _language(session: Session, document: Document) -> str:
    value = values.settled(session, document.id).get("language")
    return "es" if value is not None and value.trusted and value.value == "es" else "en"


def _issued_for(session: Session, document: Document) -> list[IpPin]:
    rows = select(IpPin).join(LedgerEntry).where(LedgerEntry.document_id == document.id, IpPin.status == "current")
    return list(session.scalars(rows).unique())


_CONSEQUENCES: dict[str, Callable[[Matter], None]] = {
    "release": _release,
    "flag": _flag,
    "approve": _approve,
    "write": _write,
    "reject": _reject,
}

"""What people decide, and what follows from it, in one transaction with its audit event.

approve → a PIN in the ledger (or its issue scheduled) and a CP01A to the address of record;
flag → a delay case and an identity-verification letter; write, reject → their letters;
release → the return goes on. Nothing follows from a recommendation by itself.
"""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk import errors, forms
from desk.documents import claims, labels, notes
from desk.lifecycle import audit, decided, latest, notices, states
from desk.models import AuditEvent, Call, Decision, Document, Notice, Person, Recommendation, Taxpayer
from desk.office.accounts import Actor
from desk.office.opening import Office
from desk.program import paper
from desk.reading import sampling
from desk.recommendation import applications, making, renewals
from desk.review import consequences
from desk.system import calendar, faults

ACTIONS = {
    "tax_return": ("release", "flag"),
    "pin_application": ("approve", "write", "reject"),
}
_FIRST_YEAR = 1990
_NO_CHANGE = ("field.revealed", "document.noted", "document.taken_over", "sample.settled")
CALL_STATES = {
    "passed": "identity_verified",
    "failed": "identity_failed",
    "no_answer": "call_pending",
    "wrong_number": "call_pending",
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
        demand_version(session, document, version)
        if action not in ACTIONS.get(document.kind, ()):
            raise errors.InvalidInput(f"this document cannot be decided with \u201c{action}\u201d")
        notes.demand_no_number(reason)
        shown = latest.newest(session, document.id)
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
    consequences.follow(consequences.Matter(session, office.settings, document, newest, made, actor))
    if made.action == "approve":
        renewals.after(session, office, applications.of(session, document).taxpayer_id, actor.name)
    claims.end(session, document.id)
    sampling.draw_decision(session, office.settings, made)
    audit.record(session, actor.name, f"decision.{made.action}", "document", document.id, recommended=newest.action)


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
        demand_version(session, document, version)
        if document.kind != "pin_application" or document.state != "in_review":
            raise errors.WrongState("a call belongs to an application that is in review")
        if outcome not in CALL_STATES:
            raise errors.InvalidInput(f"the outcome of a call is one of: {', '.join(CALL_STATES)}")
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
        case = applications.of(session, document)
        applications.move(session, case, CALL_STATES[outcome], actor.name)
        making.give(session, office.settings, document, actor.name)


def choose_person(
    office: Office, document_id: int, role: str, taxpayer_id: int | None, actor: Actor, version: int | None = None
) -> None:
    """A clerk says who a person on the document is (or that nobody on record is)."""
    with office.database.transaction() as session:
        document = claims.document(session, document_id, actor)
        demand_version(session, document, version)
        if document.state not in states.OPEN:
            raise errors.WrongState("this document is decided: undo the decision first")
        person = session.scalar(select(Person).where(Person.document_id == document.id, Person.role == role))
        if person is None:
            raise errors.NotFound("no such person stands on this document")
        if taxpayer_id is not None and session.get(Taxpayer, taxpayer_id) is None:
            raise errors.NotFound("there is no such taxpayer on record")
        person.taxpayer_id, person.chosen_by = taxpayer_id, actor.name
        audit.record(session, actor.name, "person.chosen", "document", document.id, role=role, taxpayer=taxpayer_id)
        making.give(session, office.settings, document, actor.name)


def identify(
    office: Office,
    document_id: int,
    kind: str,
    form: str,
    revision: str | None,
    tax_year: int | None,
    actor: Actor,
    version: int | None = None,
) -> None:
    """A clerk says what a paper is that the desk did not recognise."""
    _demand_known(kind, form, revision, tax_year)
    with office.database.transaction() as session:
        document = claims.document(session, document_id, actor)
        demand_version(session, document, version)
        if document.state not in states.OPEN:
            raise errors.WrongState("this document is decided: undo the decision first")
        document.kind, document.form, document.revision, document.tax_year = kind, form, revision, tax_year
        audit.record(session, actor.name, "document.identified", "document", document.id, kind=kind, form=form)
        making.give(session, office.settings, document, actor.name)


def _demand_known(kind: str, form: str, revision: str | None, tax_year: int | None) -> None:
    """A form whose definition is on file, as it says of itself; or one known by its name alone, and its year."""
    if kind not in ACTIONS:
        raise errors.InvalidInput("say whether it is a tax return or an application")
    if revision is None and (form == "other" or (kind == "tax_return" and form in paper.FORMS)):
        if tax_year is not None and not _FIRST_YEAR <= tax_year <= calendar.today().year:
            raise errors.InvalidInput(f"a tax year lies between {_FIRST_YEAR} and {calendar.today().year}")
        return
    if (kind, form, revision, tax_year) not in {
        (one.kind, one.form, one.revision, one.tax_year) for one in forms.all()
    }:
        raise errors.InvalidInput("choose what the paper is from the list")


def undo(office: Office, document_id: int, actor: Actor, reason: str, version: int | None = None) -> None:
    """Take a decision back while nothing has left the office; an approval's PIN is revoked."""
    if not reason.strip():
        raise errors.InvalidInput("say why the decision is taken back")
    notes.demand_no_number(reason)
    with office.database.transaction() as session:
        document = claims.document(session, document_id, actor)
        demand_version(session, document, version)
        standing = decided.standing(session, document)
        if standing is None:
            raise errors.WrongState("this document has no decision to take back")
        _demand_undoable(session, document, standing)
        for notice in _letters(session, document):
            notices.move(session, notice, "cancelled", actor.name)
        decided.undo(session, document, actor.name)
        consequences.take_back(session, office.settings, document, standing, actor, reason)
        audit.record(session, actor.name, "decision.undone", "document", document.id, decision=standing.action)
        states.move(session, document, "in_review", actor.name, "undone")
        making.give(session, office.settings, document, actor.name)


def demand_version(session: Session, document: Document, version: int | None) -> None:
    """Refuse to work on a document that has changed since it was looked at, saying by whom and when."""
    if version is None or document.version == version:
        return
    rows = select(AuditEvent).where(
        AuditEvent.subject == "document", AuditEvent.subject_id == document.id, AuditEvent.action.not_in(_NO_CHANGE)
    )
    last = session.scalar(rows.order_by(AuditEvent.id.desc()).limit(1))
    who = f"{last.actor} changed it at {calendar.told(last.at)}" if last else "somebody else was faster"
    raise errors.ChangedMeanwhile(f"this document changed meanwhile ({who}): look at it again")


def undoable(session: Session, document: Document) -> bool:
    """Whether the standing decision can be taken back: no letter has left, and nothing has gone on meanwhile."""
    made = decided.standing(session, document)
    try:
        return made is not None and _demand_undoable(session, document, made) is None
    except errors.WrongState:
        return False


def _demand_undoable(session: Session, document: Document, made: Decision) -> None:
    """Until its letter is printed; what needs no letter (a release) until the end of the office day."""
    letters = {notice.state for notice in _letters(session, document)}
    if letters - {"draft", "gathered"}:
        raise errors.WrongState("the letter has been printed or mailed: the decision stands")
    if "gathered" in letters:
        raise errors.WrongState("the letter is gathered for printing: have it taken out of its print batch first")
    today = made.at > calendar.end_of(calendar.today() - timedelta(days=1))
    if document.state == "closed" and not (made.action in ("release", "reject") and today):
        raise errors.WrongState("the document is closed and has gone on: the decision stands")


def _letters(session: Session, document: Document) -> Sequence[Notice]:
    rows = select(Notice).where(Notice.document_id == document.id, Notice.state != "cancelled")
    return session.scalars(rows).all()


def _demand_undecided(session: Session, document: Document) -> None:
    if document.state == "in_review":
        return
    made = decided.standing(session, document)
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

"""Visits in person without paper: recorded by one person, approved by another, and the IP PIN mailed (domain.md 1.7).

The PIN goes only to the address of record. The rules judge a visit when it is recorded, when it is approved, and on the
day of issue, because a death, a theft case, or another number may come between. The enrollment begins with the issue.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from desk import errors
from desk.enrollment import addresses, opting_out
from desk.lifecycle import audit, notices, theft
from desk.models import Document, Enrollment, Notice, Person, Taxpayer, Visit
from desk.models.states import DocumentState, NoticeState, RequestState
from desk.notices.kinds import NoticeKind
from desk.office import accounts, policy
from desk.office.accounts import Actor
from desk.office.opening import Office
from desk.pins import ledger
from desk.program import free_text
from desk.program import visits as rules
from desk.program.settings import ProgramSettings
from desk.program.visits import KINDS, OUTCOMES, Shown, VisitOutcome
from desk.program.words import FormKind, Route
from desk.recommendation import renewals
from desk.system import calendar, db, faults

LONGEST = 80
_NOT_MAILED = (NoticeState.DRAFT, NoticeState.GATHERED, NoticeState.PRINTED, NoticeState.SPOILED)


@dataclass(frozen=True)
class Came:
    """A visit as recorded. ``shown``: kinds of documents of the visitor; ``child_shown``: of the child that came along.

    ``appointment``: its time or confirmation, empty for somebody who came without one.
    """

    taxpayer_id: int
    visited_on: date
    center: str
    outcome: str
    shown: Sequence[str] = ()
    child_shown: Sequence[str] = ()
    appointment: str = ""


def record(office: Office, came: Came, actor: Actor) -> int:
    """Record a visit and judge it by the rules; return its id.

    Raises :class:`errors.InvalidInput` for what cannot be, :class:`errors.NotAllowed` for other roles, and
    :class:`errors.WrongState` while another visit of this person is unfinished.
    """
    _demand_clerk(actor)
    _demand_possible(came)
    with office.database.transaction() as session:
        person = db.get(session, Taxpayer, came.taxpayer_id, "there is no such taxpayer on record", lock=True)
        if _unfinished(session, person.id) is not None:
            raise errors.WrongState("a visit of this person waits already: have it approved or refused first")
        row = Visit(
            taxpayer_id=person.id,
            visited_on=came.visited_on,
            center=came.center.strip(),
            appointment=came.appointment.strip(),
            outcome=came.outcome,
            shown=sorted(set(came.shown)),
            child_shown=sorted(set(came.child_shown)),
            judgment={},
            recorded_by=actor.name,
            recorded_at=calendar.now(),
        )
        judged = _judge_again(session, row, person, policy.load(office.settings))
        row.state = RequestState.REFUSED if judged.allowed is False else RequestState.REVIEW
        session.add(row)
        session.flush()
        audit.record(session, actor.name, "visit.recorded", "taxpayer", person.id, visit=row.id, state=row.state)
        return row.id


def approve(office: Office, visit_id: int, actor: Actor, reason: str = "") -> None:
    """Approve a visit as a second person; where the rules find a risk, as a supervisor with a reason.

    Raises :class:`errors.NotAllowed`, :class:`errors.WrongState`, and :class:`errors.InvalidInput`.
    """
    _demand_clerk(actor)
    free_text.demand_no_number(reason)
    with office.database.transaction() as session:
        row = _in_review(session, visit_id)
        if actor.name == row.recorded_by:
            raise errors.NotAllowed("a second person approves: somebody other than the one who recorded the visit")
        person = db.get(session, Taxpayer, row.taxpayer_id, lock=True)
        judged = _judge_again(session, row, person, policy.load(office.settings))
        if judged.allowed is False:
            raise errors.WrongState(f"the rules do not allow it any more, refuse it: {' '.join(judged.reasons)}")
        if judged.allowed is None:
            _demand_supervisor(actor, reason)
        _decide(session, row, RequestState.APPROVED, actor.name, reason)
        if errors.known(row.issue_on, "an approved visit has its day") <= calendar.today():
            _issue(session, office, row, person)
        faults.point("visit.written")


def refuse(office: Office, visit_id: int, actor: Actor, reason: str) -> None:
    """Refuse a visit, so that nothing is mailed; the person who recorded it may take it back in this way."""
    _demand_clerk(actor)
    if not reason.strip():
        raise errors.InvalidInput("say why no IP PIN is mailed")
    free_text.demand_no_number(reason)
    with office.database.transaction() as session:
        _decide(session, _in_review(session, visit_id), RequestState.REFUSED, actor.name, reason)


def issue_due(office: Office) -> int:
    """Issue the PINs of approved visits whose day has come; return how many.

    A visit is refused instead if the rules now forbid it: a death, a theft case, another number.
    """
    with office.database.transaction() as session:
        due = (Visit.state == RequestState.APPROVED) & (Visit.issue_on <= calendar.today())
        done = 0
        for row in session.scalars(select(Visit).where(due).order_by(Visit.id).with_for_update()).all():
            person = db.get(session, Taxpayer, row.taxpayer_id, lock=True)
            judged = judge(session, row, policy.load(office.settings))
            if judged.allowed is False:
                _decide(session, row, RequestState.REFUSED, row.approver, " ".join(judged.reasons))
            else:
                _issue(session, office, row, person)
                done += 1
        return done


def judge(session: Session, row: Visit, settings: ProgramSettings) -> rules.Judgment:
    """Apply today's rules to a recorded visit."""
    return rules.judge(_facts(session, row, db.get(session, Taxpayer, row.taxpayer_id), settings), settings)


def one(session: Session, visit_id: int, lock: bool = False) -> Visit:
    """Return one visit; raises :class:`errors.NotFound`."""
    return db.get(session, Visit, visit_id, "there is no such visit", lock=lock)


def undecided(session: Session, limit: int | None = None) -> list[Visit]:
    """Return the visits that wait for a decision, the first due first."""
    rows = select(Visit).where(Visit.state == RequestState.REVIEW).order_by(Visit.mail_by, Visit.id)
    return list(session.scalars(rows.limit(limit)))


def unmailed(session: Session, limit: int | None = None) -> list[Visit]:
    """Return the visits whose PIN is approved and not mailed yet, the first due first."""
    letter = (Notice.ip_pin_id == Visit.ip_pin_id) & (Notice.kind == NoticeKind.CP01A)
    here = (Visit.state == RequestState.ISSUED) & Notice.state.in_(_NOT_MAILED)
    rows = select(Visit).outerjoin(Notice, letter).where(or_(Visit.state == RequestState.APPROVED, here))
    return list(session.scalars(rows.order_by(Visit.mail_by, Visit.id).limit(limit)))


def count_undecided(session: Session) -> int:
    """Return how many visits wait for a decision."""
    return session.scalar(select(func.count()).where(Visit.state == RequestState.REVIEW)) or 0


def who_else(row: Visit, judged: rules.Judgment, actor: Actor) -> str:
    """Return who must approve instead of ``actor``; "" if ``actor`` may."""
    if actor.name == row.recorded_by:
        return "somebody other than the one who recorded the visit"
    return "a supervisor" if judged.allowed is None and not accounts.may(actor.role, "supervise") else ""


def _demand_clerk(actor: Actor) -> None:
    if not accounts.may(actor.role, "decide"):
        raise errors.NotAllowed("a clerk or a supervisor records and decides visits")


def _demand_possible(came: Came) -> None:
    if came.outcome not in OUTCOMES:
        raise errors.InvalidInput(f"say how the visit ended: {', '.join(OUTCOMES)}")
    if not {*came.shown, *came.child_shown} <= set(KINDS):
        raise errors.InvalidInput(f"a document shown is one of: {', '.join(KINDS)}")
    if came.visited_on > calendar.today():
        raise errors.InvalidInput("the day of the visit has not come yet")
    if not came.center.strip() or len(came.center) > LONGEST or len(came.appointment) > LONGEST:
        raise errors.InvalidInput(f"name the assistance center and the appointment in at most {LONGEST} characters")
    free_text.demand_no_number(came.center)
    free_text.demand_no_number(came.appointment)


def _demand_supervisor(actor: Actor, reason: str) -> None:
    if not accounts.may(actor.role, "supervise"):
        raise errors.NotAllowed("this visit carries a risk: a supervisor decides")
    if not reason.strip():
        raise errors.InvalidInput("say why this visit is approved")


def _unfinished(session: Session, taxpayer_id: int) -> Visit | None:
    waits = Visit.state.in_((RequestState.REVIEW, RequestState.APPROVED))
    return session.scalar(select(Visit).where(Visit.taxpayer_id == taxpayer_id, waits))


def _in_review(session: Session, visit_id: int) -> Visit:
    row = one(session, visit_id, lock=True)
    if row.state != RequestState.REVIEW:
        raise errors.WrongState(f"this visit is {row.state}: reload it")
    return row


def _judge_again(session: Session, row: Visit, person: Taxpayer, settings: ProgramSettings) -> rules.Judgment:
    """Write down what the rules say today; the last day to mail stays the one of the recording."""
    judged = rules.judge(_facts(session, row, person, settings), settings)
    row.judgment = {"allowed": judged.allowed, "reasons": list(judged.reasons)}
    row.issue_on, row.mail_by = judged.plan.issue_on, row.mail_by or judged.plan.mail_by
    return judged


def _facts(session: Session, row: Visit, person: Taxpayer, settings: ProgramSettings) -> rules.Facts:
    today = calendar.today()
    running = opting_out.running(session, person.id)
    return rules.Facts(
        visited=row.visited_on,
        today=today,
        outcome=VisitOutcome(row.outcome),
        shown=[Shown(kind) for kind in row.shown],
        child_shown=[Shown(kind) for kind in row.child_shown],
        minor=person.is_minor(row.visited_on),
        deceased=person.date_of_death is not None,
        stolen=theft.of_taxpayer(session, person.id) is not None or any(entry.case_open for entry in running),
        already=ledger.required(session, person.id, today.year, settings) or bool(ledger.coming(session, person.id)),
        moved_on=person.address_changed_on,
        moving=addresses.waiting_for(session, person.id) is not None,
        applying=_applying(session, person.id),
        unprintable=notices.unprintable(person),
    )


def _applying(session: Session, taxpayer_id: int) -> bool:
    """Whether an application on paper of this person is not closed."""
    rows = select(Document.id).join(Person, Person.document_id == Document.id)
    mine = (Person.taxpayer_id == taxpayer_id) & (Document.kind == FormKind.PIN_APPLICATION)
    return session.scalar(rows.where(mine, Document.state != DocumentState.CLOSED).limit(1)) is not None


def _decide(session: Session, row: Visit, state: RequestState, actor: str, reason: str) -> None:
    row.state, row.decided_by, row.decided_at, row.reason = state, actor, calendar.now(), reason.strip()
    audit.record(session, actor, f"visit.{state}", "taxpayer", row.taxpayer_id, visit=row.id)


def _issue(session: Session, office: Office, row: Visit, person: Taxpayer) -> None:
    """Enroll the person, make the ledger entry, and draft the CP01A to the address of record."""
    today = calendar.today()
    session.add(Enrollment(taxpayer_id=person.id, basis=Route.TAC.value, since=today))
    pin = ledger.issue(session, person, today.year, actor=row.approver, document_id=None, reason="visit")
    row.state, row.ip_pin_id = RequestState.ISSUED, pin.id
    notices.draft(
        session,
        NoticeKind.CP01A,
        row.approver,
        taxpayer_id=person.id,
        ip_pin_id=pin.id,
        language=notices.language(session, person.id),
        not_before=row.issue_on,
    )
    renewals.after(session, office, person.id, row.approver)

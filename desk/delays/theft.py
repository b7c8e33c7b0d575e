"""Identity-theft cases: a return passed on, a case withdrawn or resolved (domain.md 1.7, 2.4, 4.1).

A case opens when a return is passed on (desk/delays/cases) or with a Form 14039 (desk/review/misfits). When it is
resolved, the taxpayer gets a letter and is enrolled as a victim, so that the next annual run mails a CP01A.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desk import errors
from desk.lifecycle import audit, notices, theft
from desk.models import Document, Enrollment, Person, Taxpayer, TheftCase, TheftPaper
from desk.models.states import TheftState
from desk.notices.kinds import NoticeKind
from desk.office.accounts import Actor
from desk.office.opening import Office
from desk.program import free_text
from desk.program.words import Route
from desk.recommendation import renewals
from desk.recommendation.changes import Change
from desk.system import calendar, db

AFFIDAVIT = "affidavit"


@dataclass(frozen=True)
class CaseShown:
    """One case; ``days`` since it was opened, until the given day or its end. ``name`` is the taxpayer's."""

    id: int
    number: str
    document_id: int
    name: str
    role: str
    state: str
    opened_on: date
    opened_by: str
    days: int
    papers: int
    ended_on: date | None


def keep(change: Change, role: str, taxpayer_id: int | None) -> str:
    """Add a paper to its taxpayer's open case, or open one with it; return the number of the case.

    ``role``: the signer of a return whose number somebody used, or :data:`AFFIDAVIT`.
    """
    case = theft.begin(change.session, change.document, role, taxpayer_id, change.actor.name)
    renewals.after(change.session, change.office, taxpayer_id, change.actor.name)
    return case.number


def pass_on(change: Change, role: str) -> None:
    """Add a return to the case of its signer whose number somebody used."""
    rows = select(Person).where(Person.document_id == change.document.id, Person.role == role)
    person = change.session.scalar(rows)
    keep(change, role, person.taxpayer_id if person else None)


def take_back(session: Session, document: Document, actor: Actor, reason: str) -> None:
    """Take a paper out of its case. A case without another paper is withdrawn, and its IP PINs are mailed again.

    Therefore this takes a supervisor who neither opened the case nor added this paper (:class:`errors.NotAllowed`).
    """
    last = theft.release(session, document, actor.name)
    if last is not None:
        case = session.get_one(TheftCase, last.theft_case_id)
        _demand_other(actor, "withdraws", case.opened_by, last.kept_by)
        theft.end(session, case, TheftState.WITHDRAWN, actor.name, reason)


def resolve(office: Office, case_id: int, actor: Actor, reason: str) -> None:
    """Resolve a case: draft a closing letter, and enroll the taxpayer as a victim from today.

    An IP PIN follows, so this takes a supervisor who did not open the case (:class:`errors.NotAllowed`).
    """
    if not reason.strip():
        raise errors.InvalidInput("say how the case was resolved")
    free_text.demand_no_number(reason)
    with office.database.transaction() as session:
        case = db.get(session, TheftCase, case_id, "there is no such identity-theft case", lock=True)
        _demand_other(actor, "resolves", case.opened_by)
        theft.end(session, case, TheftState.RESOLVED, actor.name, reason.strip())
        if case.taxpayer is not None:
            _enroll(session, case.taxpayer, actor)
            notices.draft(session, NoticeKind.RESOLVED, actor.name, taxpayer_id=case.taxpayer.id)
            renewals.after(session, office, case.taxpayer.id, actor.name)


def listed(session: Session, as_of: date | None = None) -> list[CaseShown]:
    """Return the cases opened by the end of a day (default: today): open ones first, longest first."""
    day = as_of or calendar.today()
    here = (TheftPaper.kept_on <= day) & (TheftPaper.left_on.is_(None) | (TheftPaper.left_on > day))
    papers = select(TheftPaper.theft_case_id, func.count()).where(here)
    kept = dict(session.execute(papers.group_by(TheftPaper.theft_case_id)).all())
    rows = session.scalars(select(TheftCase).where(TheftCase.opened_on <= day).order_by(TheftCase.id))
    found = [_shown(row, day, kept.get(row.id, 0)) for row in rows]
    return sorted(found, key=lambda one: (one.state != TheftState.OPEN, -one.days, one.id))


def _shown(row: TheftCase, day: date, papers: int) -> CaseShown:
    ended = row.ended_on if row.ended_on is not None and row.ended_on <= day else None
    return CaseShown(
        id=row.id,
        number=row.number,
        document_id=row.document_id,
        name=row.taxpayer.name if row.taxpayer else "",
        role=row.role,
        state=row.state if ended else TheftState.OPEN.value,
        opened_on=row.opened_on,
        opened_by=row.opened_by,
        days=((ended or day) - row.opened_on).days,
        papers=papers,
        ended_on=ended,
    )


def _enroll(session: Session, person: Taxpayer, actor: Actor) -> None:
    """The victim's enrollment, resolved today; an enrollment that is on record continues."""
    rows = select(Enrollment).where(Enrollment.taxpayer_id == person.id, Enrollment.basis == Route.VICTIM.value)
    standing = session.scalar(rows.order_by(Enrollment.id).limit(1))
    if standing is None:
        standing = Enrollment(taxpayer_id=person.id, basis=Route.VICTIM.value, since=calendar.today())
        session.add(standing)
    standing.case_open, standing.case_resolved_on, standing.ended_on = False, calendar.today(), None
    audit.record(session, actor.name, "enrollment.victim", "taxpayer", person.id)


def _demand_other(actor: Actor, act: str, *acted: str) -> None:
    if actor.role != "supervisor" or actor.name in acted:
        raise errors.NotAllowed(f"a supervisor who did not open the identity-theft case {act} it")

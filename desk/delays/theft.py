"""Identity theft, there and back: a Form 14039 kept with its case, and a case resolved (domain.md 1.7, 2.4, 4.1).

A case opens when a return is passed on (desk/delays/cases) or with the affidavit of a taxpayer. Once it is resolved
the taxpayer is told by letter and enrolled as a victim, so that the next annual run mails a CP01A.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desk import errors
from desk.documents import notes, values
from desk.lifecycle import audit, notices, theft
from desk.matching import candidates, names
from desk.models import Document, Enrollment, Taxpayer, TheftCase, TheftPaper
from desk.models.states import DocumentState, TheftState
from desk.notices.kinds import NoticeKind
from desk.office.accounts import Actor
from desk.office.opening import Office
from desk.program.words import FormKind, Route
from desk.recommendation import changes, renewals
from desk.system import calendar, db

AFFIDAVIT = "affidavit"


@dataclass(frozen=True)
class CaseShown:
    """One case; ``days`` since it was opened, until the day asked for or its end. ``name`` is the taxpayer's."""

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


def keep_affidavit(office: Office, document_id: int, actor: Actor, version: int | None = None) -> str:
    """Keep a Form 14039 with its taxpayer's open case, or open one with it; the number of the case.

    The taxpayer is known by a number and a last name that may be trusted and agree with the record, else
    :class:`errors.InvalidInput` or :class:`errors.NotFound` says what a person must correct first.
    """
    with changes.changing(office, document_id, actor, version, demand=_demand_affidavit) as change:
        session, document = change.session, change.document
        person = _victim(session, document)
        case = theft.begin(session, document, AFFIDAVIT, person.id, actor.name)
        change.move(DocumentState.CLOSED, f"kept with identity-theft case {case.number}")
        renewals.after(session, office, person.id, actor.name)
        return case.number


def resolve(office: Office, case_id: int, actor: Actor, reason: str) -> None:
    """Resolve a case: a closing letter is drafted, and the taxpayer is enrolled as a victim from today.

    What follows is an IP PIN, so it takes a supervisor who has not opened the case (:class:`errors.NotAllowed`).
    """
    if not reason.strip():
        raise errors.InvalidInput("say how the case was resolved")
    notes.demand_no_number(reason)
    with office.database.transaction() as session:
        case = db.get(session, TheftCase, case_id, "there is no such identity-theft case", lock=True)
        if actor.role != "supervisor" or actor.name == case.opened_by:
            raise errors.NotAllowed("a supervisor who did not open the case resolves it")
        theft.end(session, case, TheftState.RESOLVED, actor.name, reason.strip())
        if case.taxpayer is not None:
            _enroll(session, case.taxpayer, actor)
            notices.draft(session, NoticeKind.RESOLVED, actor.name, taxpayer_id=case.taxpayer.id)
            renewals.after(session, office, case.taxpayer.id, actor.name)


def listed(session: Session, as_of: date | None = None) -> list[CaseShown]:
    """The cases that were opened by the end of a day (default: today): the open ones first, longest first."""
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


def _victim(session: Session, document: Document) -> Taxpayer:
    settled = values.settled(session, document.id)
    number, last = settled.get("tin"), settled.get("last_name")
    if number is None or last is None or not number.trusted or not last.trusted:
        raise errors.InvalidInput("the taxpayer number and the last name must be sure: correct what is doubtful first")
    person = candidates.by_tin(session, number.text)
    if person is None:
        raise errors.NotFound("nobody on record has the number on this affidavit: correct it, or set the paper aside")
    if names.key(last.text) != person.last_name_key:
        raise errors.InvalidInput("the name on this affidavit is not the one on record for its number: look at both")
    return person


def _enroll(session: Session, person: Taxpayer, actor: Actor) -> None:
    """The victim's enrollment, resolved today; one that is on record already goes on."""
    rows = select(Enrollment).where(Enrollment.taxpayer_id == person.id, Enrollment.basis == Route.VICTIM.value)
    standing = session.scalar(rows.order_by(Enrollment.id).limit(1))
    if standing is None:
        standing = Enrollment(taxpayer_id=person.id, basis=Route.VICTIM.value, since=calendar.today())
        session.add(standing)
    standing.case_open, standing.case_resolved_on, standing.ended_on = False, calendar.today(), None
    audit.record(session, actor.name, "enrollment.victim", "taxpayer", person.id)


def _demand_affidavit(_session: Session, document: Document) -> None:
    if document.kind != FormKind.THEFT_AFFIDAVIT or document.state != DocumentState.EXCEPTION:
        raise errors.WrongState("only an identity theft affidavit that waits is kept with a case")

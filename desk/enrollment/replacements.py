"""Lost PINs: a request by letter or phone is recorded, judged by the rules, approved, and mailed (domain.md 3.3).

The replacement goes only to the address of record. If the rules leave the question open, a supervisor decides and gives
a reason; if they refuse, nobody can approve it. The person who recorded the request may not approve it.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desk import errors
from desk.enrollment import opting_out
from desk.lifecycle import audit, notices
from desk.models import Document, IpPin, ReplacementRequest, Taxpayer
from desk.models.states import LedgerKind, RequestState
from desk.notices.kinds import NoticeKind
from desk.office import policy
from desk.office.accounts import Actor
from desk.office.opening import Office
from desk.pins import ledger
from desk.program import free_text, season
from desk.program import replacement as rules
from desk.program.settings import ProgramSettings
from desk.program.words import Route
from desk.recommendation import renewals
from desk.system import calendar, db, faults

_IN_ORDER = {Route.VICTIM: 0, Route.F15227: 1, Route.TAC: 2, Route.PILOT: 3, Route.ONLINE: 4}


@dataclass(frozen=True)
class Asked:
    """A request as recorded. ``channel``: letter or phone; ``document_id``: the letter, if it was scanned.

    ``exposed``: another person may know the PIN; ``returns_filed``: the returns of this and last year are filed.
    """

    taxpayer_id: int
    channel: str
    identity_proven: bool
    exposed: bool = False
    returns_filed: bool = False
    document_id: int | None = None


def record(office: Office, asked: Asked, actor: Actor) -> int:
    """Record a request and judge it by the rules; return its id. Raises :class:`errors.InvalidInput`."""
    if asked.channel not in {one.value for one in rules.Channel}:
        raise errors.InvalidInput("the request came by letter or phone")
    with office.database.transaction() as session:
        person = db.get(session, Taxpayer, asked.taxpayer_id, "there is no such taxpayer on record")
        if asked.document_id is not None and session.get(Document, asked.document_id) is None:
            raise errors.InvalidInput("there is no document of that number: correct it, or leave it out")
        judged = rules.judge(_facts(session, person, asked), policy.load(office.settings))
        row = ReplacementRequest(
            taxpayer_id=person.id,
            calendar_year=calendar.today().year,
            channel=asked.channel,
            requested_on=calendar.today(),
            document_id=asked.document_id,
            identity_proven=asked.identity_proven,
            returns_filed=asked.returns_filed,
            exposed=asked.exposed,
            state=RequestState.REFUSED if judged.allowed is False else RequestState.REVIEW,
            judgment={"allowed": judged.allowed, "reasons": list(judged.reasons)},
            same_number=judged.same_number,
            mail_on=judged.mail_on,
            mail_by=judged.mail_by,
            recorded_by=actor.name,
        )
        session.add(row)
        session.flush()
        audit.record(session, actor.name, "replacement.asked", "taxpayer", person.id, request=row.id, state=row.state)
        return row.id


def approve(office: Office, request_id: int, actor: Actor, reason: str = "") -> None:
    """Approve a request as a second person; if the rules leave it open, as a supervisor with a reason.

    The rules are applied again, because a cut-off, the closed season or a new year may have come since the request was
    recorded. Raises :class:`errors.NotAllowed`, :class:`errors.WrongState` and :class:`errors.InvalidInput`.
    """
    free_text.demand_no_number(reason)
    with office.database.transaction() as session:
        row = _in_review(session, request_id)
        if actor.name == row.recorded_by:
            raise errors.NotAllowed("a second person approves: somebody other than the one who recorded the request")
        mail_on = _judge_again(session, row, policy.load(office.settings))
        if row.judgment["allowed"] is None:
            _demand_supervisor(actor, reason)
        row.state, row.decided_by, row.decided_at, row.reason = (
            RequestState.APPROVED,
            actor.name,
            calendar.now(),
            reason.strip(),
        )
        audit.record(session, actor.name, "replacement.approved", "taxpayer", row.taxpayer_id, request=row.id)
        if mail_on <= calendar.today():
            _issue(session, row, actor.name)
            renewals.after(session, office, row.taxpayer_id, actor.name)
        faults.point("replacement.written")


def refuse(office: Office, request_id: int, actor: Actor, reason: str) -> None:
    """Refuse a request, so that nothing is mailed. Raises :class:`errors.InvalidInput` without a ``reason``."""
    if not reason.strip():
        raise errors.InvalidInput("say why the request is refused")
    free_text.demand_no_number(reason)
    with office.database.transaction() as session:
        row = _in_review(session, request_id)
        _refuse(session, row, actor.name, reason.strip())


def issue_due(office: Office) -> int:
    """Issue the approved replacements that are due for mailing today; return how many.

    A request is refused instead if the taxpayer died or the year ended since the approval.
    """
    with office.database.transaction() as session:
        due = (ReplacementRequest.state == RequestState.APPROVED) & (ReplacementRequest.mail_on <= calendar.today())
        rows = select(ReplacementRequest).where(due).order_by(ReplacementRequest.id).with_for_update()
        done = 0
        for row in session.scalars(rows).all():
            if row.calendar_year != calendar.today().year or row.taxpayer.date_of_death is not None:
                _refuse(session, row, row.approver, "the year is over, or the record now shows a death")
            elif why := notices.unprintable(row.taxpayer):
                _refuse(session, row, row.approver, f"no letter can be printed for this taxpayer: {why}")
            else:
                _issue(session, row, row.approver)
                renewals.after(session, office, row.taxpayer_id, row.approver)
                done += 1
        return done


def one(session: Session, request_id: int, lock: bool = False) -> ReplacementRequest:
    """Return one request; raises :class:`errors.NotFound`."""
    return db.get(session, ReplacementRequest, request_id, "there is no such request", lock=lock)


def listed(session: Session, *states: str, limit: int | None = None) -> list[ReplacementRequest]:
    """Return the requests in these states, or all requests, newest first."""
    rows = select(ReplacementRequest).order_by(ReplacementRequest.id.desc()).limit(limit)
    return list(session.scalars(rows.where(ReplacementRequest.state.in_(states)) if states else rows))


def undecided(session: Session, limit: int) -> list[ReplacementRequest]:
    """Return the requests that wait for a decision, oldest first."""
    rows = (
        select(ReplacementRequest)
        .where(ReplacementRequest.state == RequestState.REVIEW)
        .order_by(ReplacementRequest.id)
    )
    return list(session.scalars(rows.limit(limit)))


def count_undecided(session: Session) -> int:
    """Return how many requests wait for a decision."""
    return session.scalar(select(func.count()).where(ReplacementRequest.state == RequestState.REVIEW)) or 0


def judge(session: Session, row: ReplacementRequest, settings: ProgramSettings) -> rules.Replacement:
    """Apply today's rules to a recorded request."""
    asked = Asked(row.taxpayer_id, row.channel, row.identity_proven, row.exposed, row.returns_filed)
    return rules.judge(_facts(session, row.taxpayer, asked, row.id), settings)


def who_else(row: ReplacementRequest, judged: rules.Replacement, actor: Actor) -> str:
    """Return who must approve instead of ``actor``; "" if ``actor`` may approve."""
    if actor.name == row.recorded_by:
        return "somebody other than the one who recorded the request"
    return "a supervisor" if judged.allowed is None and actor.role != "supervisor" else ""


def _in_review(session: Session, request_id: int) -> ReplacementRequest:
    row = one(session, request_id, lock=True)
    if row.state != RequestState.REVIEW:
        raise errors.WrongState(f"this request is {row.state}: reload it")
    return row


def _judge_again(session: Session, row: ReplacementRequest, settings: ProgramSettings) -> date:
    """Record today's judgment; return the mailing day. Raises :class:`errors.WrongState` if it may not be approved."""
    if row.calendar_year != calendar.today().year:
        raise errors.WrongState("this request is about a number of last year: refuse it")
    judged = judge(session, row, settings)
    if judged.allowed is False:
        raise errors.WrongState(f"the rules do not allow it any more, refuse it: {' '.join(judged.reasons)}")
    row.judgment = {"allowed": judged.allowed, "reasons": list(judged.reasons)}
    mail_on = judged.mail_on or season.next_open(calendar.today(), settings)
    row.mail_on, row.mail_by = mail_on, max(mail_on, row.mail_by or mail_on)
    return mail_on


def _refuse(session: Session, row: ReplacementRequest, actor: str, reason: str) -> None:
    row.state, row.decided_by, row.decided_at, row.reason = RequestState.REFUSED, actor, calendar.now(), reason
    audit.record(session, actor, "replacement.refused", "taxpayer", row.taxpayer_id, request=row.id)


def _demand_supervisor(actor: Actor, reason: str) -> None:
    if actor.role != "supervisor":
        raise errors.NotAllowed("no rule settles this request: a supervisor decides")
    if not reason.strip():
        raise errors.InvalidInput("say why this request is approved")


def _facts(session: Session, person: Taxpayer, asked: Asked, request_id: int | None = None) -> rules.Request:
    today = calendar.today()
    route, since = _enrollment(session, person)
    return rules.Request(
        requested=today,
        channel=rules.Channel(asked.channel),
        route=route,
        since=since,
        current=ledger.current(session, person.id, today.year) is not None,
        identity_proven=asked.identity_proven,
        moved_on=person.address_changed_on,
        returns_filed=asked.returns_filed,
        minor=person.is_minor(today),
        exposed=asked.exposed,
        deceased=person.date_of_death is not None,
        already=_already(session, person, today.year, request_id),
    )


def _enrollment(session: Session, person: Taxpayer) -> tuple[Route | None, date | None]:
    """The best enrollment for the person that is in force today; an imported PIN may have none."""
    today = calendar.today()
    found = [
        (Route(row.basis), row.since)
        for row in opting_out.running(session, person.id)
        if row.since <= today and (row.mode != "one_time" or row.since.year == today.year)
    ]
    return min(found, key=lambda one: _IN_ORDER[one[0]], default=(None, None))


def _already(session: Session, person: Taxpayer, year: int, request_id: int | None) -> int:
    """How many replacements were requested in the year before this request, including those not yet issued."""
    rows = select(func.count()).where(
        ReplacementRequest.taxpayer_id == person.id,
        ReplacementRequest.calendar_year == year,
        ReplacementRequest.state.in_((RequestState.REVIEW, RequestState.APPROVED, RequestState.ISSUED)),
    )
    if request_id is not None:
        rows = rows.where(ReplacementRequest.id < request_id)
    return session.scalar(rows) or 0


def _issue(session: Session, row: ReplacementRequest, actor: str) -> None:
    """Make the ledger entry and draft the notice to the address of record."""
    standing = ledger.current(session, row.taxpayer_id, row.calendar_year)
    pin = standing if row.same_number and standing else _renew(session, row, standing, actor)
    row.state = RequestState.ISSUED
    notices.draft(
        session,
        NoticeKind.REPLACEMENT,
        actor,
        taxpayer_id=row.taxpayer_id,
        ip_pin_id=pin.id,
        request_id=row.id,
        language=notices.language(session, row.taxpayer_id),
        details={"new_number": pin is not standing},
        not_before=row.mail_on,
    )


def _renew(session: Session, row: ReplacementRequest, standing: IpPin | None, actor: str) -> IpPin:
    if standing is not None:
        ledger.end(session, standing, LedgerKind.REPLACE, actor=actor, document_id=row.document_id, reason="lost")
    person = db.get(session, Taxpayer, row.taxpayer_id)
    return ledger.issue(
        session, person, row.calendar_year, actor=actor, document_id=row.document_id, reason="replacement"
    )

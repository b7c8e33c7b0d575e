"""The annual run: everybody who is eligible gets the new year's PIN and a CP01A (domain.md 2.2, 2.3).

It processes all enrolled people in chunks, each one transaction: PINs, ledger entries, notices, and outcomes together.
If it is killed and run again, it continues; database constraints prevent a second PIN or a second notice.
"""

from collections.abc import Callable, Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desk import errors
from desk.lifecycle import audit, theft
from desk.lifecycle import notices as letters
from desk.models import Enrollment, IpPin, LedgerEntry, Notice, NoticeEvent, SeasonOutcome, SeasonRun, Taxpayer
from desk.models.states import LedgerKind, NoticeState, PinStatus
from desk.notices import kinds
from desk.notices.kinds import NoticeKind
from desk.office import policy
from desk.office.opening import Office
from desk.pins import ledger, reconciliation
from desk.pins.reconciliation import CASE_OPEN, HOLDS, ISSUED, REASON, UNDECIDED, UNPRINTABLE, Reconciliation
from desk.program import enrollment as rules
from desk.program import season as dates
from desk.program.settings import ProgramSettings
from desk.program.words import Route
from desk.system import calendar, db, faults


def run(office: Office, year: int, actor: str, tick: Callable[[int], object] = lambda _: None) -> Reconciliation:
    """Start or continue the run of a calendar year; ``tick`` is called with the number of people in each chunk.

    Raises :class:`errors.InvalidInput` if the run of that year is not due.
    """
    office_rules = policy.load(office.settings)
    _demand_due(year, office_rules)
    turn = _start(office, year, actor)
    faults.point("season.started")
    while done := _do_chunk(office, year, turn, actor, office_rules):
        tick(done)
        faults.point("season.committed")
    _finish(office, year, actor)
    with office.database.reading() as session:
        return reconciliation.make(session, year)


def waiting(session: Session, year: int) -> int:
    """Return the number of enrolled people that a run would process."""
    standing = session.get(SeasonRun, year)
    turn = 1 if standing is None else standing.round + (standing.finished_at is not None)
    return session.scalar(select(func.count()).select_from(_open(year, turn).subquery())) or 0


def _demand_due(year: int, settings: ProgramSettings) -> None:
    cutoff, today = dates.case_cutoff(year, settings), calendar.today()
    if today <= cutoff:
        raise errors.InvalidInput(f"the run of {year} begins after {cutoff}, when the cases of that year are settled")
    if today.year > year:
        raise errors.InvalidInput(f"the year {year} is over: its IP PINs no longer count")


def _start(office: Office, year: int, actor: str) -> int:
    """The round to work on: an unfinished one, or a new one."""
    with office.database.transaction() as session:
        standing = session.get(SeasonRun, year, with_for_update=True)
        if standing is None:
            standing = SeasonRun(calendar_year=year, round=1, started_at=calendar.now(), started_by=actor)
            session.add(standing)
        elif standing.finished_at is not None:
            standing.round, standing.finished_at, standing.started_by = standing.round + 1, None, actor
        audit.record(session, actor, "season.started", "season", year, round=standing.round)
        return standing.round


def _finish(office: Office, year: int, actor: str) -> None:
    with office.database.transaction() as session:
        db.get(session, SeasonRun, year).finished_at = calendar.now()
        audit.record(session, actor, "season.finished", "season", year)


def _open(year: int, turn: int):
    """Enrolled people without an outcome in this round, and without a PIN from an earlier one."""
    done = select(SeasonOutcome.taxpayer_id).where(
        SeasonOutcome.calendar_year == year, (SeasonOutcome.round == turn) | (SeasonOutcome.code == ISSUED)
    )
    return select(Enrollment.taxpayer_id).where(Enrollment.taxpayer_id.not_in(done)).distinct()


def _do_chunk(office: Office, year: int, turn: int, actor: str, settings: ProgramSettings) -> int:
    """In one transaction give the next people their outcome, PIN, and notice; return how many people."""
    with office.database.transaction() as session:
        db.get(session, SeasonRun, year, lock=True)
        chunk = _open(year, turn).order_by(Enrollment.taxpayer_id).limit(office.settings.season_chunk)
        numbers = list(session.scalars(chunk))
        if not numbers:
            return 0
        people = session.scalars(select(Taxpayer).where(Taxpayer.id.in_(numbers)).order_by(Taxpayer.id)).all()
        codes = _judge(session, people, year, settings)
        _give(session, [person for person in people if codes[person.id] == ISSUED], year, actor, settings)
        moment = {"calendar_year": year, "round": turn, "on": calendar.today()}
        session.add_all([SeasonOutcome(taxpayer_id=number, code=code, **moment) for number, code in codes.items()])
        session.flush()
        faults.point("season.written")
        return len(numbers)


def _judge(session: Session, people: Sequence[Taxpayer], year: int, settings: ProgramSettings) -> dict[int, str]:
    """What the run does for each person: issued, or the reason for the exclusion."""
    ids = [person.id for person in people]
    enrolled: dict[int, list[rules.Enrollment]] = {}
    for row in session.scalars(select(Enrollment).where(Enrollment.taxpayer_id.in_(ids))):
        enrolled.setdefault(row.taxpayer_id, []).append(_plain(row))
    holding = select(IpPin.taxpayer_id).where(
        IpPin.taxpayer_id.in_(ids), IpPin.calendar_year == year, IpPin.status == PinStatus.CURRENT
    )
    held, victims = set(session.scalars(holding)), theft.among(session, ids)
    judged = {person.id: rules.annual(enrolled[person.id], year, _is_dead(person), settings) for person in people}
    return {person.id: _code(judged[person.id], person, person.id in held, person.id in victims) for person in people}


def _code(judged: rules.Annual, person: Taxpayer, holds: bool, victim: bool) -> str:
    """The outcome code. If no letter could be delivered, no PIN is issued until the record is corrected."""
    if judged.include is None:
        return UNDECIDED
    if not judged.include:
        return judged.code
    if victim:
        return CASE_OPEN
    if holds:
        return HOLDS
    return UNPRINTABLE if letters.unprintable(person) else ISSUED


def _is_dead(person: Taxpayer) -> bool:
    return person.date_of_death is not None


def _plain(row: Enrollment) -> rules.Enrollment:
    return rules.Enrollment(
        Route(row.basis), row.since, row.ended_on, row.mode == "one_time", row.case_open, row.case_resolved_on
    )


def _give(session: Session, people: Sequence[Taxpayer], year: int, actor: str, settings: ProgramSettings) -> None:
    """Add the PIN, ledger entry, notice, and audit event of each of these people."""
    ids = [person.id for person in people]
    taken: dict[int, set[bytes]] = {number: set() for number in ids}
    marks = select(IpPin.taxpayer_id, IpPin.mac).where(IpPin.taxpayer_id.in_(ids))
    for number, mark in session.execute(marks):
        taken[number].add(mark)
    issued = [ledger.fresh(person, year, taken[person.id]) for person in people]
    session.add_all(issued)
    session.flush()
    reason = REASON.format(year=year)
    now, today = calendar.now(), calendar.today()
    entries = [
        LedgerEntry(ip_pin_id=pin.id, kind=LedgerKind.ISSUE, on=today, at=now, by=actor, reason=reason)
        for pin in issued
    ]
    session.add_all(entries)
    _draft(session, issued, actor, dates.mailing_window(year, settings)[0])
    audit.record_all(
        session, actor, "pin.issue", "taxpayer", [(p.taxpayer_id, {"year": year, "reason": reason}) for p in issued]
    )


def _draft(session: Session, issued: Sequence[IpPin], actor: str, first_day: date) -> None:
    languages = _languages(session, [pin.taxpayer_id for pin in issued])
    now, today = calendar.now(), calendar.today()
    notices = [
        Notice(
            kind=NoticeKind.CP01A,
            taxpayer_id=pin.taxpayer_id,
            ip_pin_id=pin.id,
            language=languages.get(pin.taxpayer_id, "en"),
            details={},
            not_before=max(today, first_day),
            approved_by=actor,
        )
        for pin in issued
    ]
    session.add_all(notices)
    session.flush()
    session.add_all(
        [NoticeEvent(notice_id=one.id, state=NoticeState.DRAFT, on=today, at=now, by=actor) for one in notices]
    )


def _languages(session: Session, taxpayer_ids: Sequence[int]) -> dict[int, str]:
    """The language of each person's latest letter. One about a return does not count: Form 1040 asks no language."""
    chosen = Notice.taxpayer_id.in_(taxpayer_ids) & Notice.kind.not_in(kinds.OF_CASES)
    rows = select(Notice.taxpayer_id, Notice.language).where(chosen).order_by(Notice.id)
    return {taxpayer: language for taxpayer, language in session.execute(rows) if taxpayer is not None}

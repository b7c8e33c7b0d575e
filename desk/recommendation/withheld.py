"""Handles answers that are withheld because too many different numbers were compared: a supervisor looks and decides.

See :mod:`desk.pins.guesses` for the count. The supervisor sees where the numbers came from, but never a number or
whether one agrees, and releases the answers or keeps them withheld. Either ends the alarm; the next number is withheld
again.

If it is unknown who brought in a number, it may have been the supervisor who looks. So the answers are released only
after another person has closed the batch of the paper, and never for numbers that an unnamed person imported.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desk import errors
from desk.lifecycle import audit
from desk.models import AuditEvent, Batch, ComparedNumber, Document, Scan
from desk.office import accounts
from desk.office.accounts import Actor
from desk.office.opening import Office
from desk.pins import guesses
from desk.program import free_text
from desk.recommendation import making, renewals
from desk.system import calendar

_BROUGHT = ("field.blind", "field.correction", "scan.received", "person.chosen", "document.postmarked")
"""Audit events of people who brought in a number or chose the record to compare it with."""


class Alarm(NamedTuple):
    """One person's year with withheld answers that nobody has looked at: how many, and since when."""

    taxpayer_id: int
    year: int
    number: int
    since: datetime


def alarms(session: Session) -> list[Alarm]:
    """Return the people whose withheld answers nobody has looked at yet, oldest first."""
    whose = (ComparedNumber.taxpayer_id, ComparedNumber.calendar_year)
    rows = select(*whose, func.count(), func.min(ComparedNumber.at)).where(
        guesses.hidden(), ComparedNumber.looked_by.is_(None)
    )
    found = session.execute(rows.group_by(*whose).order_by(func.min(ComparedNumber.id)))
    return [Alarm(*row) for row in found]


def count(session: Session) -> int:
    """Return how many persons' years have an alarm."""
    return len(alarms(session))


def numbers(session: Session, taxpayer_id: int, year: int) -> Sequence[ComparedNumber]:
    """Return every number that was compared for this person and year, in order."""
    rows = select(ComparedNumber).where(ComparedNumber.taxpayer_id == taxpayer_id, ComparedNumber.calendar_year == year)
    return session.scalars(rows.order_by(ComparedNumber.place)).all()


def who_else(session: Session, rows: Sequence[ComparedNumber], actor: Actor) -> str:
    """Return who must look instead of ``actor``, or "" if this person may."""
    if not accounts.may(actor.role, "supervise"):
        return "a supervisor"
    return "another supervisor: you brought one of these numbers" if actor.name in _brought(session, rows) else ""


def why_kept(session: Session, rows: Sequence[ComparedNumber], actor: Actor) -> str:
    """Return why ``actor`` may look but not release the answers, or ""."""
    if any(row.by in accounts.UNNAMED and row.document_id is None for row in rows):
        return "nobody is known to have imported these numbers: keep them withheld"
    scans = select(Document.scan_id).where(Document.id.in_([row.document_id for row in rows]))
    nobodys = select(AuditEvent.subject_id).where(
        AuditEvent.subject == "scan", AuditEvent.action == "scan.received", AuditEvent.actor.in_(accounts.UNNAMED)
    )
    unknown = select(Batch.closed_by).join(Scan).where(Scan.id.in_(scans), Scan.id.in_(nobodys))
    if any(name in (None, actor.name, *accounts.UNNAMED) for name in session.scalars(unknown)):
        return "nobody is known to have scanned these papers: another person closes their batch first"
    return ""


def look(office: Office, taxpayer_id: int, year: int, tell: bool, reason: str, actor: Actor) -> None:
    """Record that a supervisor has looked: the answers withheld so far are released (``tell``) or stay withheld.

    Raises :class:`errors.InvalidInput` without a reason, :class:`errors.NotAllowed` for a person who may not, and
    :class:`errors.NotFound` if nothing is withheld.
    """
    free_text.demand_no_number(reason)
    if not reason.strip():
        raise errors.InvalidInput("say what you found when you looked at these papers")
    with office.database.transaction() as session:
        audit.take_turn(session)
        rows = numbers(session, taxpayer_id, year)
        hidden = [row for row in rows if row.place > guesses.ALLOWED and not row.told]
        if not hidden:
            raise errors.NotFound("nothing is withheld for this taxpayer and year: reload the page")
        if other := who_else(session, rows, actor):
            raise errors.NotAllowed(f"this is looked at by {other}")
        if tell and (why := why_kept(session, rows, actor)):
            raise errors.NotAllowed(why)
        _settle(session, hidden, tell, reason.strip(), actor)
    if tell:
        renewals.make(office, [taxpayer_id], making.DESK)
        _follow(office, {row.document_id for row in hidden}, reason.strip(), actor)


def _settle(session: Session, rows: Sequence[ComparedNumber], tell: bool, reason: str, actor: Actor) -> None:
    for row in rows:
        row.told, row.looked_by, row.looked_at = tell, actor.name, calendar.now()
        action = "pin.told" if tell else "pin.kept_withheld"
        details = {"year": row.calendar_year, "number": row.place, "reason": reason}
        audit.record(session, actor.name, action, "taxpayer", row.taxpayer_id, **details)


def _follow(office: Office, document_ids: set[int | None], reason: str, actor: Actor) -> None:
    """Release the comparisons of the same numbers on the same documents with last year's or the spouse's, round by
    round.
    """
    while document_ids:
        with office.database.transaction() as session:
            rows = select(ComparedNumber).where(
                ComparedNumber.document_id.in_(document_ids), guesses.hidden(), ComparedNumber.looked_by.is_(None)
            )
            beside = [(row, numbers(session, row.taxpayer_id, row.calendar_year)) for row in session.scalars(rows)]
            more = [row for row, others in beside if not _beyond(session, others, actor)]
            _settle(session, more, True, reason, actor)
        renewals.make(office, {row.taxpayer_id for row in more}, making.DESK)
        document_ids = {row.document_id for row in more}


def _beyond(session: Session, rows: Sequence[ComparedNumber], actor: Actor) -> bool:
    return bool(who_else(session, rows, actor) or why_kept(session, rows, actor))


def _brought(session: Session, rows: Sequence[ComparedNumber]) -> set[str]:
    """The names of all people who brought in, keyed, or had compared one of these numbers."""
    documents = {row.document_id for row in rows if row.document_id is not None}
    scans = set(session.scalars(select(Document.scan_id).where(Document.id.in_(documents))))
    about = ((AuditEvent.subject == "document") & AuditEvent.subject_id.in_(documents)) | (
        (AuditEvent.subject == "scan") & AuditEvent.subject_id.in_(scans)
    )
    acts = select(AuditEvent.actor).where(about, AuditEvent.action.in_(_BROUGHT))
    return {row.by for row in rows} | set(session.scalars(acts))

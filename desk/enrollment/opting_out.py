"""Enrollments: imported from other systems, and ended when people opt out (domain.md 3.4)."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk import errors
from desk.lifecycle import audit
from desk.models import Enrollment, Taxpayer
from desk.models.states import LedgerKind
from desk.office import policy
from desk.office.accounts import Actor
from desk.office.opening import Office
from desk.pins import ledger
from desk.program import enrollment as rules
from desk.program import free_text
from desk.program.income import OPT_IN_SINCE
from desk.program.settings import ProgramSettings
from desk.program.words import Route
from desk.recommendation import renewals
from desk.system import calendar, db

MODES = ("continuous", "one_time")
_STRICTEST = (False, None, True)


@dataclass(frozen=True)
class Terms:
    """The terms of an enrollment in an imported record; None means that the record does not state it."""

    since: date | None = None
    ended_on: date | None = None
    mode: str | None = None
    case_open: bool | None = None
    case_resolved_on: date | None = None


def take_over(session: Session, person: Taxpayer, basis: str, terms: Terms) -> bool:
    """Enroll a person on ``basis``, or update that enrollment; return whether anything changed."""
    given = {name: value for name, value in asdict(terms).items() if value is not None}
    rows = select(Enrollment).where(Enrollment.taxpayer_id == person.id, Enrollment.basis == basis)
    standing = session.scalar(rows.order_by(Enrollment.id).limit(1))
    if standing is None:
        session.add(Enrollment(taxpayer_id=person.id, basis=basis, **({"since": OPT_IN_SINCE} | given)))
        return True
    changed = any(getattr(standing, name) != value for name, value in given.items())
    for name, value in given.items():
        setattr(standing, name, value)
    return changed


def enrollments(session: Session, taxpayer_id: int) -> list[Enrollment]:
    """Return all enrollments of a person, oldest first."""
    rows = select(Enrollment).where(Enrollment.taxpayer_id == taxpayer_id)
    return list(session.scalars(rows.order_by(Enrollment.since, Enrollment.id)))


def running(session: Session, taxpayer_id: int) -> list[Enrollment]:
    """Return the enrollments of a person that have not ended by today."""
    today = calendar.today()
    return [one for one in enrollments(session, taxpayer_id) if one.ended_on is None or one.ended_on > today]


def leaving(enrolled: Sequence[Enrollment], settings: ProgramSettings) -> rules.Permission:
    """Return what today's rules say about opting out of all of ``enrolled``: the strictest answer, with its reason."""
    asked = [rules.opt_out(Route(one.basis), calendar.today(), settings) for one in enrolled]
    return min(asked, key=lambda one: _STRICTEST.index(one.allowed))


def opt_out(office: Office, taxpayer_id: int, actor: Actor, reason: str) -> None:
    """End a person's enrollments today; this year's IP PIN stays valid until the year ends.

    If the annual run has issued next year's PIN already, it is revoked and its letter canceled. Raises
    :class:`errors.NotAllowed` if a rule forbids it (a confirmed victim, 2021), or if no rule applies and ``actor`` is
    not a supervisor; :class:`errors.WrongState` if the person is not enrolled; :class:`errors.InvalidInput` without a
    ``reason``.
    """
    if not reason.strip():
        raise errors.InvalidInput("say how the person asked to leave the program")
    free_text.demand_no_number(reason)
    with office.database.transaction() as session:
        db.get(session, Taxpayer, taxpayer_id, "there is no such taxpayer on record")
        active = running(session, taxpayer_id)
        if not active:
            raise errors.WrongState("this person is not enrolled")
        _demand_permission(leaving(active, policy.load(office.settings)), actor)
        for one in active:
            one.ended_on = calendar.today()
        for pin in ledger.coming(session, taxpayer_id):
            ledger.end(session, pin, LedgerKind.REVOKE, actor=actor.name, reason="opted out")
        audit.record(
            session, actor.name, "enrollment.ended", "taxpayer", taxpayer_id, ended=len(active), reason=reason.strip()
        )
        renewals.after(session, office, taxpayer_id, actor.name)


def _demand_permission(asked: rules.Permission, actor: Actor) -> None:
    if asked.allowed is False:
        raise errors.NotAllowed(asked.reason.rstrip("."))
    if asked.allowed is None and actor.role != "supervisor":
        raise errors.NotAllowed(f"{asked.reason.rstrip('.')}: a supervisor decides")

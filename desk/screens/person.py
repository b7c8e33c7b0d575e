"""One person, found by taxpayer number to answer a letter or a call: what the desk has on record.

Each look is an audit event that names the record and the person who looked, never the number that was typed (domain.md
9: log who saw which record). The number shows only its last digits; of a PIN, only that there is one.
"""

import re
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk import errors
from desk.documents import masking
from desk.enrollment import addresses, opting_out
from desk.matching import candidates, looking
from desk.models import ReplacementRequest, Taxpayer
from desk.office import policy
from desk.office.accounts import Actor
from desk.office.opening import Office
from desk.pins import ledger
from desk.program.enrollment import Permission
from desk.program.settings import ProgramSettings
from desk.screens import people
from desk.system import calendar

_SHOWN = 5


@dataclass(frozen=True)
class EnrollmentShown:
    """Why a person is in the program, and from when until when; ``mode``: continuous or one_time."""

    basis: str
    mode: str
    since: date
    ended_on: date | None


@dataclass(frozen=True)
class AskedBefore:
    """When the person requested a lost PIN, and the result."""

    requested_on: date
    state: str


@dataclass(frozen=True)
class OnRecord:
    """A person as a page shows them. ``leaving``: what the rules say about opting out, None if not enrolled.

    ``address_asked``: a change of address waits for a decision; ``holds_pin``: a number of this year is current;
    ``minor``: under eighteen today; ``requests`` are the latest for a lost PIN.
    """

    taxpayer_id: int
    name: str
    tin: str
    address: str
    moved_on: date | None
    address_asked: bool
    died_on: date | None
    minor: bool
    holds_pin: bool
    enrollments: list[EnrollmentShown]
    leaving: Permission | None
    requests: list[AskedBefore]


def find(office: Office, text: str, actor: Actor) -> OnRecord | None:
    """Return the person with this taxpayer number (hyphens and spaces are allowed), or None."""
    digits = re.sub(r"[\s-]", "", text)
    if len(digits) != candidates.TIN_LENGTH or not digits.isdecimal():
        raise errors.InvalidInput("a taxpayer number has nine digits")
    with office.database.transaction() as session:
        return _looked_at(session, candidates.by_tin(session, digits), policy.load(office.settings), actor)


def look_again(office: Office, taxpayer_id: int, actor: Actor) -> OnRecord | None:
    """Return the same person again if the input about them could not be stored; it counts as a look like any other."""
    with office.database.transaction() as session:
        return _looked_at(session, session.get(Taxpayer, taxpayer_id), policy.load(office.settings), actor)


def _looked_at(session: Session, person: Taxpayer | None, settings: ProgramSettings, actor: Actor) -> OnRecord | None:
    looking.note(session, actor, looking.PERSON, "taxpayer", person and person.id, found=int(bool(person)))
    return _shown(session, person, settings) if person else None


def _shown(session: Session, person: Taxpayer, settings: ProgramSettings) -> OnRecord:
    enrolled = opting_out.running(session, person.id)
    return OnRecord(
        taxpayer_id=person.id,
        name=person.name,
        tin=masking.tin(person.tin_last4),
        address=people.address(person),
        moved_on=person.address_changed_on,
        address_asked=addresses.waiting_for(session, person.id) is not None,
        died_on=person.date_of_death,
        minor=person.is_minor(calendar.today()),
        holds_pin=ledger.current(session, person.id, calendar.today().year) is not None,
        enrollments=[
            EnrollmentShown(row.basis, row.mode, row.since, row.ended_on)
            for row in opting_out.enrollments(session, person.id)
        ],
        leaving=opting_out.leaving(enrolled, settings) if enrolled else None,
        requests=_asked(session, person.id),
    )


def _asked(session: Session, taxpayer_id: int) -> list[AskedBefore]:
    """The latest requests of a person, newest first."""
    rows = select(ReplacementRequest).where(ReplacementRequest.taxpayer_id == taxpayer_id)
    latest = rows.order_by(ReplacementRequest.id.desc()).limit(_SHOWN)
    return [AskedBefore(row.requested_on, row.state) for row in session.scalars(latest)]

"""The numbers that were tried for a taxpayer, for a supervisor: where from, but never which, and never whether one
agrees.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from desk.documents import masking
from desk.models import ComparedNumber, Taxpayer
from desk.office.accounts import Actor
from desk.pins import guesses
from desk.recommendation import withheld
from desk.system import db


@dataclass(frozen=True)
class NumberTried:
    """One number that was compared: the ``place``-th different one; ``document_id`` is None without paper."""

    place: int
    at: datetime
    by: str
    document_id: int | None
    withheld: bool


@dataclass(frozen=True)
class Tried:
    """One taxpayer's year with answers that nobody has looked at; ``who_else``: who must look, "" for this person;
    ``kept``: why they may not have the answers told, "" where they may."""

    taxpayer_id: int
    name: str
    tin: str
    year: int
    number: int
    since: datetime
    numbers: list[NumberTried]
    who_else: str
    kept: str


def waiting(session: Session, actor: Actor) -> list[Tried]:
    """Return the taxpayers with answers that a supervisor must look at, oldest first, as ``actor`` may see them."""
    return [_tried(session, alarm, actor) for alarm in withheld.alarms(session)]


def _tried(session: Session, alarm: withheld.Alarm, actor: Actor) -> Tried:
    person = db.get(session, Taxpayer, alarm.taxpayer_id)
    rows = withheld.numbers(session, alarm.taxpayer_id, alarm.year)
    return Tried(
        taxpayer_id=person.id,
        name=person.name,
        tin=masking.tin(person.tin_last4),
        year=alarm.year,
        number=alarm.number,
        since=alarm.since,
        numbers=[_number(row) for row in rows],
        who_else=withheld.who_else(session, rows, actor),
        kept=withheld.why_kept(session, rows, actor),
    )


def _number(row: ComparedNumber) -> NumberTried:
    hidden = row.place > guesses.ALLOWED and not row.told
    return NumberTried(row.place, row.at, row.by, row.document_id, hidden)

"""Keeps anybody from finding an IP PIN by trying: counts the different numbers compared with one person's PIN of a
year.

Six digits can be guessed if every guess is answered (domain.md 3.1, 9). So each comparison goes through
:func:`counting`, whoever asks: a return that is read, keyed, corrected, or given to another person, an import, or the
check of an electronic return. The first :data:`ALLOWED` different numbers are answered; from the next one on the answer
is withheld until a supervisor has looked (desk/recommendation/withheld.py). A number counts for every person and year
with which it is compared, including the other spouse and last year.

Numbers are stored only as keyed marks, and the count is never reset: it belongs to the calendar year of the PIN, not to
the day, the document, or the process that asked.
"""

from dataclasses import dataclass
from functools import partial

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from desk.lifecycle import audit
from desk.models import ComparedNumber, Person, Taxpayer
from desk.pins import ledger
from desk.system import calendar, crypto

ALLOWED = 3
"""How many different numbers are answered for one person and calendar year."""


@dataclass(frozen=True)
class Asker:
    """The person who has a number compared, and the document with the number, or None."""

    name: str
    document_id: int | None = None


def counting(session: Session, number: str, asker: Asker) -> ledger.Admit:
    """Return what :func:`ledger.compare` calls before each look at a person's numbers, so that ``number`` is counted.

    The session must be one that commits; a caller who gets the answer without committing evades the count.
    """
    return partial(admit, session, number, asker)


def admit(session: Session, number: str, asker: Asker, person: Taxpayer, year: int) -> bool:
    """Count ``number`` for this person and year; return whether the result of its comparison may be told.

    A number that was compared before does not count again. If no number is on record, nothing can be found out.
    """
    if not ledger.on_record(session, person.id, year):
        return True
    mark = crypto.ring().guess_mac(person.tin, year, number)
    known = _known(session, person.id, year, mark)
    if known is None:
        audit.take_turn(session)  # one at a time, so that two desks cannot both take the last place
        known = _known(session, person.id, year, mark) or _count(session, person.id, year, mark, asker)
    return known.place <= ALLOWED or known.told


def hidden() -> ColumnElement[bool]:
    """A condition: nobody has been told the answer about the number."""
    return (ComparedNumber.place > ALLOWED) & ~ComparedNumber.told


def not_looked_at(session: Session, document_id: int) -> bool:
    """Return whether answers about anybody on this document are withheld and no supervisor has looked yet."""
    people = select(Person.taxpayer_id).where(Person.document_id == document_id)
    waits = hidden() & ComparedNumber.looked_by.is_(None) & ComparedNumber.taxpayer_id.in_(people)
    return session.scalar(select(ComparedNumber.id).where(waits).limit(1)) is not None


def _known(session: Session, taxpayer_id: int, year: int, mark: bytes) -> ComparedNumber | None:
    rows = _rows(taxpayer_id, year).where(ComparedNumber.mark == mark)
    return session.scalar(rows.execution_options(populate_existing=True))


def _rows(taxpayer_id: int, year: int) -> Select:
    return select(ComparedNumber).where(ComparedNumber.taxpayer_id == taxpayer_id, ComparedNumber.calendar_year == year)


def _count(session: Session, taxpayer_id: int, year: int, mark: bytes, asker: Asker) -> ComparedNumber:
    last = session.scalar(_rows(taxpayer_id, year).order_by(ComparedNumber.place.desc()).limit(1))
    row = ComparedNumber(
        taxpayer_id=taxpayer_id,
        calendar_year=year,
        mark=mark,
        place=last.place + 1 if last else 1,
        document_id=asker.document_id,
        by=asker.name,
        at=calendar.now(),
    )
    session.add(row)
    session.flush()
    if row.place > ALLOWED:
        audit.record(session, asker.name, "pin.withheld", "taxpayer", taxpayer_id, year=year, numbers=row.place)
    return row

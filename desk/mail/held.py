"""Holds letters with an IP PIN after a recent change of address, or while an identity-theft case is open.

A person who changed an address to get the number does not get it before the letters to both addresses
(desk/enrollment/addresses) could be answered. The wait is counted at every release, from the last change; gathering
early, changing twice, or changing back does not shorten it.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from desk import errors
from desk.enrollment import addresses
from desk.lifecycle import audit, notices, theft
from desk.mail import print_file
from desk.models import MailBatch, Notice, Printing
from desk.models.states import NoticeState, PrintingState
from desk.office.accounts import Actor
from desk.program.settings import ProgramSettings
from desk.system import calendar

HELD = "waits: the address was changed"
THEFT = "waits: an identity-theft case is open"
NOTES = (HELD, THEFT)
"""The history notes of a letter that was left out of a release."""


@dataclass(frozen=True, repr=False)
class Held:
    """A letter that may be printed from ``until`` on. Both addresses are complete; ``old`` is "" if unknown."""

    notice: Notice
    changed_on: date
    until: date
    old: dict[str, str]
    new: dict[str, str]


def until(notice: Notice, settings: ProgramSettings) -> date | None:
    """Return the first day on which a letter may be printed after a change of address; None if it need not wait."""
    changed = notice.addressee.address_changed_on if notice.ip_pin_id is not None else None
    day = changed + timedelta(days=settings.changed_address_days) if changed else None
    return day if day and day > calendar.today() else None


def letters(session: Session, batch: MailBatch, settings: ProgramSettings) -> list[Held]:
    """Return the letters of a batch that wait, in the order of the print file."""
    return [_held(session, row.notice, day) for row in print_file.live(batch) if (day := until(row.notice, settings))]


def victims(session: Session, batch: MailBatch) -> list[Printing]:
    """Return the printings of a batch whose letter has the PIN of a person with an open identity-theft case."""
    rows = [row for row in print_file.live(batch) if row.notice.ip_pin_id is not None]
    found = theft.among(session, {row.notice.addressee.id for row in rows})
    return [row for row in rows if row.notice.addressee.id in found]


def leave_out(session: Session, batch: MailBatch, actor: Actor, settings: ProgramSettings) -> list[str]:
    """Take the letters that wait out of a batch before its release; return the number of each, and why.

    Raises :class:`errors.WrongState` if no letter would be left.
    """
    stolen = victims(session, batch)
    live = print_file.live(batch)
    moved = [(row, day) for row in live if row not in stolen and (day := until(row.notice, settings))]
    if live and len(stolen) + len(moved) == len(live):
        raise errors.WrongState(_all_wait(len(stolen), [day for _, day in moved]))
    for row in stolen:
        take_out(session, batch, row, actor, THEFT)
        audit.record(session, actor.name, "notice.held", "notice", row.notice_id, batch=batch.id, theft=True)
    for row, day in moved:
        take_out(session, batch, row, actor, HELD)
        row.notice.not_before = max(row.notice.not_before, day)
        audit.record(session, actor.name, "notice.held", "notice", row.notice_id, batch=batch.id, until=day.isoformat())
    why = "an identity-theft case is open"
    return [
        *(f"{row.notice.number}: {why}" for row in stolen),
        *(f"{row.notice.number}: the address was changed" for row, _ in moved),
    ]


def _all_wait(stolen: int, days: list[date]) -> str:
    after = f"after a change of address, the first until {min(days)}" if days else ""
    theft_ = "until an identity-theft case is resolved" if stolen else ""
    return (
        f"nothing was released: every letter of this batch waits {' or '.join(filter(None, (after, theft_)))}. "
        "Cancel print batch"
    )


def take_out(session: Session, batch: MailBatch, row: Printing, actor: Actor, note: str) -> None:
    """Remove a gathered letter from its batch. It is a draft again, as if its copy had never been made."""
    if row.state != PrintingState.GATHERED:
        raise errors.NotFound("that letter is not in this batch")
    row.notice.copies -= 1
    notices.move(session, row.notice, NoticeState.DRAFT, actor.name, note)
    batch.printings.remove(row)
    session.delete(row)


def _held(session: Session, notice: Notice, day: date) -> Held:
    person, change = notice.addressee, addresses.latest(session, notice.addressee.id)
    changed_on = errors.known(person.address_changed_on, "this person has not moved")
    known = change is not None and change.new == person.home
    old = change.old if change is not None and known else {}
    return Held(notice, changed_on, day, old, person.home)

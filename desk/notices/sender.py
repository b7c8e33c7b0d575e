"""The sender and the contact details of a letter, from the rules in force on its date (domain.md 1.5, 3.3).

A letter never uses what became known only after its date; what nobody confirmed is a setting of the office.
"""

from datetime import date

from desk import errors
from desk.notices.letter import Office
from desk.program import contacts
from desk.program.contacts import Contact
from desk.program.settings import ProgramSettings


def on(day: date, settings: ProgramSettings) -> Office:
    """The office as a letter of that date prints it; InvalidInput if no phone number is known for that date."""
    unit, city_line = settings.sender
    return Office(
        unit=unit,
        city_line=city_line,
        help_phone=_needed(Contact.LOST_PIN, day, settings),
        verify_phone=settings.verify_phone,
        visit_phone=_needed(Contact.APPOINTMENT, day, settings),
        application_address=_known(Contact.MAIL, day, settings),
        application_fax=_known(Contact.FAX, day, settings),
    )


def _known(contact: Contact, day: date, settings: ProgramSettings) -> str:
    """The contact in one line; empty if none is known."""
    place = contacts.find(contact, day, settings)
    return ", ".join(place.lines) if place else ""


def _needed(contact: Contact, day: date, settings: ProgramSettings) -> str:
    line = _known(contact, day, settings)
    if not line:
        raise errors.InvalidInput("No telephone number is known for the date of this letter; check the date.")
    return line

"""Where to send applications and which number to call, by date (domain 1.5, 1.7, 3.3)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from desk.program import rules
from desk.program.settings import DEFAULTS, ProgramSettings


class Contact(StrEnum):
    """The kinds of contact: an address, a fax or phone number, or online."""

    MAIL = "mail"
    FAX = "fax"
    ONLINE = "online"
    APPOINTMENT = "appointment"
    LOST_PIN = "lost_pin"
    ABROAD = "abroad"


@dataclass(frozen=True)
class Place:
    """lines: the address, or the one number; hours: when the phone is answered."""

    lines: tuple[str, ...]
    text: str
    section: str
    hours: str = ""


def find(contact: Contact, on: date, settings: ProgramSettings = DEFAULTS) -> Place | None:
    """Return the contact in force on a day; None if none is known, so that letters leave it out."""
    rule = rules.find(f"contact_{contact.value}", on, settings.adopted)
    if rule is None:
        return None
    lines = settings.earlier_mail_address if "setting" in rule.values else tuple(rule.values["lines"])
    return Place(lines, rule.text, rule.section, rule.values.get("hours", ""))

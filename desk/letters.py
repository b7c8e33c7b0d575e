"""From a notice's row to its PDF; the only caller that opens a PIN, for the print stream."""

from sqlalchemy.orm import Session

from desk import calendar, pins
from desk.models import IpPin, Notice, Taxpayer
from desk.notices import cp01a
from desk.notices.letter import Address


def render(session: Session, notice: Notice) -> bytes:
    """The finished letter with its PIN, for printing."""
    return _render(session, notice, masked=False)


def preview(session: Session, notice: Notice) -> bytes:
    """The letter as screens may show it: six dots where the PIN stands."""
    return _render(session, notice, masked=True)


def _render(session: Session, notice: Notice, masked: bool) -> bytes:
    return _RENDER[notice.kind](session, notice, masked)


def _cp01a(session: Session, notice: Notice, masked: bool) -> bytes:
    pin = session.get(IpPin, notice.ip_pin_id)
    letter = cp01a.CP01A(
        **_heading(notice), calendar_year=pin.calendar_year, ip_pin=None if masked else pins.opened(pin)
    )
    return cp01a.render(letter, masked=masked)


def _heading(notice: Notice) -> dict:
    return {
        "taxpayer_name": notice.taxpayer.name,
        "address": address(notice.taxpayer),
        "notice_date": notice.notice_date or calendar.today(),
        "document_number": notice.number,
        "language": notice.language,
    }


def address(person: Taxpayer) -> Address:
    """The address of record; a letter never goes anywhere else."""
    return Address(person.name, person.street, person.city, person.state, person.zip, person.apartment)


_RENDER = {"cp01a": _cp01a}

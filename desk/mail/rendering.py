"""Makes the PDF of a notice and checks it; the only module that decrypts a PIN, in order to print it."""

from datetime import date, timedelta

from pydantic import SecretStr
from sqlalchemy.orm import Session

from desk.lifecycle import notices, theft
from desk.models import IpPin
from desk.models import Notice as Row
from desk.models.protection import marks
from desk.models.states import PinStatus
from desk.notices import inspect, layout
from desk.notices.kinds import NoticeKind
from desk.notices.letter import Address
from desk.notices.notice import Notice, OnRecord
from desk.pins import ledger
from desk.program.settings import ProgramSettings
from desk.system import calendar, db

_COPIES = 10
"""How many copies of one letter have mail barcodes of their own (domain.md 7: none twice within 45 days)."""


def render(session: Session, notice: Row, settings: ProgramSettings) -> bytes:
    """Return the finished letter with its PIN, for printing."""
    return layout.draw(asked(session, notice, settings).letter(False))


def preview(session: Session, notice: Row, settings: ProgramSettings) -> bytes:
    """Return the letter as screens may show it, with six dots in place of the PIN."""
    return layout.draw(asked(session, notice, settings, masked=True).letter(True))


def check(session: Session, notice: Row, pdf: bytes, settings: ProgramSettings) -> list[str]:
    """Return why a rendered letter may not be mailed, without personal data, or "" if it may.

    Apart from the page itself: nothing to a deceased person, no PIN that has ended (domain.md 2.3), and no PIN to a
    person with an open identity-theft case.
    """
    found = [defect.message for defect in inspect.check(pdf, asked(session, notice, settings))]
    if notice.addressee.date_of_death is not None and notice.ip_pin_id is not None:
        found.append("The record shows that the taxpayer has died.")
    if notice.ip_pin_id is not None and db.get(session, IpPin, notice.ip_pin_id).status != PinStatus.CURRENT:
        found.append("The IP PIN has ended since the letter was drafted.")
    if notice.ip_pin_id is not None and theft.of_taxpayer(session, notice.taxpayer_id) is not None:
        found.append("An identity-theft case of the taxpayer is open.")
    return found


def asked(session: Session, notice: Row, settings: ProgramSettings, masked: bool = False) -> Notice:
    """Return the letter of a row, from the record and the rules of its day; without its PIN if ``masked``.

    Raises :class:`errors.RecordChanged` if somebody changed the letter or its addressee outside of the desk.
    """
    marks.demand(notice, notice.addressee)
    made = NoticeKind(notice.kind).does.made
    return made.from_record(_heading(notice, settings), _on_record(session, notice, settings, masked))


def destination(notice: Row) -> dict[str, str]:
    """Return the address of a letter by its columns: the address of record, or the letter's own.

    Only a letter without a PIN can have its own; a letter with a PIN always goes to the address of record.
    """
    own = notice.address if notice.ip_pin_id is None else None
    return own or notice.addressee.home


def address(notice: Row) -> Address:
    """Return the address block of a letter."""
    return Address(name=notice.addressee.addressed, **destination(notice))


def unprintable(notice: Row) -> str:
    """Return why a letter cannot be printed from the present record, or "" if it can."""
    return notices.unprintable(notice.addressee, destination(notice))


def _heading(notice: Row, settings: ProgramSettings) -> dict:
    return {
        "taxpayer_name": notice.addressee.name,
        "address": address(notice),
        "notice_date": _day(notice),
        "document_number": notice.number,
        "language": notice.language,
        "settings": settings,
        "serial": notice.id * _COPIES + notice.copies % _COPIES,
    }


def _day(notice: Row) -> date:
    return notice.notice_date or calendar.today()


def _on_record(session: Session, notice: Row, settings: ProgramSettings, masked: bool) -> OnRecord:
    """What the letter says about its document and its PIN. The days to answer are those of the draft, if it has any."""
    does = NoticeKind(notice.kind).does
    pin = db.get(session, IpPin, notice.ip_pin_id) if does.carries_pin else None
    document, days = notice.document, None
    if does.reply_days is not None:
        days = notice.details.get("reply_days") or does.reply_days(settings)
    return OnRecord(
        details=notice.details,
        received=document.received_date if document else None,
        tax_year=document.tax_year if document else None,
        reply_due=_day(notice) + timedelta(days=days) if days else None,
        calendar_year=pin.calendar_year if pin else None,
        ip_pin=SecretStr(ledger.opened(pin, notice.taxpayer_id)) if pin and not masked else None,
    )

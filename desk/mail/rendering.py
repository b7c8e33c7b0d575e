"""From a notice's row to its PDF and its checks; the only code that decrypts a PIN, to print it."""

from datetime import date, timedelta

from pydantic import SecretStr
from sqlalchemy.orm import Session

from desk.lifecycle import notices, theft
from desk.models import IpPin
from desk.models import Notice as Row
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
    """The finished letter with its PIN, for printing."""
    return layout.draw(asked(session, notice, settings).letter(False))


def preview(session: Session, notice: Row, settings: ProgramSettings) -> bytes:
    """The letter as screens may show it: six dots where the PIN stands."""
    return layout.draw(asked(session, notice, settings, masked=True).letter(True))


def check(session: Session, notice: Row, pdf: bytes, settings: ProgramSettings) -> list[str]:
    """Why a letter as rendered may not leave, in words without personal data; empty when it may.

    Beside the page itself: nothing to the deceased, no PIN that has ended (domain.md 2.3), and none to whoever has an
    open identity-theft case.
    """
    found = [defect.message for defect in inspect.check(pdf, asked(session, notice, settings))]
    if notice.addressee.date_of_death is not None and notice.ip_pin_id is not None:
        found.append("The record shows that the taxpayer has died.")
    if notice.ip_pin_id is not None and db.get(session, IpPin, notice.ip_pin_id).status != "current":
        found.append("The IP PIN has ended since the letter was drafted.")
    if notice.ip_pin_id is not None and theft.of_taxpayer(session, notice.taxpayer_id) is not None:
        found.append("An identity-theft case of the taxpayer is open.")
    return found


def asked(session: Session, notice: Row, settings: ProgramSettings, masked: bool = False) -> Notice:
    """The letter that a row stands for, by the record and the rules of its day; without its PIN when ``masked``."""
    made = NoticeKind(notice.kind).does.made
    return made.of(_heading(notice, settings), _on_record(session, notice, settings, masked))


def destination(notice: Row) -> dict[str, str]:
    """Where a letter goes, by the columns of an address: the address of record, or the place that is kept with it.

    The latter only for a letter without a PIN: one with a PIN never goes anywhere but to the record.
    """
    own = notice.address if notice.ip_pin_id is None else None
    return own or notice.addressee.home


def address(notice: Row) -> Address:
    """The address block of a letter."""
    return Address(name=notice.addressee.addressed, **destination(notice))


def unprintable(notice: Row) -> str:
    """Why a letter cannot be printed as the record stands; empty when it can."""
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
    """What the letter says of its document and its PIN; the days to answer are those of the draft, if it has any."""
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

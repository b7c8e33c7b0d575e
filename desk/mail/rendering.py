"""From a notice's row to its PDF and its checks; the only code that decrypts a PIN, to print it."""

from collections.abc import Callable
from datetime import date, timedelta

from sqlalchemy.orm import Session

from desk.models import IpPin, Taxpayer
from desk.models import Notice as Row
from desk.notices import cp01a, inspect, layout, missing, rejection, replacement, verification
from desk.notices.letter import Address
from desk.notices.notice import Notice
from desk.pins import ledger
from desk.program.settings import REPLY_DAYS, ProgramSettings
from desk.system import calendar


def render(session: Session, notice: Row, settings: ProgramSettings) -> bytes:
    """The finished letter with its PIN, for printing."""
    return layout.draw(asked(session, notice, settings).letter(False))


def preview(session: Session, notice: Row, settings: ProgramSettings) -> bytes:
    """The letter as screens may show it: six dots where the PIN stands."""
    return layout.draw(asked(session, notice, settings, masked=True).letter(True))


def check(session: Session, notice: Row, pdf: bytes, settings: ProgramSettings) -> list[str]:
    """Why a letter as rendered may not leave, in words without personal data; empty when it may.

    Beside the page itself: nothing goes to the deceased, and no PIN that has ended (domain.md 2.3).
    """
    found = [defect.message for defect in inspect.check(pdf, asked(session, notice, settings))]
    if notice.taxpayer.date_of_death is not None and notice.ip_pin_id is not None:
        found.append("The record shows that the taxpayer has died.")
    if notice.ip_pin_id is not None and session.get(IpPin, notice.ip_pin_id).status != "current":
        found.append("The IP PIN has ended since the letter was drafted.")
    return found


def asked(session: Session, notice: Row, settings: ProgramSettings, masked: bool = False) -> Notice:
    """The letter that a row stands for, by the record and the rules of its day; without its PIN when ``masked``."""
    return _MADE[notice.kind](session, notice, settings, masked)


def address(person: Taxpayer) -> Address:
    """The address of record; a letter never goes anywhere else."""
    return Address(person.name, person.street, person.city, person.state, person.zip, person.apartment)


def _heading(notice: Row, settings: ProgramSettings) -> dict:
    return {
        "taxpayer_name": notice.taxpayer.name,
        "address": address(notice.taxpayer),
        "notice_date": _day(notice),
        "document_number": notice.number,
        "language": notice.language,
        "settings": settings,
    }


def _day(notice: Row) -> date:
    return notice.notice_date or calendar.today()


def _numbered(session: Session, notice: Row, settings: ProgramSettings, masked: bool) -> dict:
    pin = session.get(IpPin, notice.ip_pin_id)
    return _heading(notice, settings) | {
        "calendar_year": pin.calendar_year,
        "ip_pin": None if masked else ledger.opened(pin),
    }


def _cp01a(session: Session, notice: Row, settings: ProgramSettings, masked: bool) -> Notice:
    return cp01a.CP01A(**_numbered(session, notice, settings, masked))


def _replacement(session: Session, notice: Row, settings: ProgramSettings, masked: bool) -> Notice:
    return replacement.Replacement(
        **_numbered(session, notice, settings, masked), new_number=bool(notice.details.get("new_number"))
    )


def _missing(session: Session, notice: Row, settings: ProgramSettings, masked: bool) -> Notice:
    return missing.Missing(
        **_heading(notice, settings),
        received=notice.document.received_date,
        reply_due=_day(notice) + timedelta(days=notice.details["reply_days"]),
        items=tuple(notice.details["items"]),
    )


def _rejection(session: Session, notice: Row, settings: ProgramSettings, masked: bool) -> Notice:
    first, *more = rejection.told(notice.details["codes"])
    return rejection.Rejection(
        **_heading(notice, settings),
        reason=first,
        more=tuple(more),
        received=notice.document.received_date,
        income_limit=notice.details.get("income_limit"),
    )


def _verification(session: Session, notice: Row, settings: ProgramSettings, masked: bool) -> Notice:
    return verification.Verification(
        **_heading(notice, settings),
        tax_year=notice.document.tax_year,
        received=notice.document.received_date,
        reply_due=_day(notice) + timedelta(days=REPLY_DAYS),
    )


_MADE: dict[str, Callable[[Session, Row, ProgramSettings, bool], Notice]] = {
    "cp01a": _cp01a,
    "replacement": _replacement,
    "missing": _missing,
    "rejection": _rejection,
    "verification": _verification,
}

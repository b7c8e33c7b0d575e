"""From a notice's row to its PDF; the only caller that opens a PIN, for the print stream."""

import io
from collections.abc import Callable
from datetime import date, timedelta

from pypdf import PdfReader
from sqlalchemy.orm import Session

from desk import calendar, pins
from desk.models import IpPin, Notice, Taxpayer
from desk.notices import cp01a, missing, rejection, replacement, verification
from desk.notices.letter import Address

REPLY_DAYS = 30


def render(session: Session, notice: Notice) -> bytes:
    """The finished letter with its PIN, for printing."""
    return _RENDER[notice.kind](session, notice, False)


def preview(session: Session, notice: Notice) -> bytes:
    """The letter as screens may show it: six dots where the PIN stands."""
    return _RENDER[notice.kind](session, notice, True)


def check(session: Session, notice: Notice, pdf: bytes) -> list[str]:
    """What is wrong with a letter as rendered, in words without personal data; empty when it may leave."""
    found = PdfReader(io.BytesIO(pdf))
    text = found.pages[0].extract_text()
    plain = "".join(text.split())
    wrong = [] if len(found.pages) == 1 else ["it does not have exactly one page"]
    if not all("".join(line.split()) in plain for line in address(notice.taxpayer).lines()):
        wrong.append("the address of record does not stand on it")
    pin = session.get(IpPin, notice.ip_pin_id) if notice.ip_pin_id else None
    if pin is not None and plain.count(pins.opened(pin)) != 1:
        wrong.append("the IP PIN does not stand on it exactly once")
    if pin is not None and str(pin.calendar_year - 1) not in text:
        wrong.append("the tax year is not the calendar year less one")
    return wrong


def address(person: Taxpayer) -> Address:
    """The address of record; a letter never goes anywhere else."""
    return Address(person.name, person.street, person.city, person.state, person.zip, person.apartment)


def _heading(notice: Notice) -> dict:
    return {
        "taxpayer_name": notice.taxpayer.name,
        "address": address(notice.taxpayer),
        "notice_date": _day(notice),
        "document_number": notice.number,
        "language": notice.language,
    }


def _day(notice: Notice) -> date:
    return notice.notice_date or calendar.today()


def _numbered(session: Session, notice: Notice, masked: bool) -> dict:
    pin = session.get(IpPin, notice.ip_pin_id)
    return _heading(notice) | {"calendar_year": pin.calendar_year, "ip_pin": None if masked else pins.opened(pin)}


def _cp01a(session: Session, notice: Notice, masked: bool) -> bytes:
    return cp01a.render(cp01a.CP01A(**_numbered(session, notice, masked)), masked=masked)


def _replacement(session: Session, notice: Notice, masked: bool) -> bytes:
    letter = replacement.Replacement(
        **_numbered(session, notice, masked), new_number=bool(notice.details.get("new_number"))
    )
    return replacement.render(letter, masked=masked)


def _missing(session: Session, notice: Notice, masked: bool) -> bytes:
    return missing.render(
        missing.Missing(
            **_heading(notice),
            received=notice.document.received_date,
            reply_due=_day(notice) + timedelta(days=REPLY_DAYS),
            items=tuple(notice.details["items"]),
        )
    )


def _rejection(session: Session, notice: Notice, masked: bool) -> bytes:
    return rejection.render(
        rejection.Rejection(
            **_heading(notice),
            reason=notice.details["codes"][0],
            received=notice.document.received_date,
            income_limit=notice.details.get("income_limit"),
        )
    )


def _verification(session: Session, notice: Notice, masked: bool) -> bytes:
    return verification.render(
        verification.Verification(
            **_heading(notice),
            tax_year=notice.document.tax_year,
            received=notice.document.received_date,
            reply_due=_day(notice) + timedelta(days=REPLY_DAYS),
        )
    )


_RENDER: dict[str, Callable[[Session, Notice, bool], bytes]] = {
    "cp01a": _cp01a,
    "replacement": _replacement,
    "missing": _missing,
    "rejection": _rejection,
    "verification": _verification,
}

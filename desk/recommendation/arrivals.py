"""Tells whether the letter with an IP PIN can have reached its taxpayer by a given day (domain.md 4.2 with 2.2, 3.3).

A taxpayer without the number cannot enter it. If the letter was not mailed in time, was returned, or was given up, a
person must decide about a missing or old number.
"""

from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.models import IpPin, Notice
from desk.models.states import NoticeState, PinStatus
from desk.program.settings import ProgramSettings


def doubt(session: Session, taxpayer_id: int, year: int, day: date, settings: ProgramSettings) -> str:
    """Return why this person may not have had the number of ``year`` on ``day``, as the end of a sentence, or "".

    A number without a letter from this office was shown online or issued elsewhere; it gives no reason for doubt.
    """
    of_number = (IpPin.taxpayer_id == taxpayer_id) & (IpPin.calendar_year == year)
    counted = of_number & IpPin.status.in_((PinStatus.CURRENT, PinStatus.EXPIRED))
    rows = select(Notice).join(IpPin, Notice.ip_pin_id == IpPin.id).where(counted).order_by(Notice.id)
    letters = session.scalars(rows).all()
    if not letters or any(_arrived(letter, day, settings) for letter in letters):
        return ""
    return _why(letters[-1])


def _arrived(letter: Notice, day: date, settings: ProgramSettings) -> bool:
    if letter.state != NoticeState.MAILED or letter.mailed_on is None:
        return False
    return letter.mailed_on + timedelta(days=settings.letter_days) <= day


def _why(letter: Notice) -> str:
    if letter.state == NoticeState.MAILED:
        return f"was mailed on {letter.mailed_on}"
    if letter.state == NoticeState.RETURNED:
        return "came back"
    if letter.state == NoticeState.CANCELED:
        return "was given up"
    return "has not been mailed yet"

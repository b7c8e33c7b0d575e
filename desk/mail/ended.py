"""Cancels letters that wait to be printed and may no longer be mailed (domain.md 2.3)."""

from sqlalchemy import select

from desk.lifecycle import audit, notices
from desk.models import IpPin, Notice, Taxpayer
from desk.models.states import NoticeState, PinStatus
from desk.office.opening import Office


def cancel(office: Office, actor: str) -> int:
    """Cancel the waiting letters that may no longer be mailed; return how many. The clock does this each day.

    Their IP PIN has ended, or the record shows a death (domain.md 2.3). The checks before printing would refuse each of
    them, and with it the batch.
    """
    ended = select(IpPin.id).where(IpPin.status != PinStatus.CURRENT)
    dead = select(Taxpayer.id).where(Taxpayer.date_of_death.is_not(None))
    gone = Notice.ip_pin_id.in_(ended) | Notice.taxpayer_id.in_(dead)
    with office.database.transaction() as session:
        rows = select(Notice).where(
            Notice.ip_pin_id.is_not(None), Notice.state.in_((NoticeState.DRAFT, NoticeState.SPOILED)), gone
        )
        found = session.scalars(rows.order_by(Notice.id).with_for_update()).all()
        for notice in found:
            notices.move(session, notice, NoticeState.CANCELED, actor, "its IP PIN has ended, or the taxpayer has died")
            audit.record(session, actor, "notice.cancelled", "notice", notice.id, kind=notice.kind)
        return len(found)

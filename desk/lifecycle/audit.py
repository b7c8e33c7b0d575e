"""The audit trail: written in the same transaction as the change, and chained by hashes.

Each event's keyed hash covers its content and the hash of the event before it. The head row, sealed with the same key,
marks the end of the trail. So an edit, a deletion, a swap, or a cut-off end is found. An older copy of the whole
database is found by an anchor (:mod:`desk.lifecycle.anchors`). Each event also names the operating system's account and
the machine, and for what a page asked for, the sign-in session and the caller's address. Details never contain a TIN, a
PIN, or a name.
"""

import hmac
import json
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from desk import errors
from desk.models import AuditEvent, AuditHead, Decision, Notice, Scan, User
from desk.system import calendar, crypto, machine

_START = b"\0" * 32


class Verdict(NamedTuple):
    """How many events were checked, the first bad one (``None`` if all are good), and the last one checked."""

    events: int
    broken_at: int | None
    last: int = 0


def record(session: Session, actor: str, action: str, subject: str, subject_id: int | None, /, **details) -> None:
    """Append one event to the trail, in ``session``'s transaction."""
    record_all(session, actor, action, subject, [(subject_id, details)])


def record_all(
    session: Session, actor: str, action: str, subject: str, rows: Iterable[tuple[int | None, dict]], /
) -> None:
    """Append one event per row (subject's id and details), in ``session``'s transaction."""
    head, (account, host), caller = _head(session), machine.place(), machine.caller()
    sound = is_sealed(head)
    for subject_id, details in rows:
        event = AuditEvent(
            id=head.event_id + 1,
            at=calendar.now(),
            actor=actor,
            action=action,
            subject=subject,
            subject_id=subject_id,
            details=details,
            account=account,
            host=host,
            session=caller.session,
            source=caller.source,
            previous=head.hash,
        )
        event.hash = crypto.ring().audit_mac(_content(event))
        session.add(event)
        head.event_id, head.hash = event.id, event.hash
    if sound:  # a new event does not repair a forged end
        head.mac = _seal(head)
    session.flush()


def take_turn(session: Session) -> None:
    """Wait until no other transaction is writing an event; none does until this one ends."""
    _head(session)


def _head(session: Session) -> AuditHead:
    """The head row, locked. The first event creates it, even if several come at once."""
    head = session.get(AuditHead, 1, with_for_update=True, populate_existing=True)
    if head is not None:
        return head
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    first = AuditHead(id=1, event_id=0, hash=_START)
    values = {"id": 1, "event_id": 0, "hash": _START, "mac": _seal(first)}
    session.execute(insert(AuditHead).values(values).on_conflict_do_nothing())
    return session.get_one(AuditHead, 1, with_for_update=True, populate_existing=True)


def verify(session: Session, after: int = 0, limit: int | None = None) -> Verdict:
    """Check the trail; see :class:`Verdict`.

    A long trail may be checked in parts of ``limit`` events. Each part begins ``after`` the last event of the part
    before, whose own mark that part has checked.
    """
    expected, last, checked = _mark_of(session, after), after, 0
    rows = select(AuditEvent).where(AuditEvent.id > after).order_by(AuditEvent.id).limit(limit)
    for event in session.scalars(rows.execution_options(yield_per=1000)):
        checked += 1
        whole = event.id == last + 1 and event.previous == expected
        if not whole or not hmac.compare_digest(event.hash, crypto.ring().audit_mac(_content(event))):
            return Verdict(checked, event.id, event.id)
        expected, last = event.hash, event.id
    if limit is not None and checked == limit:
        return Verdict(checked, None, last)
    head = session.get(AuditHead, 1)
    if head is None:
        ended = last == 0 and _is_untouched(session)
    else:
        ended = (head.event_id, head.hash) == (last, expected) and is_sealed(head)
    return Verdict(checked, None if ended else last + 1, last)


def is_sealed(head: AuditHead) -> bool:
    """Return whether the row that marks the end of the trail is as the desk wrote it."""
    return head.mac is not None and hmac.compare_digest(head.mac, _seal(head))


def seal(session: Session) -> None:
    """Seal the end of a trail that was written before ends were sealed; only for the upgrade."""
    head = session.get(AuditHead, 1, with_for_update=True)
    if head is not None and head.mac is None:
        head.mac = _seal(head)


def _seal(head: AuditHead) -> bytes:
    return crypto.ring().audit_mac(f"end:{head.event_id}:".encode() + head.hash)


def _is_untouched(session: Session) -> bool:
    """Whether the desk holds nothing that an event must record."""
    kinds = (User, Scan, Decision, Notice)
    return not any(session.scalar(select(kind.id).limit(1)) for kind in kinds)


def begun(session: Session) -> bool:
    """Return whether the trail has any event."""
    return session.scalar(select(AuditEvent.id).limit(1)) is not None


def keys_fit(session: Session) -> bool:
    """Return whether the keys in use are those of this trail: its first or last event has their mark, or it is empty.

    One of the two is enough, so that a trail with a changed event can still be opened and verified.
    """
    ends = select(AuditEvent).where(
        AuditEvent.id.in_(select(func.min(AuditEvent.id)).union(select(func.max(AuditEvent.id))))
    )
    marks = [hmac.compare_digest(one.hash, crypto.ring().audit_mac(_content(one))) for one in session.scalars(ends)]
    return any(marks) or not marks


def _mark_of(session: Session, number: int) -> bytes:
    event = session.get(AuditEvent, number) if number else None
    return event.hash if event is not None else _START


def demand_whole(session: Session) -> int:
    """Return the number of events; raises :class:`errors.AuditBroken` if the trail is not intact."""
    verdict = verify(session)
    if verdict.broken_at is not None:
        raise errors.AuditBroken(
            f"the audit trail does not add up at event {verdict.broken_at}: "
            "keep this database as it is and tell the security officer"
        )
    return verdict.events


def _content(event: AuditEvent) -> bytes:
    """What the hash covers: every column, unambiguously; what an event is older than, or has not, is left out."""
    moment: datetime = event.at
    parts = [event.id, moment.isoformat(), event.actor, event.action, event.subject, event.subject_id, event.details]
    if (event.account, event.host) != (None, None):
        parts += [event.account, event.host]
    if (event.session, event.source) != (None, None):
        parts.append({"session": event.session, "source": event.source})
    return json.dumps(parts, sort_keys=True, separators=(",", ":")).encode() + event.previous

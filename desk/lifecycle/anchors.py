"""Anchors: each day one line that says where the audit trail ended, to be stored away from the database.

Somebody who replaces the database with an older copy also puts back a trail that is complete in itself. An anchor from
a later day shows that the trail went on.
"""

import hmac
import re
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from desk import errors
from desk.lifecycle import audit
from desk.models import AuditEvent, AuditHead
from desk.system import crypto

_LINE = re.compile(r"ippin anchor (\d{4}-\d\d-\d\d) event (\d+) trail ([0-9a-f]{64}) mark ([0-9a-f]{64})")


@dataclass(frozen=True)
class Anchor:
    """The last event of the trail on a day, with that event's hash."""

    day: date
    event: int
    hash: bytes

    def line(self) -> str:
        """The anchor as one line of text, with its mark."""
        return f"{self._plain()} mark {self._mark().hex()}"

    def _plain(self) -> str:
        return f"ippin anchor {self.day} event {self.event} trail {self.hash.hex()}"

    def _mark(self) -> bytes:
        return crypto.ring().audit_mac(self._plain().encode())

    def bears(self, mark: bytes) -> bool:
        """Return whether this mark is the one that the desk gives this anchor."""
        return hmac.compare_digest(self._mark(), mark)


def make(session: Session, day: date) -> Anchor | None:
    """Return the anchor for the present end of the trail; None if the trail is empty.

    Raises :class:`errors.AuditBroken` if the end of the trail is not as the desk wrote it.
    """
    head = session.get(AuditHead, 1)
    if head is None or not head.event_id:
        return None
    if not audit.is_sealed(head):
        raise errors.AuditBroken("the end of the audit trail was changed: run `ippin audit verify`")
    return Anchor(day, head.event_id, head.hash)


def read(text: str) -> Anchor:
    """Return the anchor from a line that :meth:`Anchor.line` made.

    Raises :class:`errors.InvalidInput` if it is not such a line, or not one of this desk.
    """
    found = _LINE.search(" ".join(text.split()))
    if found is None:
        raise errors.InvalidInput('that is no anchor of an audit trail: it begins with "ippin anchor"')
    day, event, trail, mark = found.groups()
    anchor = Anchor(date.fromisoformat(day), int(event), bytes.fromhex(trail))
    if not anchor.bears(bytes.fromhex(mark)):
        raise errors.InvalidInput(f"the anchor of {day} was not made by this desk, or was changed since")
    return anchor


def demand(session: Session, anchor: Anchor) -> None:
    """Raise :class:`errors.AuditBroken` unless the trail still contains the event at which it ended that day."""
    event = session.get(AuditEvent, anchor.event)
    if event is None or not hmac.compare_digest(event.hash, anchor.hash):
        raise errors.AuditBroken(
            f"on {anchor.day} the audit trail ended with event {anchor.event}, which this database does not hold as it "
            "was: it may be an older copy. Keep it as it is and tell the security officer"
        )
